"""A phone that stands at the door, and the picture its camera sees."""

import io
from pathlib import Path

from PIL import Image

from events.bookings.checkin_codes import qr_png
from tests.chromium import FLAGS, find_chromium

SCAN = "/desk/scan/"
CAMERA = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
WIDTH, HEIGHT = 640, 480


class DoorPhone:
    def __init__(self, context):
        self.context, self.errors = context, []
        self.page = context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda line: self.errors.append(line.text) if "Content Security Policy" in line.text else None)

    def open_door(self):
        self.page.goto(SCAN)
        self.wait_until_ready()

    def wait_until_ready(self):
        self.page.locator("#scan[data-ready]").wait_for()

    def type_code(self, text):
        self.page.fill("#q", text)
        self.page.press("#q", "Enter")

    def verdict(self, result):
        """Wait for the final verdict with this result; return its text."""
        found = self.page.locator(f'.verdict[data-final="true"][data-result="{result}"]')
        found.wait_for()
        return found.inner_text()

    def measures(self, name) -> list[float]:
        return self.page.evaluate("name => performance.getEntriesByName(name).map(entry => entry.duration)", name)

    def unsent(self) -> int:
        return int(self.page.get_attribute("#scan-link", "data-unsent"))

    def wait_until_rows(self, count):
        """Wait until this phone has done so much."""
        self.page.locator("#scan-history-count", has_text=str(count)).wait_for(state="attached")

    def wait_until_unsent(self, count):
        self.page.locator(f'#scan-link[data-unsent="{count}"]').wait_for()


def draw_frame(code: str | None) -> Image.Image:
    """What the camera sees: a ticket with this code on grey, or grey alone."""
    frame = Image.new("RGB", (WIDTH, HEIGHT), (110, 110, 105))
    if code:
        picture = Image.open(io.BytesIO(qr_png(code))).convert("RGB").resize((264, 264))
        frame.paste(picture, ((WIDTH - 264) // 2, (HEIGHT - 264) // 2))
    return frame


def write_clip(path: Path, scenes: list[tuple[str | None, int]]):
    """Write a clip for Chromium's fake camera: each scene is a code, or None,
    and for how many frames (20 a second) it is held."""
    with path.open("wb") as clip:
        for code, count in scenes:
            encoded = io.BytesIO()
            draw_frame(code).save(encoded, "JPEG", quality=90)
            clip.write(encoded.getvalue() * count)


def start_browser_with_camera(playwright, clip: Path):
    flags = [*FLAGS, *CAMERA, f"--use-file-for-fake-video-capture={clip}"]
    return playwright.chromium.launch(executable_path=find_chromium(), args=flags)
