"""What only a browser shows of the Compare page: charts that are kept as files, curves that play, what is hidden."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import SIZES, Server

CHARTS = "document.querySelectorAll('.dogcat-chart')"
WIDER = "document.documentElement.scrollWidth - window.innerWidth"


@pytest.fixture
def desktop(browser: Browser) -> Iterator[Page]:
    width, height = SIZES["desktop"]
    opened = browser.new_page(viewport={"width": width, "height": height}, color_scheme="dark")
    opened.set_default_timeout(30_000)
    yield opened
    opened.close()


def test_a_chart_is_kept_as_svg_and_as_png(desktop: Page, server: Server) -> None:
    desktop.goto(server.address)
    desktop.wait_for_function(f"{CHARTS}[0]?.data?.length === 4")
    desktop.locator(".dogcat-chart").hover()
    for title, ending, start in (("SVG", "svg", b"<svg"), ("PNG", "png", b"\x89PNG")):
        with desktop.expect_download() as kept:
            desktop.locator(f".modebar-btn[data-title='Download as {title}']").click()
        assert kept.value.suggested_filename == f"tutorial.{ending}"
        content = kept.value.path().read_bytes()
        assert content.startswith(start)
        if ending == "svg":
            assert b"baseline, training" in content
            background = desktop.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
            assert background.replace(" ", "").encode() in content.replace(b" ", b""), "legible on any paper"
    assert desktop.locator(".modebar-btn[data-title*='Download']").count() == 2
