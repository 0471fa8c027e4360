"""Static files for production: hashed and compressed by WhiteNoise, with the parts of the stylesheet bundled into one file.

The parts of css/portal.css stay separate in the source and in development; a phone on a crowded network should not request
fifty of them, nor the nine tenths of Bootstrap that no page uses. Nothing is written next to the sources: the bundled,
minified file exists only in STATIC_ROOT.
"""

import os
import posixpath
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import HashedFilesMixin
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from lightningcss import process_stylesheet
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

from content.atomic_files import replace_file
from content.file_storage import AtomicWrites
from edu_week.unused_css import unused_classes

BUNDLE = "css/portal.css"
BOOTSTRAP = "css/bootstrap.min.css"
LAYERED_IMPORT = re.compile(r'@import url\("([^"]+)"\) layer\((\w+)\);\n?')
LOCAL_URL = re.compile(r"""url\((["']?)(?!data:|#|/|https?:)([^"')]+)\1\)""")
NOT_INSIDE_A_LAYER = re.compile(r'@charset "[^"]*";|/\*# sourceMappingURL=.*?\*/', re.IGNORECASE)


def inline_imports(name):
    """Return the stylesheet with every `@import url("…") layer(x);` replaced by `@layer x { … }`."""
    folder = posixpath.dirname(name)
    return LAYERED_IMPORT.sub(lambda found: wrap_in_layer(folder, found[1], found[2]), read_source(name))


def wrap_in_layer(folder, part, layer):
    name = posixpath.join(folder, part)
    css = used_bootstrap() if name == BOOTSTRAP else read_source(name)
    css = NOT_INSIDE_A_LAYER.sub("", css)
    css = LOCAL_URL.sub(lambda found: f'url("{posixpath.normpath(posixpath.join(posixpath.dirname(part), found[2]))}")', css)
    return f"@layer {layer} {{\n{css.strip()}\n}}\n"


def used_bootstrap():
    css = read_source(BOOTSTRAP)
    return process_stylesheet(css, filename=BOOTSTRAP, unused_symbols=unused_classes(css))


def read_source(name):
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(f"No static file called {name}.")
    with open(path, encoding="utf-8") as source:
        return source.read()


class AtomicCompressor(Compressor):
    def write_data(self, path, data, suffix, stat_result):
        replace_file(Path(path + suffix), data)
        os.utime(path + suffix, (stat_result.st_atime, stat_result.st_mtime))
        return path + suffix


class BundledStaticFilesStorage(AtomicWrites, CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True  # scripts import js/portal-clock.js
    # as Django's, but source maps, which are left out of what is collected, need not be there
    patterns = tuple(
        (files, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
        for files, rules in HashedFilesMixin.patterns
    )

    def post_process(self, paths, dry_run=False, **options):
        if BUNDLE in paths and not dry_run:
            paths = {**paths, BUNDLE: (self.bundle(), BUNDLE)}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def bundle(self):
        storage = InMemoryStorage()
        storage.save(BUNDLE, ContentFile(process_stylesheet(inline_imports(BUNDLE), filename=BUNDLE).encode()))
        return storage

    def create_compressor(self, **options):
        return AtomicCompressor(**options)
