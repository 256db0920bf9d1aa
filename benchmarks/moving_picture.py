"""Makes the animation of the README: a quick training on the drawn pictures, live, then the comparison.

    python -m benchmarks.moving_picture ADDRESS OUT.webp

ADDRESS is that of a running app, such as http://localhost:8501; the benchmark trains `quick-baseline` there once. The
animation shows the app at a width of 1200 pixels, resized; only the waiting between two epochs is left out.
"""

import io
import shutil
import sys
import time

from PIL import Image
from playwright.sync_api import Page, sync_playwright

SIZE = (1200, 760)  # of the window, in pixels
WIDTH = 900  # of the animation, in pixels
MAX_BYTES = 3_000_000
EPOCHS = "(document.querySelector('.dogcat-chart')?.data?.[1]?.x?.filter((x) => x !== null).length ?? 0)"
DRAWN = "document.querySelector('.dogcat-chart').data.at(-1).x.length"
NUM_EPOCHS = 100  # of the longer recorded training
TRAINING_SECONDS = 900

Frame = tuple[Image.Image, int]  # and its duration in milliseconds


def frame(page: Page, milliseconds: int) -> Frame:
    """Return the current window."""
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    return shot.resize((WIDTH, round(WIDTH * shot.height / shot.width)), Image.Resampling.LANCZOS), milliseconds


def record_training(page: Page, address: str) -> list[Frame]:
    """Record one frame per epoch, from the press of the button to the result."""
    page.goto(f"{address}/train?lang=en")
    page.get_by_text("quick-baseline", exact=True).click()
    page.wait_for_selector("[data-test-script-state=notRunning]")
    frames = [frame(page, 1_200)]
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_role("button", name="Stop", exact=True).wait_for(timeout=120_000)
    page.evaluate("document.querySelector('.dogcat-chart')?.scrollIntoView({ block: 'center' })")
    give_up, shown = time.monotonic() + TRAINING_SECONDS, -1
    while page.get_by_role("button", name="Stop", exact=True).count() and time.monotonic() < give_up:
        if page.evaluate(EPOCHS) != shown:
            shown = page.evaluate(EPOCHS)
            page.evaluate("document.querySelector('.dogcat-chart')?.scrollIntoView({ block: 'center' })")
            frames.append(frame(page, 180))
        page.wait_for_timeout(200)
    page.wait_for_selector("[data-test-script-state=notRunning]")
    page.wait_for_timeout(1_000)
    page.evaluate("document.querySelector('.dogcat-chart')?.scrollIntoView({ block: 'center' })")
    return [*frames, frame(page, 2_000)]


def record_comparison(page: Page, address: str) -> list[Frame]:
    """Record both curves of the recorded trainings, played from their start."""
    page.goto(f"{address}/compare?lang=en")
    page.get_by_role("button", name="Show it without a guess").click()
    page.wait_for_function("document.querySelector('.dogcat-chart')?.data?.at(-1).name === 'regularized'")
    page.wait_for_selector("[data-test-script-state=notRunning]")
    page.get_by_role("slider").last.focus()
    page.keyboard.press("Home")
    page.wait_for_function(f"{DRAWN} === 1")
    page.get_by_role("button", name="Play").click()
    page.evaluate("document.querySelector('.dogcat-chart').scrollIntoView({ block: 'center' })")
    frames, shown = [], 0
    while shown < NUM_EPOCHS:
        page.wait_for_function(f"{DRAWN} !== {shown}")
        shown = page.evaluate(DRAWN)
        frames.append(frame(page, 220))
    return [*frames, (frames[-1][0], 3_000)]


def main(address: str, out: str) -> None:
    """Record both and write the animation.

    Raises:
        ValueError: the file is larger than `MAX_BYTES`.
    """
    browsers = filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=next(browsers, None), args=["--no-sandbox"])
        page = browser.new_page(
            viewport={"width": SIZE[0], "height": SIZE[1]}, color_scheme="light", ignore_https_errors=True
        )
        page.set_default_timeout(120_000)
        frames = record_training(page, address) + record_comparison(page, address)
        browser.close()
    pictures, durations = zip(*frames, strict=True)
    content = io.BytesIO()
    pictures[0].save(
        content, "WEBP", save_all=True, append_images=pictures[1:], duration=durations, loop=0, quality=70, method=4
    )
    if content.tell() > MAX_BYTES:
        raise ValueError(f"The picture has {content.tell():,} bytes; at most {MAX_BYTES:,} are wanted.")
    with open(out, "wb") as file:  # noqa: PTH123 - a name from the command line
        file.write(content.getvalue())
    print(f"{len(frames)} frames, {sum(durations) / 1000:.0f} s, {content.tell() / 1e6:.2f} MB: {out}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
