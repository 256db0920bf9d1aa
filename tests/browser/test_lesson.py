"""The whole lesson in a real browser: in English by nothing but the keyboard, in Korean by mouse.

And half of it on a phone, by touch; what a reload keeps; the presenter's keys.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dogcat.common import language
from dogcat.common.language import _
from dogcat.lesson.steps import STEPS, read_step
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import RECIPES
from dogcat.runs.store import list_runs
from tests.browser.conftest import WAIT, Server
from tests.conftest import WaitUntil

MOST_TABS = 150
HAS_FOCUS = "one => one.contains(document.activeElement)"
# The outline is the element's own, its label's, or, around a slider's thumb, the one's that holds it.
IS_SEEN = """() => [document.activeElement, document.activeElement.closest("label, :has(> div > input[type=range])")]
    .some((one) => one && getComputedStyle(one).outlineStyle === "solid")"""
WIDER = "document.documentElement.scrollWidth - window.innerWidth"


@pytest.fixture(params=["en", "ko"])
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    former = language._find_language
    language.follow(lambda: request.param)
    yield request.param
    language.follow(former)


@dataclass
class Mouse:
    """A learner who clicks."""

    page: Page

    def press(self, target: Locator) -> None:
        target.click()

    def choose(self, part: str, place: int) -> None:
        """Gives an answer."""
        self.page.locator(f".st-key-{part} [role=radiogroup] label").nth(place).click()

    def take_recipe(self, recipe: str) -> None:
        recipes = self.page.locator(".st-key-session-recipe [role=radiogroup]")
        recipes.get_by_text(recipe, exact=True).click()  # not where the lesson's tasks name it
        expect(recipes.get_by_role("radio", name=recipe, exact=True)).to_be_checked()

    def look_around(self, page: str) -> None:
        """What else a step asks for; the other tests click there."""


class Keyboard(Mouse):
    """A learner who has no mouse."""

    def walk_to(self, target: Locator) -> None:
        """Presses Tab until the focus is there, and is seen."""
        expect(target).to_be_visible()
        for _press in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if target.evaluate(HAS_FOCUS):
                assert self.page.evaluate(IS_SEEN), f"the focus on {target} is not seen"
                return
        pytest.fail(f"{target} is not reached by {MOST_TABS} presses of Tab")

    def press(self, target: Locator) -> None:
        self.walk_to(target)
        self.page.keyboard.press("Enter")

    def choose(self, part: str, place: int) -> None:
        self.walk_to(self.page.locator(f".st-key-{part} [role=radiogroup]"))
        for _press in range(place):
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")

    def take_recipe(self, recipe: str) -> None:
        recipes = self.page.locator(".st-key-session-recipe [role=radiogroup]")
        self.walk_to(recipes)
        # The lesson has chosen one already; in step 5 another one than in step 3.
        now = recipes.get_by_role("radio").evaluate_all("all => all.findIndex((one) => one.checked)")
        way = list(RECIPES).index(recipe) - now
        for _press in range(abs(way)):
            self.page.keyboard.press("ArrowRight" if way > 0 else "ArrowLeft")
        expect(recipes.get_by_role("radio", name=recipe, exact=True)).to_be_checked()

    def look_around(self, page: str) -> None:
        if page == "pictures":
            self.press(self.page.locator(".dogcat-thumbnails:not(.small)"))
            expect(self.page.get_by_role("dialog")).to_be_visible()
            self.page.keyboard.press("Escape")
            expect(self.page.get_by_role("dialog")).to_be_hidden()
        elif page == "augmentation":
            self.walk_to(self.page.locator(".st-key-augmentation-rotation_range [role=group]"))
            self.page.keyboard.press("ArrowRight")
            expect(self.page).to_have_url(re.compile("rotation_range=41"))
        elif page == "compare":
            # Behind the learner's own pair, which opens at once, is the recorded one with a prediction first.
            self.walk_to(self.page.locator(".st-key-session-compared_networks [role=radiogroup]"))
            self.page.keyboard.press("ArrowRight")
            self.page.keyboard.press("Space")
            self.press(self.page.locator(".st-key-session-prediction [role=radiogroup]"))
            expect(self.page.get_by_role("button", name=_("Ask again"))).to_be_visible()


def train_a_little(learner: Mouse, recipe: str, wait_until: WaitUntil) -> None:
    """Trains until the first epoch has ended."""
    num_before = len(list_runs())
    learner.take_recipe(recipe)
    # Who takes another recipe after a training is shown all choices again, and the button moves below them.
    train = learner.page.get_by_role("button", name=_("Train"), exact=True)
    expect(learner.page.get_by_text(_("Change the recipe"))).to_be_visible()
    expect(train).to_have_count(1)
    learner.press(train)
    wait_until(lambda: len(list_runs()) > num_before and list_runs()[-1].history(), "an epoch has ended")
    learner.press(learner.page.get_by_role("button", name=_("Stop"), exact=True).first)
    wait_until(lambda: not list_runs()[-1].status().is_active, "the training has stopped")


def test_the_whole_lesson(
    browser: Browser, server: Server, tiny_set: PictureSet, spoken: str, wait_until: WaitUntil
) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(WAIT)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{server.address}/?lang={spoken}")
    learner = (Keyboard if spoken == "en" else Mouse)(page)
    learner.press(page.get_by_role("button", name=_("Start the lesson")))
    for name in STEPS:
        step = read_step(name, spoken)
        begin = page.locator(".st-key-lesson-bar")
        expect(begin.get_by_text(step.title)).to_be_visible()
        learner.choose(f"predict-{name}-{spoken}", step.predict.right)
        expect(page.locator(f"[class*=st-key-answer-][class*='-{name}']")).to_be_visible()
        if step.page == "train":
            train_a_little(learner, "quick-regularized" if "cured" in name else "quick-baseline", wait_until)
        learner.look_around(step.page)
        learner.choose(f"check-{name}-{spoken}", step.check.right)
        if name != STEPS[-1]:
            learner.press(page.locator(f".st-key-on-{name} button"))
    learner.press(page.get_by_role("link", name=_("This was the last step. See what you did")))
    with page.expect_download() as download:
        learner.press(page.get_by_role("button", name=_("Take it home as a page")))
    report = download.value.path().read_text(encoding="utf-8")
    assert _("{num_done} of {num_steps} steps done.").format(num_done=7, num_steps=7) in report
    assert report.count('<p class="said right">') == 14
    assert report.count('<div class="followed">') == 1
    assert report.count('<svg class="curves"') == 2
    assert _("Recorded on the real photos") not in report, "the learner's own two trainings"
    assert errors == []
    page.close()


def test_the_first_half_by_touch_and_after_a_reload(browser: Browser, shared_server: Server) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="en-GB"
    )
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.goto(shared_server.address)
    page.get_by_role("button", name="Start the lesson").tap()
    for name in STEPS[:2]:
        step = read_step(name)
        expect(page.locator(".st-key-lesson-bar").get_by_text(step.title)).to_be_visible()
        page.locator(f".st-key-predict-{name}-en [role=radiogroup] label").first.tap()
        page.locator(f".st-key-check-{name}-en [role=radiogroup] label").first.tap()
        expect(page.locator(f".st-key-on-{name}")).to_be_visible()
        assert page.evaluate(WIDER) <= 0
        page.locator(f".st-key-on-{name} button").tap()
    third = read_step(STEPS[2])
    expect(page.locator(".st-key-lesson-bar").get_by_text(third.title)).to_be_visible()
    page.reload()
    expect(page.locator(".st-key-lesson-bar").get_by_text(third.title)).to_be_visible()
    page.goto(shared_server.address)
    expect(page.get_by_role("button", name="Continue the lesson")).to_be_visible()
    context.close()


def wait_until_keys_are_heard(page: Page) -> None:
    """Until the presenter's view listens, and will not be drawn anew in the next moment."""
    page.wait_for_selector("[data-test-script-state=notRunning]")
    page.wait_for_selector("[data-listens]", state="attached")


def test_the_presenter_s_keys(browser: Browser, shared_server: Server) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(WAIT)
    page.goto(f"{shared_server.address}/?present=1")
    expect(page.locator(".st-key-presenter-bar")).to_be_visible()
    expect(page.locator("[data-testid=stSidebar]")).to_be_hidden()
    for name in STEPS[:2]:
        wait_until_keys_are_heard(page)
        page.locator("h1").first.click()
        page.keyboard.press("ArrowRight")
        expect(page.locator(".st-key-lesson-bar").get_by_text(read_step(name).title)).to_be_visible()
    wait_until_keys_are_heard(page)
    page.locator("h1").first.click()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".st-key-lesson-bar").get_by_text(read_step(STEPS[0]).title)).to_be_visible()
    page.close()
