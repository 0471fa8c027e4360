"""WhiteNoise over two releases: a process serves the files of the one that was collected after it started, too."""

import os
import re

from whitenoise.middleware import WhiteNoiseMiddleware

HASHED = re.compile(r"\.[0-9a-f]{12}\.[^/.]+$")


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise knows the files that were there at the start, and fails for one that is gone since.

    While a release is taken up, a page of a new process may send its reader for the style sheet to an old one.
    """

    def __call__(self, request):
        path = request.path_info
        if self.autorefresh or not path.startswith(self.static_prefix):
            return super().__call__(request)
        static_file = self.files.get(path) or self.find_later_file(path)
        if static_file is not None:
            try:
                return self.serve(static_file, request)
            except FileNotFoundError:  # of a release before the last
                self.files.pop(path, None)
        return self.get_response(request)

    def find_later_file(self, url: str):
        """Return a hashed file that was collected after the start, and remember it; None if there is none."""
        path = os.path.join(self.static_root, url[len(self.static_prefix) :])
        root = os.path.join(os.path.abspath(self.static_root), "")
        if not HASHED.search(url) or not self.url_is_canonical(url) or not self.path_is_child_of(path, root):
            return None
        if not os.path.isfile(path):
            return None
        self.files[url] = self.get_static_file(path, url)
        return self.files[url]

    def immutable_file_test(self, path, url):
        """Also true for a file of another release, whose name WhiteNoise does not find in the manifest of this one."""
        return url.startswith(self.static_prefix) and bool(HASHED.search(url))
