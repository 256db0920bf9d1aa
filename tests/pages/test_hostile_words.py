"""No word of a visitor is read as HTML, Markdown or markup of a chart: a whole home of hostile ones, page by page."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.charts.style import plain
from dogcat.common.permission import Visitor
from dogcat.export.comparison_report import comparison_report
from dogcat.export.lesson_report import lesson_report
from dogcat.export.notebook import as_notebook
from dogcat.lesson.handed_in import hand_in
from dogcat.lesson.outcome import lesson_outcome
from dogcat.lesson.progress import LessonProgress
from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.quality.check import check_picture_set
from dogcat.runs.store import list_runs
from pages.frame.router import SCREENS
from pages.widgets.literal import literal
from tests.hostile import FILE, NASTY, NICKNAMES, PARAMETERS, VIEWS, fill_home, hostile_zip
from tests.pages.helpers import open_page, press

# Streamlit shows the texts of these as they are: values of fields, options of lists, cells of tables.
AS_THEY_ARE = {"selectbox", "multiselect", "text_input", "text_area", "arrow_data_frame", "code", "text"}
BARE = re.compile(r"(?<!\\)<(?:img src=[xq]|a )|(?<!\\)\[[ab](?<!\\)\]|:red(?<!\\)\[|(?<!\\)\$d|(?<!\\)\*\*e")


@pytest.fixture
def pets(home: Path) -> PictureSet:
    return fill_home()


def read_wrongly(app: AppTest) -> list[str]:
    """Texts in which a visitor's words stand bare where they would be read as markup."""
    return [f"{kind}: {text}" for kind, text in texts_of(app._tree) if kind not in AS_THEY_ARE and is_bare(kind, text)]


def is_bare(kind: str, text: str) -> bool:
    if kind == "chart":
        return "<" in text.replace("<br>", "").replace("<extra></extra>", "")
    return BARE.search(text) is not None


def texts_of(block: Any) -> Iterator[tuple[str, str]]:
    for child in block.children.values():
        if child.proto is not None:
            kind = str(child.type)
            yield from texts_of_message(kind, child.proto)
        if hasattr(child, "children"):
            yield from texts_of(child)


def texts_of_message(kind: str, message: Any) -> Iterator[tuple[str, str]]:
    for field, value in message.ListFields():
        for one in [value] if isinstance(value, (str, bytes)) or not hasattr(value, "__iter__") else value:
            if hasattr(one, "ListFields"):
                yield from texts_of_message(kind, one)
            elif field.name == "json" and isinstance(one, str):
                yield from texts_of_figure(json.loads(one))  # what else is in a component is put in as text
            elif isinstance(one, str) and field.name not in ("id", "form_id", "key", "js_content"):
                yield kind, one


def texts_of_figure(data: Any) -> Iterator[tuple[str, str]]:
    figure = data.get("figure") if isinstance(data, dict) else None
    stack = [figure]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            stack += [value for name, value in one.items() if name != "legendgroup"]  # which is not shown
        elif isinstance(one, list):
            stack += one
        elif isinstance(one, str):
            yield "chart", one


def everything(app: AppTest) -> str:
    return "\n".join(text for _kind, text in texts_of(app._tree))


def test_pages_show_names_sign_by_sign(app: AppTest, pets: PictureSet, shelf: Path) -> None:
    check_picture_set(pets)
    app.run(timeout=120)
    chosen, names = app.session_state["session"], [run.id for run in list_runs()[:2]]
    chosen.compare.compared, chosen.compare.opened_tests = names, names[:1]
    chosen.by_picture.first, chosen.by_picture.second = names
    said = {}
    for page, (parameter, views) in VIEWS.items():
        for view in views:
            app.query_params[parameter] = view
            app.session_state[parameter] = view
            app.switch_page(f"pages/{page}.py").run(timeout=120)
            assert not app.exception, view
            assert read_wrongly(app) == [], view
            said[view] = everything(app)
    assert literal(f"Imported from {NASTY}.zip") in said["Gallery"]
    assert literal(FILE) in said["From JPEG to tensor"]
    assert literal(NASTY) in said["Any runs"], "the head of the table"
    assert plain(NASTY) in said["Any runs"], "the chart's legend"
    assert plain(NASTY) in said["Test set"]


def test_a_failed_run_is_shown_with_its_words(app: AppTest, pets: PictureSet) -> None:
    app.run()
    app.query_params["run"] = list_runs()[-1].id
    app.switch_page("pages/train.py").run()
    assert f"The picture {literal(NASTY)} is gone." in [error.value for error in app.error]
    assert literal(f"{NASTY}; b{NASTY}") in app.warning[0].value
    assert read_wrongly(app) == []


def test_the_board_shows_names_sign_by_sign(app: AppTest, pets: PictureSet) -> None:
    open_page(app, "board")
    assert not app.exception
    assert read_wrongly(app) == []
    for nickname in NICKNAMES:
        assert plain(nickname) in everything(app)


def test_the_end_of_the_lesson_shows_names_sign_by_sign(
    app: AppTest, pets: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("page", "take_home"):
        monkeypatch.setattr(f"pages.screens.end.{module}.browser_token", lambda: "a0")
    hand_in(Visitor("a0"), NICKNAMES[0], 0, "", "")
    open_page(app, "end")
    assert not app.exception
    assert literal(f"0{NASTY}") in everything(app)
    assert literal(NICKNAMES[0]) in everything(app)
    assert read_wrongly(app) == []


def test_an_import_names_what_it_leaves_out(app: AppTest, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "nasty [b](y)![a](x).zip"
    path.write_bytes(hostile_zip())
    open_page(app, "pictures")
    app.text_input(key="path").set_value(str(path)).run()
    assert not app.exception
    assert read_wrongly(app) == []
    assert "img src" in everything(app)
    press(app, "Import these pictures")
    assert not app.exception
    assert "broken.jpg" in app.warning[0].value
    assert read_wrongly(app) == []
    app.query_params["view"] = "Sets"
    open_page(app, "pictures")
    app.text_input(key="path").set_value(f"/{NASTY}").run()
    assert literal(NASTY) in app.error[0].value
    assert read_wrongly(app) == []


def test_an_address_is_no_markup(app: AppTest, pets: PictureSet, shelf: Path) -> None:
    app.run(timeout=120)
    for page in SCREENS:
        for name in PARAMETERS:
            app.query_params[name] = NASTY
        app.switch_page(f"pages/{page}.py").run(timeout=120)
        assert not app.exception, page
        assert read_wrongly(app) == [], page


def test_a_search_is_no_markup(app: AppTest, home: Path) -> None:
    open_page(app, "words").text_input[0].set_value(NASTY).run()
    assert literal(NASTY) in app.info[0].value
    assert read_wrongly(app) == []


def test_what_is_taken_home_holds_names_as_text(pets: PictureSet) -> None:
    runs = list_runs()
    for page in (
        comparison_report(NASTY, runs[:2], [NASTY, f"b{NASTY}"]),
        lesson_report(lesson_outcome(LessonProgress(), runs, runs[0].owner), NASTY),
        json.dumps(as_notebook(runs[0])),
        json.dumps(as_notebook(runs[-1])),
    ):
        assert "<img" not in page
        assert "![a](x)" not in page or "&lt;img" in page
