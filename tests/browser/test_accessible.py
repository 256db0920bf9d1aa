"""axe-core on every page, in both languages and themes; what a keyboard reaches; no motion where none is wanted."""

import json
from collections.abc import Sequence

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from dogcat.common.permission import COMMAND_LINE
from dogcat.lesson.board import BoardEntry, share
from dogcat.lesson.progress import LessonProgress, progress_to_json
from dogcat.lesson.steps import STEPS
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import create_run
from pages.frame.router import SCREENS, START
from tests.browser.conftest import WAIT, Server
from tests.finished_runs import write_run

PAGES = tuple("" if name == START else name for name in SCREENS)
LEVELS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# All that opens, but of the charts' tables, which are alike and long, the first one only.
OPEN_ALL = """() => {
    const closed = [...document.querySelectorAll("details:not([open], .dogcat-table) > summary")]
        .concat(document.querySelector(".dogcat-table:not([open]) > summary") ?? [])
        .filter((one) => one.offsetParent);
    closed.forEach((one) => one.click());
    return closed.length;
}"""
IS_QUIET = """() => document.querySelector("[data-test-script-state=notRunning]")
    && !document.querySelector("[data-stale=true], [data-testid=stSpinner]")
    && [...document.querySelectorAll(".dogcat-chart")].every((one) => one.querySelector(".main-svg"))"""
# What Streamlit draws anew, as the board does every few seconds, is pale for a moment.
NOT_PALE = "[data-stale] { opacity: 1 !important; transition: none !important; }"
# React gives a theme to one element after the other: whether no colour has changed since this was asked last.
IS_SETTLED = """() => {
    const former = window.dogcatColours;
    window.dogcatColours = [...document.querySelectorAll("*")].map((one) => getComputedStyle(one).color).join();
    return window.dogcatColours === former;
}"""
LONGEST_MOTION = """() => Math.max(...[...document.querySelectorAll("*")].flatMap((one) => {
    const style = getComputedStyle(one);
    return [style.transitionDuration, style.animationDuration].flatMap((text) => text.split(",").map(parseFloat));
}))"""


@pytest.fixture
def class_at_work(tiny_set: PictureSet, tiny_recipe: Recipe) -> None:
    """A training that has ended, and somebody who shares it."""
    run = create_run(tiny_recipe, tiny_set.name, claimed_by=0, owner="somebody")
    write_run(run, validation=0.7, clean=0.9, num_epochs=3)
    share(BoardEntry("somebody", "Mina", dict.fromkeys(STEPS, 0), shares_trainings=True), COMMAND_LINE)


def wait_until_quiet(page: Page) -> None:
    """Until the page is whole, for longer than a script needs to begin."""
    for _again in range(2):
        page.wait_for_function(IS_QUIET)
        page.wait_for_timeout(150)


def change_theme(page: Page, theme: str) -> None:
    """Shows the other theme, and waits until every element has it."""
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    expect(page.locator(".stApp")).to_have_css("color-scheme", theme)
    page.wait_for_function(IS_SETTLED, polling=200)


def violations(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What axe-core finds on a page as it is.

    Args:
        page: to look at.
        rules: these alone; empty for all of the levels A and AA.
    """
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": LEVELS}
    page.add_style_tag(content=NOT_PALE)
    axe = Axe() if page.evaluate("!window.axe") else Axe("void 0")  # its script is large, and once is enough
    found = axe.run(page, options={"runOnly": only, "resultTypes": ["violations"]}).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} {[check['message'] for check in node['any']]}"
        for rule in found
        for node in rule["nodes"]
    ]


def test_axe_finds_nothing(browser: Browser, server: Server, class_at_work: None) -> None:
    """Each page in both languages, each tab in one of them, all in both themes; in Korean within the lesson.

    All rules are asked in the theme that the place before was left in, and then those of colour in the other one.
    """
    found = {}
    theme = "light"
    for turn, spoken in enumerate(("en", "ko")):
        # With less motion the colours of a theme are there at once.
        page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.set_default_timeout(WAIT)
        if spoken == "ko":
            done = LessonProgress(True, spoken, dict.fromkeys(STEPS, 0), {name: [0] for name in STEPS})
            page.add_init_script(f"localStorage.setItem('dogcat-lesson', {json.dumps(progress_to_json(done))})")
        for path in PAGES:
            page.goto(f"{server.address}/{path}?lang={spoken}")
            expect(page.locator("h1").first).to_be_visible()
            wait_until_quiet(page)
            tabs = page.locator("[role=tablist]").first.get_by_role("tab")
            names = tabs.all_inner_texts() if tabs.count() else [""]
            for number in range(turn if len(names) > 1 else 0, len(names), 2):
                if number:
                    tabs.nth(number).click()
                    wait_until_quiet(page)
                if page.evaluate(OPEN_ALL):
                    wait_until_quiet(page)
                found[spoken, path, names[number], theme] = violations(page)
                theme = "dark" if theme == "light" else "light"
                change_theme(page, theme)
                found[spoken, path, names[number], theme] = violations(page, ["color-contrast"])
        page.close()
    assert {place: faults for place, faults in found.items() if faults} == {}
    assert {path for _spoken, path, _tab, _theme in found} == set(PAGES)


def focus_by_tab(page: Page, place: str, most: int = 90) -> None:
    """Presses Tab until an element at `place` has the focus."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("place => document.activeElement.matches(place)", place):
            return
    pytest.fail(f"{place} is not reached by {most} presses of Tab")


def has_outline(page: Page) -> bool:
    return page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_chart_and_a_picture_by_keyboard(desktop: Page, shared_server: Server) -> None:
    desktop.goto(shared_server.address)
    expect(desktop.get_by_role("button", name="Start the lesson")).to_be_visible()
    wait_until_quiet(desktop)
    focus_by_tab(desktop, ".modebar-btn")
    assert has_outline(desktop)
    expect(desktop.locator(".modebar-group").first).to_have_css("opacity", "1")  # else they are seen by mouse only
    desktop.keyboard.press("ArrowRight")
    assert desktop.evaluate("document.activeElement.dataset.title") == "Pan", "arrow keys walk among the buttons"
    focus_by_tab(desktop, ".dogcat-table summary", most=1)
    assert has_outline(desktop)
    desktop.keyboard.press("Enter")
    focus_by_tab(desktop, ".dogcat-table [role=region]", most=1)
    expect(desktop.get_by_role("region", name="As a table").get_by_role("row").nth(1)).to_be_visible()
    desktop.goto(f"{shared_server.address}/pictures")
    expect(desktop.locator(".dogcat-thumbnails button").first).to_be_visible()
    wait_until_quiet(desktop)
    focus_by_tab(desktop, ".dogcat-thumbnails button")
    assert has_outline(desktop)
    desktop.keyboard.press("ArrowRight")
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("dialog")).to_be_visible()
    assert violations(desktop) == []
    desktop.keyboard.press("Escape")
    expect(desktop.get_by_role("dialog")).to_be_hidden()


def test_a_variant_is_opened_by_keyboard(desktop: Page, shared_server: Server) -> None:
    desktop.goto(f"{shared_server.address}/augmentation")
    expect(desktop.locator(".dogcat-variants button").nth(8)).to_be_visible()
    wait_until_quiet(desktop)
    focus_by_tab(desktop, ".dogcat-variants button")
    assert has_outline(desktop)
    desktop.keyboard.press("ArrowDown")  # from the original by one row of three
    assert desktop.evaluate("[...document.activeElement.parentElement.children].indexOf(document.activeElement)") == 3
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("dialog").get_by_text("Its changes")).to_be_visible()
    assert violations(desktop) == []


def test_less_motion(desktop: Page, shared_server: Server) -> None:
    desktop.goto(f"{shared_server.address}/compare")
    desktop.get_by_role("button", name="Show it without a guess").click()
    expect(desktop.get_by_role("button", name="Play")).to_be_visible()
    wait_until_quiet(desktop)
    assert violations(desktop) == []
    assert desktop.evaluate(LONGEST_MOTION) > 0.1
    desktop.emulate_media(reduced_motion="reduce")
    assert desktop.evaluate(LONGEST_MOTION) <= 0.001
    expect(desktop.get_by_role("button", name="Play")).to_be_hidden()
    expect(desktop.get_by_role("slider", name="Show the curves up to")).to_be_visible()  # which does the same in steps
