"""What happens when another page is opened: its top, one entry in the history, and a closed menu on a phone."""

from dogcat.lesson.steps import PAGES
from pages.state.session import session
from pages.widgets.component import component

_watcher = component("dogcat_page_changes", html="<span></span>", js=("one_entry_a_page.js", "page_changes.js"))


def follow_pages(page: str) -> None:
    """Mounts the component. Call this once in each script run, when the step of the lesson is known.

    Args:
        page: the name of its door. Two steps of the lesson on one page count as two pages.
    """
    session().lesson.is_followed = True
    _watcher(key="page-changes", data={"place": f"{page} {session().lesson.shown_step}", "steps": dict(PAGES)})
