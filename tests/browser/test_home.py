"""The page Home in a browser: what is seen without scrolling, and the chart that draws itself once."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import WAIT, Server

WATCH = """
window.seen = [];
const watch = () => {
    const box = document.querySelector('.dogcat-chart');
    const rect = box?.querySelector('clipPath.plotclip rect');
    if (rect && box._fullLayout) window.seen.push(Number(rect.getAttribute('width')) / box._fullLayout.xaxis._length);
    requestAnimationFrame(watch);
};
watch();
"""


def show_home(page: Page, server: Server) -> None:
    page.goto(server.address)
    expect(page.locator(".dogcat-chart clipPath.plotclip")).to_be_attached()


def is_whole(page: Page) -> None:
    page.wait_for_function("() => window.seen.length && window.seen.at(-1) === 1", timeout=WAIT)


def test_the_curves_draw_themselves_once(desktop: Page, shared_server: Server) -> None:
    desktop.add_init_script(WATCH)
    show_home(desktop, shared_server)
    desktop.wait_for_function("() => window.seen.some((share) => share < 0.5)", timeout=WAIT)
    is_whole(desktop)
    shares = desktop.evaluate("window.seen.filter((share) => share < 1)")
    assert shares == sorted(shares), "it only ever grows"
    desktop.evaluate("window.seen = []")
    desktop.get_by_role("link", name="Words and sources").click()
    expect(desktop.get_by_role("heading", name="Words and sources")).to_be_visible()
    desktop.get_by_role("link", name="Home").click()
    expect(desktop.locator(".dogcat-chart clipPath.plotclip")).to_be_attached()
    is_whole(desktop)
    assert min(desktop.evaluate("window.seen")) == 1, "not again in this visit"


def test_with_reduced_motion_the_chart_is_whole_at_once(browser: Browser, shared_server: Server) -> None:
    page = browser.new_page(reduced_motion="reduce")
    page.set_default_timeout(WAIT)
    page.add_init_script(WATCH)
    show_home(page, shared_server)
    is_whole(page)
    assert min(page.evaluate("window.seen")) == 1
    page.close()


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720)])
def test_headline_button_chart_and_animals_are_seen_without_scrolling(
    browser: Browser, shared_server: Server, size: tuple[int, int]
) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.set_default_timeout(WAIT)
    show_home(page, shared_server)
    parts = [
        page.get_by_role("heading", name="Cats, dogs and overfitting"),
        page.get_by_role("button", name="Start the lesson"),
        page.locator(".dogcat-chart"),
        page.locator(".st-key-home-animals img"),
    ]
    for part in parts:
        expect(part).to_be_visible()
        box = part.bounding_box()
        assert box
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= size[1]
    page.close()
