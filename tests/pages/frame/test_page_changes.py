"""What is mounted to follow the visitor from page to page; tests/browser/test_phone.py sees what it does."""

import json

from streamlit.testing.v1 import AppTest


def place(app: AppTest) -> str:
    """The place that the component is told."""
    (mounted,) = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "dogcat_page_changes"]
    return str(json.loads(mounted.json)["place"])


def test_each_page_is_another_place(app: AppTest, shelf: str) -> None:
    app.run()
    home = place(app)
    app.run()
    assert place(app) == home, "a rerun is no new page"
    app.switch_page("pages/words.py").run()
    assert place(app) != home
