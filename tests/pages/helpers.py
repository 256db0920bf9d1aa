"""What the tests of several pages do to the app and read from it."""

import json

from streamlit.testing.v1 import AppTest

from pages.state.session import Session

FEW = {"train": 3, "validation": 2, "test": 2}  # drawn pictures of each class


def open_page(app: AppTest, page: str) -> AppTest:
    app.run()
    return app.switch_page(f"pages/{page}.py").run()


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def texts(elements: object) -> str:
    return " ".join(str(element.value) for element in elements)  # type: ignore[attr-defined]


def view(app: AppTest, name: str) -> AppTest:
    app.run()
    app.query_params["view"] = name
    return app.switch_page("pages/pictures.py").run()


def session_of(app: AppTest) -> Session:
    found: Session = app.session_state["session"]
    return found


def grid(app: AppTest, key: str = "variants") -> dict[str, object]:
    """What a grid of variants was given."""
    found = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "dogcat_variants"]
    data: dict[str, object] = json.loads(next(one for one in found if one.id.endswith(f"-{key}")).json)
    return data
