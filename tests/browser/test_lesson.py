"""The whole lesson in a real browser, in both languages; half of it on a phone, by touch; and what a reload keeps."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from dogcat import language
from dogcat.language import _
from dogcat.lesson import STEPS, read_step
from dogcat.pictures import PictureSet
from dogcat.runs import list_runs
from tests.browser.conftest import Server
from tests.conftest import WaitUntil

WAIT = 60_000  # milliseconds
WIDER = "document.documentElement.scrollWidth - window.innerWidth"


@pytest.fixture(params=["en", "ko"])
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    former = language._find_language
    language.follow(lambda: request.param)
    yield request.param
    language.follow(former)


def choose(page: Page, part: str, place: int) -> None:
    """Clicks an answer."""
    page.locator(f".st-key-{part} [role=radiogroup] label").nth(place).click()


def train_a_little(page: Page, recipe: str, wait_until: WaitUntil) -> None:
    """Trains until the first epoch has ended."""
    num_before = len(list_runs())
    page.get_by_text(recipe, exact=True).first.click()
    page.get_by_role("button", name=_("Train"), exact=True).click()
    wait_until(lambda: len(list_runs()) > num_before and list_runs()[-1].history(), "an epoch has ended")
    page.get_by_role("button", name=_("Stop"), exact=True).first.click()
    wait_until(lambda: not list_runs()[-1].status().is_active, "the training has stopped")


def test_the_whole_lesson(
    browser: Browser, server: Server, tiny_set: PictureSet, spoken: str, wait_until: WaitUntil
) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(WAIT)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{server.address}/?lang={spoken}")
    page.get_by_role("button", name=_("Start the lesson")).click()
    for name in STEPS:
        step = read_step(name, spoken)
        begin = page.locator(".st-key-lesson-begin")
        expect(begin.get_by_text(step.title)).to_be_visible(timeout=WAIT)
        choose(page, f"predict-{name}", step.predict.right)
        expect(page.locator(".st-key-lesson-end")).to_be_visible(timeout=WAIT)
        if step.page == "train":
            train_a_little(page, "quick-regularized" if "cured" in name else "quick-baseline", wait_until)
        choose(page, f"check-{name}", step.check.right)
        if name != STEPS[-1]:
            page.locator(f".st-key-on-{name} button").click()
    page.get_by_role("link", name=_("That was the lesson. See what you did")).click()
    with page.expect_download() as download:
        page.get_by_role("button", name=_("My lesson as a page")).click()
    report = download.value.path().read_text(encoding="utf-8")
    assert _("{num_done} of {num_steps} steps done.").format(num_done=7, num_steps=7) in report
    assert report.count("✓") == 14
    assert _("My trainings") in report
    assert errors == []
    page.close()


def test_the_first_half_by_touch_and_after_a_reload(browser: Browser, server: Server, tiny_set: PictureSet) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="en-GB"
    )
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.goto(server.address)
    page.get_by_role("button", name="Start the lesson").tap()
    for name in STEPS[:2]:
        step = read_step(name)
        expect(page.locator(".st-key-lesson-begin").get_by_text(step.title)).to_be_visible(timeout=WAIT)
        page.locator(f".st-key-predict-{name} [role=radiogroup] label").first.tap()
        page.locator(f".st-key-check-{name} [role=radiogroup] label").first.tap()
        expect(page.locator(f".st-key-on-{name}")).to_be_visible(timeout=WAIT)
        assert page.evaluate(WIDER) <= 0
        page.locator(f".st-key-on-{name} button").tap()
    third = read_step(STEPS[2])
    expect(page.locator(".st-key-lesson-begin").get_by_text(third.title)).to_be_visible(timeout=WAIT)
    page.reload()
    expect(page.locator(".st-key-lesson-begin").get_by_text(third.title)).to_be_visible(timeout=WAIT)
    page.goto(server.address)
    expect(page.get_by_role("button", name="Go on with the lesson")).to_be_visible(timeout=WAIT)
    context.close()


def test_the_presenter_s_keys(browser: Browser, server: Server, tiny_set: PictureSet) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(WAIT)
    page.goto(f"{server.address}/?present=1")
    expect(page.locator(".st-key-presenter-bar")).to_be_visible(timeout=WAIT)
    expect(page.locator("[data-testid=stSidebar]")).to_be_hidden()
    for name in STEPS[:2]:
        page.wait_for_selector("[data-test-script-state=notRunning]")  # a key that is pressed before is not heard
        page.locator("h1").first.click()
        page.keyboard.press("ArrowRight")
        expect(page.locator(".st-key-lesson-begin").get_by_text(read_step(name).title)).to_be_visible(timeout=WAIT)
    page.wait_for_selector("[data-test-script-state=notRunning]")
    page.locator("h1").first.click()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".st-key-lesson-begin").get_by_text(read_step(STEPS[0]).title)).to_be_visible(timeout=WAIT)
    page.close()
