"""A training is seen from another page, and its line moves there."""

import re

from playwright.sync_api import Page, expect

from dogcat.pictures.picture_set import PictureSet
from dogcat.runs.store import list_runs
from tests.browser.conftest import SIZES, Server
from tests.browser.test_browser import start_training

MOST_HEIGHT = 32  # pixels of the line on a phone


def test_a_training_is_seen_from_another_page_and_moves(desktop: Page, server: Server, tiny_set: PictureSet) -> None:
    start_training(desktop, server)
    expect(desktop.locator(".st-key-running-side")).to_have_count(0)  # the page itself shows it
    desktop.get_by_role("link", name="Words and sources").click()
    line = desktop.locator(".st-key-running-side").get_by_role("link")
    expect(line).to_contain_text(re.compile(r"baseline: epoch \d+ of 30, .* left"))
    expect(desktop.locator(".st-key-running-top")).not_to_be_visible()
    before = line.inner_text()
    desktop.wait_for_function(
        "before => document.querySelector('.st-key-running-side a').innerText != before", arg=before
    )
    desktop.set_viewport_size(dict(zip(("width", "height"), SIZES["phone"], strict=True)))  # type: ignore[arg-type]
    top = desktop.locator(".st-key-running-top")
    expect(top).to_be_visible()
    box = top.bounding_box()
    assert box is not None
    assert box["height"] <= MOST_HEIGHT
    assert box["y"] >= 0
    assert desktop.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    top.get_by_role("link").click()
    expect(desktop.get_by_role("heading", level=1, name="Train")).to_be_visible()
    assert f"run={list_runs()[0].id}" in desktop.url
    expect(top).to_have_count(0)
