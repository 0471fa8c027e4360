from django.urls import path

from accounts import views
from accounts.desk import views as desk_views
from accounts.login import views as log_in_views
from accounts.passwords import views as password_views
from accounts.second_factor import views as second_factor_views

app_name = "accounts"

urlpatterns = [
    path("login/", log_in_views.LogIn.as_view(), name="log_in"),
    path("login/code/", log_in_views.log_in_code, name="log_in_code"),
    path("password_change/", password_views.password_change, name="password_change"),
    path("password_reset/", password_views.PasswordReset.as_view(), name="reset"),
    path("password_reset/sent/", password_views.reset_sent, name="reset_sent"),
    path("password_reset/<uidb64>/<token>/", password_views.PasswordResetConfirm.as_view(), name="reset_confirm"),
    path("password_link/<signed>/", password_views.password_link, name="password_link"),
    path("account/", views.my_account, name="my_account"),
    path("account/review-mail/", views.choose_review_mail, name="choose_review_mail"),
    path("account/active/", views.keep_session_alive, name="keep_session_alive"),
    path("account/sessions/end/", views.log_out_everywhere, name="log_out_everywhere"),
    path("account/sessions/<slug:handle>/end/", views.end_session, name="end_session"),
    path("account/second-factor/", second_factor_views.second_factor_set_up, name="second_factor_set_up"),
    path("account/second-factor/qr.svg", second_factor_views.second_factor_qr, name="second_factor_qr"),
    path("account/second-factor/codes/", second_factor_views.recovery_codes, name="recovery_codes"),
    path("account/second-factor/codes/new/", second_factor_views.renew_codes, name="renew_codes"),
    path("account/second-factor/off/", second_factor_views.turn_off, name="turn_off"),
]

# The same for the door, under its own address and in its own look; these names belong to no namespace.
desk_urlpatterns = [
    path("log-in/", desk_views.DeskLogIn.as_view(), name="desk_log_in"),
    path("log-in/code/", desk_views.desk_log_in_code, name="desk_log_in_code"),
    path("log-out/", desk_views.desk_log_out, name="desk_log_out"),
    path("account/", desk_views.desk_account, name="desk_account"),
    path("password/", desk_views.desk_password, name="desk_password"),
]
