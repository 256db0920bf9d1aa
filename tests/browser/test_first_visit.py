"""The very first visit of a fresh server may go to any address."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server


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
