"""The lesson's bar in a real browser: how much room it takes, that it stays, its keys, and where a page opens."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from dogcat.lesson.progress import LessonProgress, progress_to_json
from dogcat.lesson.steps import STEPS, read_step
from dogcat.pictures.picture_set import PictureSet
from pages.widgets.component import FOLDER
from tests.browser.conftest import WAIT, Server

BAR = ".st-key-lesson-bar"
SIZES = {(1440, 900): (56, 64), (1280, 720): (56, 64), (390, 844): (72, 80)}  # most pixels: the bar; all above the page
MAIN = "document.querySelector('[data-testid=stMain]')"
# The upper edge of what follows the bar.
CONTENT = f"""() => {{
    const bar = document.querySelector("{BAR}");
    const after = [...bar.parentElement.children].filter((one) => one.offsetHeight && one.offsetTop > bar.offsetTop
        && getComputedStyle(one).position !== "absolute");
    return Math.min(...after.map((one) => one.getBoundingClientRect().top));
}}"""


def name_of(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


# For what is the same on every screen, and for what differs on a phone only.
on_a_desktop = pytest.mark.parametrize("learner", list(SIZES)[:1], indirect=True, ids=name_of)
on_a_desktop_and_a_phone = pytest.mark.parametrize("learner", list(SIZES)[::2], indirect=True, ids=name_of)


@pytest.fixture(params=list(SIZES), ids=name_of)
def learner(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab of somebody who has answered the questions of the first three steps."""
    width, height = request.param
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(WAIT)
    known = LessonProgress(True, "en", dict.fromkeys(STEPS[:3], 0), {name: [0] for name in STEPS[:2]})
    page.add_init_script(f"localStorage['dogcat-lesson'] ??= {json.dumps(progress_to_json(known))}")
    yield page
    page.close()


def wait_until_still(page: Page) -> None:
    page.wait_for_selector("[data-test-script-state=notRunning]")
    page.wait_for_timeout(300)


def open_step(page: Page, server: Server, name: str) -> None:
    step = read_step(name)
    page.goto(f"{server.address}/{step.page}?step={name}")
    expect(page.locator(BAR).get_by_text(step.title)).to_be_visible()
    wait_until_still(page)


def top_of(page: Page, selector: str) -> float:
    return float(page.locator(selector).bounding_box()["y"])  # type: ignore[index]


def test_the_bar_is_slim_and_stays_while_one_scrolls(learner: Page, shared_server: Server) -> None:
    most = SIZES[(learner.viewport_size["width"], learner.viewport_size["height"])][0]  # type: ignore[index]
    open_step(learner, shared_server, "2-model")
    bar = learner.locator(BAR)
    for scrolled in (0, 400, 800):
        learner.evaluate(f"{MAIN}.scrollTo(0, {scrolled})")
        box = bar.bounding_box()
        assert box is not None
        assert (box["y"], box["height"] <= most) == (0, True), (scrolled, box)
    inner = bar.locator("nav").evaluate(
        "one => [one.scrollWidth - one.clientWidth, one.scrollHeight - one.clientHeight]"
    )
    assert inner == [0, 0], "nothing is cut off or wraps into another line"
    title = bar.locator(".title")
    assert title.evaluate("one => one.scrollWidth - one.clientWidth") == 0, "the title is whole"


CUT = """one => [...one.querySelectorAll(".title, .tasks .label")]
    .filter((part) => part.offsetParent)
    .filter((part) => part.scrollWidth > part.clientWidth + 1 || part.scrollHeight > part.clientHeight + 2)
    .map((part) => part.innerText)"""


@pytest.mark.parametrize(("width", "more"), [(390, ""), (1280, "&present=1")], ids=["phone", "projector"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_title_and_no_shown_task_of_a_step_is_cut(
    browser: Browser, shared_server: Server, width: int, more: str, language: str
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.set_default_timeout(WAIT)
    cut = {}
    for name in STEPS:
        step = read_step(name, language)
        page.goto(f"{shared_server.address}/{step.page}?step={name}&lang={language}{more}")
        expect(page.locator(BAR).get_by_text(step.title)).to_be_visible()
        wait_until_still(page)
        cut[name] = page.locator(f"{BAR} nav").evaluate(CUT)
    page.close()
    assert {name: found for name, found in cut.items() if found} == {}


def test_while_a_training_runs_only_the_bar_is_above_the_page(
    learner: Page, module_server: Server, module_set: PictureSet
) -> None:
    size = (learner.viewport_size["width"], learner.viewport_size["height"])  # type: ignore[index]
    open_step(learner, module_server, "3-train-plain")
    assert learner.evaluate(CONTENT) <= SIZES[size][1]
    question, stage = "[class*=st-key-question-]", ".st-key-stage-row"
    expect(learner.locator(question)).to_be_visible()
    learner.get_by_role("button", name="Train", exact=True).click()
    expect(learner.locator(stage)).to_be_visible()
    learner.wait_for_function(
        "([question, stage]) => document.querySelector(question)?.getBoundingClientRect().top"
        " > document.querySelector(stage)?.getBoundingClientRect().bottom",
        arg=[question, stage],
    )
    wait_until_still(learner)
    expect(learner.locator(BAR).locator("[data-task=started-plain]").first).to_have_class("task done")
    assert learner.evaluate(CONTENT) <= SIZES[size][1]


@on_a_desktop_and_a_phone
def test_dots_are_one_tab_stop_and_lead_to_their_steps(learner: Page, shared_server: Server) -> None:
    open_step(learner, shared_server, "2-model")
    bar = learner.get_by_role("navigation", name=f"Step 2 of {len(STEPS)}: {read_step('2-model').title}")
    expect(bar).to_be_visible()
    current = bar.locator("[aria-current=step]")
    expect(current).to_have_accessible_name(f"Step 2: {read_step('2-model').title}, done")
    assert bar.locator(".dot[tabindex='0']").count() == 1
    current.focus()
    learner.keyboard.press("ArrowRight")
    third = read_step("3-train-plain")
    expect(bar.get_by_role("button", name=f"Step 3: {third.title}")).to_be_focused()
    learner.keyboard.press("Enter")
    expect(learner.locator(BAR).get_by_text(third.title)).to_be_visible()
    expect(learner.locator(f"{BAR} [aria-current=step]")).to_have_attribute("data-step", third.name)
    learner.locator(f"{BAR} [data-step='5-train-cured']").click()
    fifth = read_step("5-train-cured")
    expect(learner.locator(BAR).get_by_text(fifth.title)).to_be_visible()
    learner.locator(f"{BAR} [data-step='3-train-plain']").click()
    expect(learner.locator(BAR).get_by_text(third.title)).to_be_visible()
    learner.reload()
    expect(learner.locator(BAR).get_by_text(third.title)).to_be_visible()


def test_a_page_and_a_step_open_at_their_top(learner: Page, shared_server: Server) -> None:
    open_step(learner, shared_server, "2-model")
    learner.evaluate(f"{MAIN}.scrollTo(0, 600)")
    assert learner.evaluate(f"{MAIN}.scrollTop") > 300
    learner.locator(f"{BAR} [data-step='3-train-plain']").click()
    expect(learner.locator(BAR).get_by_text(read_step("3-train-plain").title)).to_be_visible()
    wait_until_still(learner)
    assert learner.evaluate(f"{MAIN}.scrollTop") == 0
    learner.evaluate(f"{MAIN}.scrollTo(0, 200)")
    learner.locator(f"{BAR} [data-step='5-train-cured']").click()
    expect(learner.locator(BAR).get_by_text(read_step("5-train-cured").title)).to_be_visible()
    wait_until_still(learner)
    assert learner.evaluate(f"{MAIN}.scrollTop") == 0


@on_a_desktop_and_a_phone
def test_the_tasks_in_full_and_a_tick_by_hand_which_a_reload_keeps(learner: Page, shared_server: Server) -> None:
    open_step(learner, shared_server, "3-train-plain")
    bar = learner.locator(BAR)
    task = next(task for task in read_step("3-train-plain").tasks if task.name == "saw-doubt")
    fold = bar.get_by_role("button", name="Tasks in full")
    fold.click()
    expect(bar.locator(".panel").get_by_text(task.text)).to_be_visible()
    learner.keyboard.press("Escape")
    expect(bar.locator(".panel")).to_be_hidden()
    expect(fold).to_be_focused()
    fold.click()
    box = bar.locator(".panel").get_by_role("checkbox", name=task.text)
    expect(box).not_to_be_checked()
    box.click()
    expect(box).to_be_checked()
    wait_until_still(learner)
    learner.reload()
    expect(bar.locator(".tasks [data-task=saw-doubt] [role=checkbox]")).to_be_checked()


def test_the_bar_leads_to_the_question_and_to_what_comes_out(learner: Page, shared_server: Server) -> None:
    open_step(learner, shared_server, "2-model")
    bar = learner.locator(BAR)
    for part, name in (("answer", "What comes out"), ("question", "Question")):
        if not bar.locator(f"> * .jump.to-{part} >> visible=true").count():
            bar.get_by_role("button", name="Tasks in full").click()
        bar.locator(f".jump.to-{part} >> visible=true").click()
        learner.wait_for_timeout(1_000)
        height = learner.viewport_size["height"]  # type: ignore[index]
        assert bar.locator("nav").bounding_box()["height"] <= top_of(learner, f"[class*=st-key-{part}-]") < height, name  # type: ignore[index]


@on_a_desktop_and_a_phone
def test_what_comes_out_opens_with_the_answer_and_can_be_opened_before(learner: Page, shared_server: Server) -> None:
    open_step(learner, shared_server, "3-train-plain")
    revealed = learner.locator("[class*=st-key-reveal-] [data-testid=stExpanderDetails]")
    summary = learner.locator("[class*=st-key-reveal-] summary")
    chevron = summary.locator("[data-testid=stIconMaterial], svg, [data-testid=stExpanderIcon]").first
    expect(chevron).to_have_text("keyboard_arrow_right")
    expect(revealed).to_be_hidden()
    summary.click()
    expect(revealed).to_be_visible()
    summary.click()
    expect(revealed).to_be_hidden()
    learner.locator(".st-key-check-3-train-plain-en [role=radiogroup] label").first.click()
    expect(revealed).to_be_visible()
    expect(revealed).to_contain_text(
        read_step("3-train-plain").predict.options[read_step("3-train-plain").predict.right]
    )


@on_a_desktop_and_a_phone
def test_one_back_is_one_page_and_shows_it_with_its_step(learner: Page, shared_server: Server) -> None:
    learner.goto(f"{shared_server.address}/words")
    # The page of those who have begun the lesson, which is there once the browser's progress has arrived.
    expect(learner.locator("[data-testid=stSidebarNavLink][href$='/end']")).to_be_attached()
    wait_until_still(learner)
    visited = ["train", "compare", "model"]
    for name in visited:
        learner.evaluate(f"document.querySelector('[data-testid=stSidebarNavLink][href$=\"/{name}\"]').click()")
        expect(learner).to_have_url(re.compile(f"/{name}\\?step="))
        wait_until_still(learner)
    titles = {name: learner_title(name) for name in visited}
    for name in visited[-2::-1]:
        learner.go_back()
        expect(learner).to_have_url(re.compile(f"/{name}\\?step="))
        expect(learner.locator(BAR).get_by_text(titles[name])).to_be_visible()
        wait_until_still(learner)
    learner.go_back()
    expect(learner).to_have_url(f"{shared_server.address}/words")
    expect(learner.locator(BAR)).to_have_count(0)


def learner_title(page: str) -> str:
    """The title of the step that the page shows to the learner of these tests."""
    steps = {"train": "3-train-plain", "compare": "6-compare", "model": "2-model"}
    return read_step(steps[page]).title


@on_a_desktop
def test_a_step_of_another_page_leaves_the_address_without_an_entry(learner: Page, shared_server: Server) -> None:
    open_step(learner, shared_server, "3-train-plain")
    learner.evaluate("history.replaceState({}, '', '/train?step=6-compare')")
    before = learner.evaluate("history.length")
    learner.reload()
    expect(learner.locator(BAR).get_by_text(read_step("3-train-plain").title)).to_be_visible()
    expect(learner).to_have_url(re.compile("/train\\?step=3-train-plain$"))
    assert learner.evaluate("history.length") == before


# Notes each height at which the page's title stands, and when it is first seen, from the page's request on.
WATCH_TITLE = """
    window.titles = [];
    const look = () => {
        const title = document.querySelector(".stMain h1");
        const top = title && Math.round(title.getBoundingClientRect().top);
        if (top && titles.at(-1) !== top) titles.push(top);
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
"""


def test_a_page_of_the_lesson_does_not_jump_when_the_progress_arrives(learner: Page, shared_server: Server) -> None:
    open_step(learner, shared_server, "2-model")
    learner.add_init_script(WATCH_TITLE)
    for page, step in (("pictures", "1-pictures"), ("compare", "6-compare")):
        learner.goto(f"{shared_server.address}/{page}")
        expect(learner.locator(BAR).get_by_text(read_step(step).title)).to_be_visible()
        wait_until_still(learner)
        learner.wait_for_timeout(1_000)
        assert len(learner.evaluate("titles")) == 1, (page, learner.evaluate("titles"))


@on_a_desktop
def test_a_browser_that_has_lost_its_progress_is_shown_the_page(learner: Page, shared_server: Server) -> None:
    learner.context.add_cookies([{"name": "dogcat_lesson", "value": "1", "url": shared_server.address}])
    learner.add_init_script("localStorage.clear()")
    learner.goto(f"{shared_server.address}/words")
    expect(learner.get_by_role("heading", name="Words and sources")).to_be_visible()
    learner.wait_for_timeout(500)
    assert "dogcat_lesson" not in [cookie["name"] for cookie in learner.context.cookies()]


def test_a_change_of_the_language_and_back_keeps_the_answer(desktop: Page, shared_server: Server) -> None:
    open_answered_step(desktop, shared_server)
    for name, spoken in (("한국어", "ko"), ("English", "en")):
        desktop.locator(".st-key-session-language input").click()
        desktop.get_by_role("option", name=name).click()
        step = read_step("1-pictures", spoken)
        expect(desktop.locator(BAR).get_by_text(step.title)).to_be_visible()
        wait_until_still(desktop)
        answers = desktop.locator(f".st-key-check-1-pictures-{spoken} [role=radiogroup]")
        expect(answers.get_by_role("radio").first).to_be_checked()
        expect(desktop.locator("[data-testid=stException]")).to_have_count(0)


def open_answered_step(page: Page, server: Server) -> None:
    known = LessonProgress(True, "en", {"1-pictures": 0}, {})
    page.add_init_script(f"localStorage['dogcat-lesson'] ??= {json.dumps(progress_to_json(known))}")
    open_step(page, server, "1-pictures")
    page.locator("[class*=st-key-check-1-pictures] [role=radiogroup] label").first.click()
    expect(page.locator(".st-key-on-1-pictures")).to_be_visible()


def test_a_phone_shows_the_label_of_the_next_task_and_at_the_end_of_the_last(
    browser: Browser, shared_server: Server
) -> None:
    tasks = read_step("2-model").tasks
    for done, shown in (([], tasks[0]), ([tasks[0].name], tasks[1]), ([task.name for task in tasks], tasks[-1])):
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.set_default_timeout(WAIT)
        known = progress_to_json(LessonProgress(True, "en", {"2-model": 0}, {}, done_tasks=done))
        page.add_init_script(f"localStorage['dogcat-lesson'] ??= {json.dumps(known)}")
        open_step(page, shared_server, "2-model")
        labels = page.locator(f"{BAR} .tasks .label").filter(visible=True)
        expect(labels).to_have_text([shown.label])
        page.close()


KEEP = """async ([code, calls]) => {
    const { default: keep } = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
    delete window.dogcatReport;
    localStorage["dogcat-lesson"] = "learned";
    const sent = [];
    const stored = calls.map(({ path, ...data }) => {
        if (path) history.replaceState(null, "", path);
        keep({ data: { done: [], waits: false, ...data }, setStateValue: (_name, value) => sent.push(value) });
        return localStorage["dogcat-lesson"];
    });
    return [stored, sent];
}"""


def test_the_browser_stores_nothing_before_a_session_has_merged_its_progress(
    desktop: Page, shared_server: Server
) -> None:
    desktop.goto(f"{shared_server.address}/_stcore/health")  # a page of the same origin, without a script
    code = (FOLDER / "js" / "progress_keeper.js").read_text(encoding="utf-8")
    first, second = {"session": "1-"}, {"session": "2-"}
    calls = [
        {**first, "text": "begun", "isMerged": False},
        {**first, "text": "begun", "isMerged": False},  # Streamlit may call a component again with the same data
        {**first, "text": "begun", "isMerged": False, "path": "/train"},
        {**first, "text": "merged", "isMerged": True},
        {**second, "text": "begun", "isMerged": False},  # the server has lost its session
        {**second, "text": "merged again", "isMerged": True},
    ]
    stored, sent = desktop.evaluate(KEEP, [code, calls])
    assert stored == ["learned", "learned", "learned", "merged", "merged", "merged again"]
    assert sent == ["1-learned", "1-learned", "2-merged"], "again from another page, since a report may be lost"
