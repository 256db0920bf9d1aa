"""Help for the keyboard that Streamlit lacks, on every page.

In a question, arrow keys move the focus from answer to answer and Space chooses one. By default, an arrow key chooses
the radio button that it reaches, so the way to the third answer would give the second. The component also restores the
focus: while the script runs, Streamlit disables tabs for a moment and replaces some widgets, which loses the focus.
"""

from pages.widgets.component import component

_helper = component("dogcat_keyboard", html="<span></span>", js=("keyboard.js",))


def help_keyboard() -> None:
    """Mounts the component. Call this once in each script run, after the page."""
    _helper(key="keyboard")
