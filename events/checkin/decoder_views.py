"""The modules of the QR decoder, from the folder to which set-up has fetched them."""

from django.conf import settings
from django.http import FileResponse, Http404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from events.checkin import qr_decoder


@require_safe
@cache_control(public=True, max_age=365 * 86_400, immutable=True)  # the address names the version
def desk_decoder(request, name):
    """Serve one of the files. Raises Http404 for others, and where they could not be fetched."""
    path = qr_decoder.decoder_file(settings.QR_DECODER_FOLDER, name)
    if name not in qr_decoder.FILES or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="text/javascript; charset=utf-8")
