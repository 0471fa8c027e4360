"""Serves uploaded pictures, for installations without a web server in front that takes /media/ over."""

from pathlib import Path, PurePosixPath

from django.conf import settings
from django.http import Http404
from django.views.decorators.http import require_safe
from django.views.static import serve

TYPES = {".jpg": "image/jpeg", ".webp": "image/webp", ".avif": "image/avif"}  # the formats the portal writes; never SVG
FOREVER = "public, max-age=31536000, immutable"  # file names are hashes of the content


@require_safe
def picture_file(request, path):
    kind = TYPES.get(PurePosixPath(path).suffix)
    if kind is None:
        raise Http404
    request.META.pop("HTTP_ACCEPT_ENCODING", None)  # images are compressed: gzip would cost time and the Content-Length
    folder, _slash, name = path.partition("/")  # of this folder alone: others hold what has no address
    response = serve(request, name, document_root=Path(settings.MEDIA_ROOT) / folder)
    if response.headers.get("Content-Length") == "0":  # what a full disk once left is no picture, and nobody is to keep it
        response.file_to_stream.close()
        raise Http404
    response.headers["Content-Type"] = kind
    response.headers["Cache-Control"] = FOREVER
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
