"""What the tests of several pages do to the app and read from it."""

import asyncio
import json
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from streamlit.testing.v1 import AppTest

from dogcat.lesson.progress import LessonProgress
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


def lesson_bar(app: AppTest) -> dict[str, Any]:
    """What the lesson's bar was given; empty outside of the lesson."""
    found = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "dogcat_lesson_bar"]
    data: dict[str, Any] = json.loads(found[0].json) if found else {}
    return data


def done_tasks(app: AppTest) -> list[str]:
    """The tasks that the bar shows as done at the end of a script run: it hears of them from the keeper."""
    (keeper,) = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "dogcat_keeper"]
    found: list[str] = json.loads(keeper.json)["done"]
    return found


def in_lesson(app: AppTest, page: str, step: str | None = None) -> AppTest:
    """Opens a page as a learner who has started the lesson."""
    session_of(app.run()).lesson.progress = LessonProgress(has_started=True)
    if step:
        app.query_params["step"] = step
    return app.switch_page(f"pages/{page}.py").run()


def begin_lesson(app: AppTest) -> list[str]:
    """Begins the lesson, on whatever page it is, and returns the list of the tasks that are done from then on."""
    session_of(app).lesson.progress = progress = LessonProgress(has_started=True)
    return progress.done_tasks


def in_a_thread(work: Coroutine[Any, Any, object]) -> None:
    """Runs a coroutine to its end. A browser test leaves an event loop in the main thread."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()
