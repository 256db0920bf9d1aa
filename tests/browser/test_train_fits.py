"""What stands on the Train page fits into its place, on a laptop and on a phone, in both languages."""

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from dogcat.pictures.decoding import decode_picture
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import QUICK_BASELINE, QUICK_REGULARIZED
from dogcat.runs.run import Run, create_run
from dogcat.runs.watched import WatchedPicture
from tests.browser.conftest import WAIT, Server
from tests.browser.test_model_page import box_of
from tests.finished_runs import write_run

SIZES = {"laptop": (1280, 720), "desktop": (1440, 900), "phone": (390, 844)}
LANGUAGES = ("en", "ko")
OVERFLOW = """(selector) => {
    const box = document.querySelector(selector);
    return [box.scrollWidth - box.clientWidth, box.scrollHeight - box.clientHeight];
}"""


def compared(pictures: PictureSet) -> Run:
    """A regularized run beside a plain one whose difference is not clear: the longest headline and note."""
    write_run(create_run(QUICK_BASELINE, pictures.name, owner="somebody else"), 0.79, 0.97)
    run = create_run(QUICK_REGULARIZED, pictures.name, owner="somebody else")
    write_run(run, 0.8, 0.85)
    return run


def stopped(pictures: PictureSet) -> Run:
    """A run that ended before its last epoch."""
    run = create_run(QUICK_REGULARIZED, pictures.name)
    begin(run, num_epochs=12)
    run.write_history(epochs(12))
    run.append("stopped", message="Stopped on request; the current model was kept.")
    return run


def overfitting(pictures: PictureSet) -> Run:
    """A run that goes on, with the longest reading."""
    run = create_run(QUICK_BASELINE, pictures.name, claimed_by=os.getpid())
    begin(run, num_epochs=18)
    return run


def begin(run: Run, num_epochs: int) -> None:
    run.append("start", epochs=run.recipe.epochs, steps_per_epoch=100, batch_size=32, num_training=2_000, num_clean=960,
               num_flipped=0, num_validation=1_000, precision="float32", left_out=[], watched=[])  # fmt: skip
    for epoch in epochs(num_epochs):
        run.append("batch", epoch=epoch["epoch"], step=100, loss=0.6, accuracy=0.55, pictures_per_second=1234.0)
        run.append("epoch", **epoch)


def epochs(number: int) -> list[dict[str, float]]:
    return [
        {"epoch": epoch, "seconds": 2.0, "loss": 0.6, "accuracy": 0.9, "clean_loss": 0.5 / epoch,
         "clean_accuracy": 0.97, "val_loss": 0.6 + epoch / 20, "val_accuracy": 0.63, "pictures_per_second": 1234.0}
        for epoch in range(1, number + 1)
    ]  # fmt: skip


def opened(browser: Browser, size: str) -> Page:
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(WAIT)
    return page


def resize(page: Page, size: str) -> None:
    """Gives the window another size, and waits until everything has taken its place."""
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_timeout(500)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [compared, stopped, overfitting])
def test_nothing_is_cut_of_what_is_said_of_a_run(
    browser: Browser,
    module_server: Server,
    module_set: PictureSet,
    kind: Callable[[PictureSet], Run],
    language: str,
) -> None:
    run = kind(module_set)
    page = opened(browser, "laptop")
    try:
        page.goto(f"{module_server.address}/train?run={run.id}&lang={language}")
        expect(page.locator(".st-key-stage-row .dogcat-chart .nsewdrag")).to_be_visible()
        for size in SIZES:
            resize(page, size)
            assert page.evaluate(OVERFLOW, ".st-key-result-said") <= [0, 0], size
            said = page.locator(".st-key-result-said").bounding_box()
            assert said
            height = 116 if size == "phone" else 68
            assert said["height"] == height, "so the curves do not move when the training ends"
    finally:
        page.close()
        run.append("stopped", message="")


@pytest.mark.parametrize("num_watched", [4, 5, 8])
def test_all_watched_pictures_are_seen_beside_the_curve(
    browser: Browser, module_server: Server, module_set: PictureSet, num_watched: int
) -> None:
    names = (module_set.pictures("validation") * 2)[:num_watched]
    watched = [WatchedPicture(one.name, one.label, decode_picture(one.path, 64)) for one in names]
    run = create_run(QUICK_BASELINE, module_set.name, watched=watched)
    begin(run, num_epochs=2)
    run.append("watch", epoch=2, p_dog=[1.0] * num_watched)
    run.write_history(epochs(2))
    run.append("stopped", message="")
    page = opened(browser, "laptop")
    try:
        page.goto(f"{module_server.address}/train?run={run.id}")
        expect(page.locator(".dogcat-watched figcaption")).to_have_count(num_watched)
        page.wait_for_timeout(500)
        assert page.evaluate(OVERFLOW, ".dogcat-watched") <= [0, 0]
        chart = page.locator(".st-key-stage-row .dogcat-chart").bounding_box()
        strip = page.locator(".dogcat-watched").bounding_box()
        assert chart
        assert strip
        assert strip["y"] + strip["height"] <= 720
        assert strip["x"] >= chart["x"] + chart["width"], "beside the curve, not below it"
        for caption in page.locator(".dogcat-watched figcaption").all():
            assert caption.evaluate("box => box.scrollWidth - box.clientWidth") <= 0, caption.inner_text()
        sides = [one.bounding_box() for one in page.locator(".dogcat-watched img").all()]
        assert all(side and side["width"] >= 40 and abs(side["width"] - side["height"]) < 1 for side in sides)
    finally:
        page.close()


CUT = """() => [...document.querySelectorAll(".st-key-result-numbers [data-testid=stMetricValue], "
    + ".st-key-result-numbers [data-testid=stMetricValue] *")].map((box) => box.scrollWidth - box.clientWidth)"""


@pytest.mark.parametrize("present", ["", "&present=1"], ids=["usual", "presenter"])
def test_no_number_is_cut_and_the_presenter_s_bar_lies_on_nothing(
    browser: Browser, module_server: Server, module_set: PictureSet, present: str
) -> None:
    run = create_run(QUICK_BASELINE, module_set.name, owner="somebody else")
    write_run(run, 0.77, 1.0)
    page = opened(browser, "laptop")
    try:
        page.goto(f"{module_server.address}/train?run={run.id}{present}")
        expect(page.locator(".st-key-stage-row .dogcat-chart .nsewdrag")).to_be_visible()
        numbers = page.locator(".st-key-result-numbers [data-testid=stMetricValue]")
        expect(numbers).to_have_text(["100%", "77%", "23"])
        for size, (width, height) in SIZES.items():
            resize(page, size)
            assert max(page.evaluate(CUT)) <= 0, "100% is cut to 1…"
            boxes = [one.bounding_box() for one in numbers.all()]
            assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
            if present and size != "phone":
                bar, main = map(box_of, map(page.locator, (".st-key-presenter-bar", "[data-testid=stMain]")))
                assert main["y"] + main["height"] <= bar["y"], "the page ends above the bar"
                assert bar["y"] + bar["height"] <= height
    finally:
        page.close()
