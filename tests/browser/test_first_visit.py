"""The very first visit of a fresh server may go to any address, and has pictures within seconds."""

import json
from collections.abc import Iterator

import psutil
import pytest
from playwright.sync_api import Page, expect

from dogcat.common.storage import pictures_dir
from tests.browser.conftest import WAIT, Server

SHOWN = ".dogcat-thumbnails:not(.small) img"
NUM_SHOWN = f"document.querySelectorAll('{SHOWN}').length"


def kill_drawing() -> None:
    """Kills the process that draws and those that it has started."""
    claim = pictures_dir() / ".drawing-drawn" / "claim.json"
    try:
        process = psutil.Process(json.loads(claim.read_text())["process"]["pid"])
        for one in [process, *process.children(recursive=True)]:
            one.kill()
    except (OSError, psutil.NoSuchProcess):  # it has ended
        pass


@pytest.fixture
def drawing_ends() -> Iterator[None]:
    """A drawing outlives its server."""
    yield
    kill_drawing()


@pytest.mark.usefixtures("drawing_ends")
def test_the_first_pictures_are_seen_while_the_others_are_drawn(desktop: Page, server: Server) -> None:
    desktop.goto(f"{server.address}/pictures")
    desktop.get_by_role("button", name="Draw 4,000 cats and dogs").click()
    expect(desktop.locator(SHOWN).first).to_be_visible()
    progress = desktop.get_by_text("of 4,000 pictures are drawn")
    expect(progress).to_be_visible()
    first = desktop.evaluate(NUM_SHOWN)
    desktop.wait_for_function(f"() => {NUM_SHOWN} > {first}", timeout=WAIT)  # it fills up by itself
    star = desktop.locator(".dogcat-thumbnails:not(.small) .star").first
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(desktop.get_by_text("1 of 5 pictures marked.")).to_be_visible()
    desktop.wait_for_selector("[data-test-script-state=notRunning]")  # what stands around the grid is there, too
    desktop.locator(".dogcat-thumbnails:not(.small) .picture").nth(1).press("m")
    expect(desktop.get_by_text("2 of 5 pictures marked.")).to_be_visible()
    expect(desktop.locator(".dogcat-thumbnails.small img")).to_have_count(2)
    desktop.get_by_role("link", name="Words and sources").click()
    expect(desktop.get_by_role("heading", name="Words and sources")).to_be_visible()
    kill_drawing()
    desktop.get_by_role("link", name="Pictures").first.click()
    expect(desktop.get_by_text("2 of 5 pictures marked.")).to_be_visible()
    before = progress.inner_text()
    desktop.wait_for_function(  # and goes on after it was killed
        "(before) => [...document.querySelectorAll('p')].some((line) =>"
        " line.innerText.includes('of 4,000 pictures are drawn') && line.innerText !== before)",
        arg=before,
        timeout=WAIT,
    )


def test_the_first_visit_to_train_shows_the_page_and_no_notice(desktop: Page, server: Server) -> None:
    """Streamlit takes a folder named `pages` for its older kind of app until the router has run once."""
    notices: list[str] = []
    desktop.expose_function("noticed", lambda words: notices.append(words))  # noqa: PLW0108 - it takes no built-in
    desktop.add_init_script(
        "new MutationObserver(() => { if (/not found/i.test(document.body?.innerText ?? '')) noticed('not found'); })"
        ".observe(document, { subtree: true, childList: true, characterData: true });"
    )
    desktop.goto(f"{server.address}/train")
    expect(desktop.get_by_role("heading", name="Train", exact=True)).to_be_visible()
    expect(desktop.get_by_role("button", name="Train", exact=True)).to_be_visible()
    desktop.wait_for_timeout(1_000)
    assert notices == []
