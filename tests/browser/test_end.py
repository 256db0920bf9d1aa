"""The end of the lesson in a real browser: the page, its file from disk, the teacher's zip, and what axe-core finds."""

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from dogcat.common import language
from dogcat.common.permission import COMMAND_LINE
from dogcat.lesson.handed_in import all_handed_in
from dogcat.lesson.progress import LessonProgress, progress_to_json
from dogcat.lesson.steps import STEPS, read_step
from tests.browser.conftest import SIZES, WAIT, Server
from tests.browser.test_accessible import violations, wait_until_quiet
from tests.lesson.learners import answers, trains_both, wrong

COOKIE = "2|00000000|00112233445566778899aabbccddeeff|1700000000"  # Streamlit's, with a secret that the test knows
OWNER = "a8faed6abbf35c12"  # what `browser_token` makes of it
WIDER = "document.documentElement.scrollWidth - window.innerWidth"


@pytest.fixture(params=["en", "ko"])
def spoken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The language of the page and of the expected words."""
    monkeypatch.setattr(language, "_find_language", lambda: request.param)
    return str(request.param)


@pytest.fixture(scope="module")
def server(module_server: Server) -> Server:
    """The server of a learner who has trained twice."""
    trains_both(owner=OWNER)
    return module_server


@pytest.fixture
def learner(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """The browser of the learner, who has answered all wrong."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(WAIT)
    context.add_cookies([{"name": "_streamlit_xsrf", "value": COOKIE, "url": server.address}])
    kept = json.dumps(progress_to_json(answers(wrong)))
    context.add_init_script(f"localStorage.setItem('dogcat-lesson', {kept})")
    yield context
    context.close()
    shutil.rmtree(server.home / "handed_in", ignore_errors=True)


def open_end(context: BrowserContext, server: Server, spoken: str) -> Page:
    page = context.new_page()
    page.goto(f"{server.address}/end?lang={spoken}")
    expect(page.get_by_text("37", exact=False).first).to_be_visible()
    wait_until_quiet(page)
    return page


def test_the_file_opens_from_disk_without_a_network(
    learner: BrowserContext, server: Server, spoken: str, browser: Browser, tmp_path: Path
) -> None:
    page = open_end(learner, server, spoken)
    with page.expect_download() as download:
        page.get_by_role("button", name=language._("Take it home as a page")).click()
    file = tmp_path / "lesson.html"
    download.value.save_as(file)
    for width, height in SIZES.values():
        for theme in ("light", "dark"):
            opened = browser.new_page(viewport={"width": width, "height": height}, color_scheme=theme)  # type: ignore[arg-type]
            said: list[str] = []
            opened.on("request", lambda request, said=said: said.append(request.url))
            opened.on("console", lambda message, said=said: said.append(message.text))
            opened.on("pageerror", lambda error, said=said: said.append(str(error)))
            opened.goto(file.as_uri())
            assert said == [file.as_uri()], "no request but that for the file itself, and no message"
            assert opened.evaluate(WIDER) <= 0
            assert opened.locator("svg.curves").count() == 2
            expect(opened.get_by_role("heading", name=read_step(STEPS[0], spoken).title)).to_be_visible()
            expect(opened.get_by_role("heading", name=language._("Remember"))).to_be_visible()
            assert violations(opened) == []
            opened.close()


def test_a_page_is_handed_in_and_the_teacher_gets_the_zip(learner: BrowserContext, server: Server, spoken: str) -> None:
    _ = language._
    page = open_end(learner, server, spoken)
    assert violations(page) == []
    page.get_by_role("button", name=_("Hand it in")).click()
    page.get_by_label(_("Your name")).fill("민지")
    page.locator("[data-testid=stFormSubmitButton] button").click()
    expect(page.get_by_text("민지").first).to_be_visible()
    assert [each.name for each in all_handed_in(COMMAND_LINE)] == ["민지"]
    page.goto(f"{server.address}/board?lang={spoken}")
    page.get_by_text(_("For the teacher")).click()
    with page.expect_download() as download:
        page.get_by_role("button", name=_("All pages as a zip")).click()
    with zipfile.ZipFile(download.value.path()) as packed:
        assert packed.namelist() == ["001 민지.html", "handed_in.csv"]
        assert packed.read("handed_in.csv").decode("utf-8-sig").startswith(f"{_('File')},{_('Name')},")


def test_the_page_fits_on_a_phone(browser: Browser, server: Server) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme="dark")
    page.set_default_timeout(WAIT)
    for progress in (LessonProgress(), answers(wrong)):
        kept = json.dumps(progress_to_json(progress))
        page.add_init_script(f"localStorage.setItem('dogcat-lesson', {kept})")
        page.goto(f"{server.address}/end")
        expect(page.locator("h1")).to_be_visible()
        wait_until_quiet(page)
        assert page.evaluate(WIDER) <= 0
        assert violations(page) == []
    page.close()
