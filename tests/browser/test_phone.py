"""A phone, and the projector view: the menu, the top of a page, and charts without a toolbar or with large letters."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SIZES, WAIT, Server
from tests.browser.test_accessible import violations, wait_until_quiet

SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"
LETTERS = """() => Math.min(...[...document.querySelectorAll(".dogcat-chart text")]
    .filter((one) => one.textContent.trim()).map((one) => parseFloat(getComputedStyle(one).fontSize)))"""
LINES = """() => Math.min(...[...document.querySelectorAll(".dogcat-chart .scatterlayer .js-line")]
    .map((one) => parseFloat(getComputedStyle(one).strokeWidth)).filter((width) => width > 0))"""


@pytest.fixture
def phone(browser: Browser) -> Page:
    """A fresh tab of a phone, touched by fingers."""
    width, height = SIZES["phone"]
    page = browser.new_page(viewport={"width": width, "height": height}, has_touch=True, is_mobile=True)
    page.set_default_timeout(WAIT)
    return page


def open_menu(page: Page) -> None:
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "false")


def test_the_menu_of_a_phone_closes_once_a_page_is_chosen(phone: Page, shared_server: Server) -> None:
    phone.goto(shared_server.address)
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    menu = phone.get_by_test_id("stSidebar")
    expect(menu).to_have_attribute("data-collapsed", "true")
    open_menu(phone)
    phone.wait_for_timeout(500)
    expect(menu).to_have_attribute("data-collapsed", "false")  # it stays open until something is chosen
    phone.get_by_role("link", name="Words and sources").tap()
    expect(phone.get_by_role("heading", level=1, name="Words and sources")).to_be_visible()
    expect(menu).to_have_attribute("data-collapsed", "true")
    open_menu(phone)
    phone.get_by_role("link", name="Class board").focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", level=1, name="Class board")).to_be_visible()
    expect(menu).to_have_attribute("data-collapsed", "true")
    phone.wait_for_function("document.activeElement.closest('h1')")  # a screen reader goes on at the page's title
    open_menu(phone)
    phone.get_by_role("link", name="Class board").tap()  # the page that is open already
    expect(menu).to_have_attribute("data-collapsed", "true")


def test_the_menu_of_a_desktop_stays(desktop: Page, shared_server: Server) -> None:
    desktop.goto(shared_server.address)
    desktop.get_by_role("link", name="Class board").click()
    expect(desktop.get_by_role("heading", level=1, name="Class board")).to_be_visible()
    wait_until_quiet(desktop)
    expect(desktop.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "false")


def test_every_page_begins_at_its_top(page: Page, shared_server: Server) -> None:
    page.goto(f"{shared_server.address}/words")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    wait_until_quiet(page)
    for name in ("Augmentation", "Words and sources", "Model", "Home"):
        page.mouse.move(page.viewport_size["width"] - 60, 500)
        page.mouse.wheel(0, 5000)
        page.wait_for_function(f"{SCROLLED} > 40")  # nobody is held at the top
        if page.get_by_test_id("stExpandSidebarButton").is_visible():
            open_menu(page)
        link = page.locator(f"[data-testid=stSidebarNavLink]:has([label='{name}'])")
        link.click()
        expect(link).to_have_attribute("aria-current", "page")
        wait_until_quiet(page)
        page.wait_for_timeout(500)
        assert page.evaluate(SCROLLED) == 0, name


def test_a_chart_on_a_phone_has_no_toolbar_and_is_kept_below_its_table(phone: Page, shared_server: Server) -> None:
    phone.goto(shared_server.address)
    wait_until_quiet(phone)
    assert phone.locator(".dogcat-chart .modebar-btn").count() == 0
    phone.locator(".dogcat-table summary").first.tap()
    expect(phone.get_by_role("region", name="As a table").get_by_role("row").nth(1)).to_be_visible()
    assert violations(phone) == []
    with phone.expect_download() as download:
        phone.get_by_role("button", name="Download as PNG").tap()
    assert download.value.suggested_filename.endswith(".png")


def test_a_chart_on_a_desktop_has_its_toolbar_below_the_mouse_only(desktop: Page, shared_server: Server) -> None:
    desktop.goto(shared_server.address)
    wait_until_quiet(desktop)
    bar = desktop.locator(".dogcat-chart .modebar-group").first
    expect(bar).to_have_css("opacity", "0")
    desktop.locator(".dogcat-chart .plot-container").first.hover()
    expect(bar).to_have_css("opacity", "1")
    desktop.locator(".dogcat-table summary").first.click()
    expect(desktop.locator(".dogcat-keep").first).to_be_hidden()


def test_charts_are_larger_on_a_projector(desktop: Page, shared_server: Server) -> None:
    sizes = {}
    for query in ("", "?present=1"):
        desktop.goto(f"{shared_server.address}/{query}")
        expect(desktop.locator(".dogcat-chart .scatterlayer .js-line").first).to_be_attached()
        wait_until_quiet(desktop)
        sizes[query] = desktop.evaluate(LETTERS), desktop.evaluate(LINES)
    usual, large = sizes.values()
    assert usual[0] >= 12
    assert large[0] >= 1.45 * usual[0], sizes
    assert large[1] >= 1.5 * usual[1]
    assert desktop.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_keys_are_named_where_there_are_keys(phone: Page, desktop: Page, shared_server: Server) -> None:
    for page, are_seen in ((desktop, True), (phone, False)):
        page.goto(f"{shared_server.address}/pictures")
        button = page.locator(".st-key-page_after [data-has-shortcut=true] >> visible=true")
        expect(button).to_be_attached()
        wait_until_quiet(page)
        expect(button.locator("kbd")).to_be_visible(visible=are_seen)
        expect(page.get_by_text("Arrow keys move")).to_be_visible(visible=are_seen)
        expect(button.get_by_test_id("stIconMaterial")).to_be_visible()
