"""What only a browser shows of safety: hostile words do nothing, and a strict policy for scripts breaks nothing."""

import re

from playwright.sync_api import Page, Route, expect

from dogcat.runs.store import list_runs
from tests.browser.conftest import Server
from tests.conftest import ROOT
from tests.hostile import FILE, NASTY, NICKNAMES, fill_home, hostile_zip

HARMED = """() => [...document.querySelectorAll(
    "img[src=x], img[src=q], a[href=x], a[href=y], a[href*='javascript'], .katex, [data-testid=stMarkdownColoredText]"
)].map((found) => found.outerHTML.slice(0, 200))"""
POLICIES = set(re.findall(r'Content-Security-Policy "([^"]+)"', (ROOT / "docs" / "server.md").read_text("utf-8")))


def whole(page: Page, address: str) -> str:
    """Opens a page and returns what it says once it is whole."""
    page.goto(address)
    page.wait_for_selector("[data-testid=stHeading]")
    page.wait_for_selector("[data-test-script-state=notRunning]")
    page.wait_for_timeout(300)
    return page.locator("[data-testid=stMain]").inner_text().replace("\u2060", "")


def test_hostile_words_are_shown_and_do_nothing(desktop: Page, home: object, server: Server) -> None:
    harm: list[str] = []
    desktop.on("dialog", lambda dialog: (harm.append(dialog.message), dialog.dismiss()))
    desktop.expose_function("z", lambda: harm.append("a handler ran"))
    pets, runs = fill_home(), list_runs()
    first = pets.pictures("train")[0].name
    views = {
        "pictures?view=Gallery": f"Imported from {NASTY}.zip",
        "pictures?view=From+JPEG+to+tensor": FILE,
        f"train?run={runs[-1].id}": f"The picture {NASTY} is gone.",
        f"train?run={NASTY}": f"There is no run '{NASTY}' any more",
        f"model?network={NASTY}": f"There is no network '{NASTY}'",
        "train?show=All+runs": "",
        f"board?lang={NASTY}&present=1": "",
    }
    for address, words in views.items():
        said = whole(desktop, f"{server.address}/{address}")
        assert words in said, address
        assert desktop.evaluate(HARMED) == [], address
    legend = desktop.locator(".dogcat-chart .legendtext")
    expect(legend.first).to_be_visible()
    assert {text.split(",")[0] for text in legend.all_text_contents()} == set(NICKNAMES)
    assert desktop.locator(".dogcat-chart svg a, .dogcat-chart svg [style*=bold]").count() == 0
    whole(desktop, f"{server.address}/pictures?view=Gallery")
    desktop.get_by_text("Show names and classes").click()
    desktop.get_by_title(first).click()
    expect(desktop.get_by_role("dialog").get_by_text(first)).to_be_visible()
    desktop.keyboard.press("Escape")
    whole(desktop, f"{server.address}/pictures?view=Sets")
    upload = {"name": f"{FILE}.zip", "mimeType": "application/zip", "buffer": hostile_zip()}
    desktop.get_by_role("tab", name="Upload").click()
    desktop.locator("input[type=file]").set_input_files([upload])  # type: ignore[list-item]
    expect(desktop.get_by_text("Recognised: The tutorial's layout")).to_be_visible()
    desktop.get_by_text("Files that will be left out, and why").click()
    expect(desktop.get_by_text("broken.jpg").or_(desktop.get_by_text(".txt")).first).to_be_visible()
    assert desktop.evaluate(HARMED) == []
    assert harm == []


def test_the_policy_of_the_documentation_harms_nothing(desktop: Page, shared_server: Server) -> None:
    (policy,) = POLICIES
    # A document that a test hands out is of no network, and Chromium asks before such a one may speak to this machine.
    desktop.context.grant_permissions(["local-network-access"])

    def add_policy(route: Route) -> None:
        if route.request.resource_type != "document":
            route.continue_()
            return
        response = route.fetch()
        route.fulfill(response=response, headers={**response.headers, "content-security-policy": policy})

    desktop.route("**/*", add_policy)
    desktop.add_init_script(
        "window.refused = []; document.addEventListener('securitypolicyviolation', (event) => refused.push("
        "event.effectiveDirective + ' ' + event.blockedURI + ' ' + event.sample))"
    )
    heading = "[data-testid=stHeading]"
    for address, ready in {  # by selectors: Playwright's own waiting for functions is refused, too
        "": ".dogcat-chart .scatterlayer",
        "augmentation": ".dogcat-variants button:nth-of-type(9) img",
        "model": ".dogcat-network button",
        "compare": heading,
        "train": heading,
        "try": heading,
        "board": heading,
    }.items():
        desktop.goto(f"{shared_server.address}/{address}")
        desktop.wait_for_selector(ready)
        desktop.wait_for_selector("[data-test-script-state=notRunning]")
        refused = desktop.evaluate("window.refused")
        assert {entry for entry in refused if not entry.startswith("script-src-elem inline")} == set(), address
        assert len(refused) <= 1, "Streamlit's own line, which only crawlers look at"
