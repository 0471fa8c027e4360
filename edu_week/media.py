"""Pictures staff uploaded, for one machine that serves them by itself; a web server in front takes /media/ over."""

from pathlib import PurePosixPath

from django.conf import settings
from django.http import Http404
from django.views.decorators.http import require_safe
from django.views.static import serve

TYPES = {".jpg": "image/jpeg", ".webp": "image/webp", ".avif": "image/avif"}  # what the portal writes; never SVG
FOREVER = "public, max-age=31536000, immutable"  # a name is the hash of its content


@require_safe
def picture_file(request, path):
    kind = TYPES.get(PurePosixPath(path).suffix)
    if kind is None:
        raise Http404
    request.META.pop("HTTP_ACCEPT_ENCODING", None)  # compressed already: zipping them again costs time and the length
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    response.headers["Content-Type"] = kind
    response.headers["Cache-Control"] = FOREVER
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
