"""The help for the keyboard."""

from pathlib import Path

from streamlit.testing.v1 import AppTest


def test_the_entry_script_mounts_it_once_on_a_page(app: AppTest, shelf: Path) -> None:
    app.run()
    mounted = [one.proto.component_name for one in app.get("bidi_component")]
    assert mounted.count("dogcat_keyboard") == 1
