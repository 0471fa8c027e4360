urlpatterns = []
machine_urlpatterns = []
