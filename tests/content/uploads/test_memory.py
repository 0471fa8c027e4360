"""Hostile uploads through the real view, in a process of its own, whose memory is measured."""

import json
import os
import subprocess
import sys
from pathlib import Path

from PIL import Image

from tests.content.pictures import sample_files
from tests.content.pictures.sample_files import image_bytes, jpeg_bytes

MOST_MB = 300
MOST_FOR_ONE_MB = 130  # besides what the process holds anyway
ROOT = Path(__file__).resolve().parents[3]

HOSTILE = {
    "bomb.png": (sample_files.png_bomb, "像素太多"),
    "polyglot.jpg": (sample_files.jpeg_with_zip, "别的内容"),
    "drawing.svg": (lambda: sample_files.SVG, "SVG"),
    "truncated.jpg": (lambda: jpeg_bytes((1200, 800))[:-900], "损坏"),
    "heic.jpg": (lambda: sample_files.HEIC, "HEIC"),
    "forty.jpg": (lambda: jpeg_bytes() + os.urandom(40_000_000), "40 MB"),
}
LARGE = {  # as large as is taken, in the ways that cost most
    "progressive.jpg": lambda: image_bytes(Image.new("RGB", (4200, 3150)), "JPEG", progressive=True, subsampling=0, quality=20),
    "transparent.png": lambda: image_bytes(Image.new("RGBA", (3000, 3000)), "PNG", compress_level=1),
    "transparent.webp": lambda: image_bytes(Image.new("RGBA", (2500, 2200)), "WEBP", method=0),
}


def run_probe(folder):
    makers = {name: make for name, (make, _words) in HOSTILE.items()} | LARGE
    for name, make in makers.items():
        (folder / name).write_bytes(make())
    command = [sys.executable, "-m", "tests.content.uploads.memory_probe", *(folder / name for name in makers)]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert process.returncode == 0, process.stderr
    return dict(zip(makers, map(json.loads, process.stdout.splitlines()), strict=True))


def test_uploads_need_little_memory_and_the_hostile_are_refused_with_a_sentence(tmp_path):
    results = run_probe(tmp_path)
    for name, (_make, words) in HOSTILE.items():
        assert results[name]["status"] == "200", name
        assert words in results[name]["sentence"], name
        assert results[name]["peak"] < MOST_MB, name
    small = results["drawing.svg"]["peak"]
    for name in LARGE:
        assert results[name]["status"] == "302", name
        assert results[name]["peak"] - small < MOST_FOR_ONE_MB, name
