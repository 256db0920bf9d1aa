"""Tasks tick themselves off: each has its place in the app, and the tick appears after doing it."""

import ast
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.lesson.progress import LessonProgress
from dogcat.lesson.steps import PAGES, read_step
from dogcat.lesson.tasks import BY_HAND, IN_RUNS
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import QUICK_BASELINE
from dogcat.runs.run import create_run
from pages.frame import lesson_tasks
from pages.frame.lesson_choice import CURES
from tests.finished_runs import write_run
from tests.pages.helpers import done_tasks, in_lesson, lesson_bar, press, session_of
from tests.structure import modules_of


def reported() -> list[str]:
    """The names in all calls of `did` in the pages."""
    calls = [
        node
        for file in modules_of("pages").values()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "did"
    ]
    return [ast.literal_eval(call.args[0]) for call in calls]


def test_every_task_of_every_step_has_a_place_that_reports_it() -> None:
    tasks = {task.name for name in PAGES for task in read_step(name).tasks}
    assert set(reported()) == tasks - BY_HAND - set(IN_RUNS)


def mark_five(app: AppTest) -> None:
    """Marks four pictures, which is not enough, and then a fifth."""
    marked = session_of(app).pictures.marked["tiny"] = [f"train/cats/cat.{number}.jpg" for number in range(1, 5)]
    app.run()
    assert "doubted-pictures" not in done_tasks(app)
    marked.append("train/dogs/dog.1.jpg")
    app.run()


def open_view(app: AppTest, key: str, name: str) -> None:
    app.session_state[key] = name
    app.run()


def answer_the_lesson(app: AppTest) -> None:
    """Answers the lesson's question, before which the views of the comparison ask and show nothing."""
    app.radio(key=f"predict-{CURES}-en").set_value(0).run()


def show_curves(app: AppTest) -> None:
    answer_the_lesson(app)
    press(app, "Show it without a guess")


def show_cures(app: AppTest) -> None:
    answer_the_lesson(app)
    open_view(app, "part", "What helped?")


@pytest.mark.parametrize(
    ("page", "task", "do"),
    [
        ("pictures", "has-pictures", AppTest.run),
        ("pictures", "doubted-pictures", mark_five),
        ("pictures", "opened-tensor", lambda app: open_view(app, "view", "From JPEG to tensor")),
        ("augmentation", "rolled-dice", lambda app: press(app, "New dice")),
        ("augmentation", "moved-slider", lambda app: app.slider(key="augmentation.rotation_range").set_value(90).run()),
        ("augmentation", "opened-never-touch", lambda app: open_view(app, "more", "Never touch")),
        ("compare", "compared-curves", show_curves),
        ("compare", "opened-cures", show_cures),
    ],
)
def test_doing_a_task_ticks_it_off(
    app: AppTest, tiny_set: PictureSet, page: str, task: str, do: Callable[[AppTest], object]
) -> None:
    in_lesson(app, page)
    assert task not in done_tasks(app) or task == "has-pictures"
    do(app)
    assert not app.exception
    assert task in done_tasks(app)
    app.run()
    assert task in lesson_bar(app)["done"]


def test_outside_of_the_lesson_nothing_is_noted(app: AppTest, tiny_set: PictureSet) -> None:
    app.run()
    app.switch_page("pages/pictures.py").run()
    assert done_tasks(app) == []


def test_one_s_own_runs_tick_off_the_training_also_in_another_tab(
    app: AppTest, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setattr(lesson_tasks, "browser_token", lambda: "me")
    run = create_run(QUICK_BASELINE, tiny_set.name, owner="somebody")
    write_run(run, 0.7, 0.9)
    in_lesson(app, "train", "3-train-plain")
    assert done_tasks(app) == []
    (run.folder / "request.json").write_text(json.dumps(run.request | {"owner": "me"}))
    app.run()
    assert lesson_bar(app)["done"] == ["started-plain", "trained-plain"]
    session_of(app).lesson.progress = LessonProgress(has_started=True)  # as after a reload
    app.run()
    assert set(lesson_bar(app)["done"]) == {"started-plain", "trained-plain"}
