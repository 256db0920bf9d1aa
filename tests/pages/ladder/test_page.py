"""The page of the ladder as AppTest sees it: the order before the results, and any part of the recordings."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.analysis import ladder_runs
from dogcat.analysis.ladder import PLAIN, rungs
from tests.pages.helpers import done_tasks, in_lesson, lesson_bar, open_page, press, session_of, texts
from tests.recorded_tables import write_rung
from tests.spoken import speak_marked, untranslated


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for the ladder's files."""
    monkeypatch.setattr(ladder_runs, "LADDER_DIR", tmp_path / "ladder")
    return tmp_path / "ladder"


def charts(app: AppTest) -> set[str]:
    found = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "dogcat_chart"]
    return {json.loads(one.json)["revision"] for one in found}


def test_the_order_comes_first_and_can_be_undone(app: AppTest, files: Path) -> None:
    open_page(app, "ladder")
    assert not app.exception
    assert not charts(app)
    assert next(button for button in app.button if button.label == "Show the ladder").disabled
    press(app, "crops, turns and mirroring")
    assert session_of(app).ladder.order == ["geometry"]
    assert "1. crops, turns and mirroring" in texts(app.markdown)
    press(app, "1. crops, turns and mirroring")
    assert session_of(app).ladder.order == []
    press(app, "Undo")
    assert session_of(app).ladder.order == ["geometry"]
    press(app, "Start over")
    assert session_of(app).ladder.order == []
    press(app, "Undo")
    press(app, "Show the ladder")
    assert not app.exception
    assert "No rung is recorded yet" in texts(app.info)


def test_the_results_stand_beside_the_order(app: AppTest, files: Path) -> None:
    for seed in (1, 2, 3):
        write_rung(files, PLAIN, seed, 60 + seed)
        write_rung(files, "geometry", seed, 80 + seed)
    write_rung(files, "l2", 1, 63)
    open_page(app, "ladder")
    press(app, "crops, turns and mirroring")
    press(app, "Show the ladder")
    assert not app.exception
    assert charts(app) == {"ladder-up-accuracy", "ladder-up-gap", "ladder-up-change"}
    first, second = (frame.value for frame in app.dataframe)
    row = first.iloc[0].to_dict()
    assert (row["Your order"], row["Added, percentage points"], row["More than chance?"]) == (
        "1", "+20.0", "clearly higher",
    )  # fmt: skip
    assert second["Rung"].tolist()[:2] == ["plain network", "+ crops, turns and mirroring"]
    assert second["Test accuracy"].tolist()[:2] == ["62.0%", "82.0%"]
    press(app, "Ask again")
    assert session_of(app).ladder.order == ["geometry"]
    assert not charts(app)


def test_each_part_is_drawn_with_what_there_is(app: AppTest, files: Path) -> None:
    write_rung(files, PLAIN, 1, 60)
    write_rung(files, "l2", 1, 61)
    open_page(app, "ladder")
    press(app, "Show it without an order")
    app.session_state["part"] = "On the plain network alone"
    app.run()
    assert not app.exception
    assert charts(app) == {"ladder-alone-accuracy", "ladder-alone-gap", "ladder-alone-change"}
    assert "Not recorded yet in this copy of the app: + early stopping" in texts(app.caption)
    assert "trained with one seed only" in texts(app.caption)
    app.session_state["part"] = "Fewer pictures"
    app.run()
    assert not app.exception
    assert charts(app) == {"ladder-pictures-accuracy", "ladder-pictures-gap"}, "nothing to compare yet"


def test_a_rung_is_explained_and_trained(app: AppTest, files: Path) -> None:
    write_rung(files, PLAIN, 1, 60)
    write_rung(files, "dropout", 1, 61)
    open_page(app, "ladder")
    press(app, "Show it without an order")
    app.selectbox[0].set_value("dropout").run()
    assert not app.exception
    told = texts(app.markdown)
    assert "sets half of the features" in told
    assert "Compared with: plain network. Accuracy on the test pictures changed by **+1.0 percentage points**" in told
    press(app, "Train this rung")
    assert not app.exception
    assert session_of(app).draft.changed == rungs()["dropout"].recipe
    assert app.title[0].value == "Train"


@pytest.mark.parametrize(("name", "label"), [("smaller", "Open it on the Model page"),
                                             ("geometry", "Try it on the Augmentation page")])  # fmt: skip
def test_an_ingredient_is_opened_where_it_is_explained(app: AppTest, files: Path, name: str, label: str) -> None:
    open_page(app, "ladder")
    press(app, "Show it without an order")
    app.selectbox[0].set_value(name).run()
    press(app, label)
    assert not app.exception
    if name == "smaller":
        assert session_of(app).model.network == "draft"
        assert session_of(app).draft.changed.dense_units == 64
    else:
        assert session_of(app).augmentation.chosen == rungs()["geometry"].recipe.augmentation


def test_the_lesson_sees_that_the_rungs_were_ordered(app: AppTest, files: Path) -> None:
    in_lesson(app, "ladder")
    assert lesson_bar(app)["label"] == "Further step 8: What practice adds"
    press(app, "crops, turns and mirroring")
    assert "ordered-rungs" not in done_tasks(app)
    press(app, "Show the ladder")
    assert "ordered-rungs" in done_tasks(app)
    progress = session_of(app).lesson.progress
    assert progress
    assert progress.ladder_order == ["geometry"]


def test_every_text_goes_through_the_catalogue(app: AppTest, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (PLAIN, "geometry"):
        write_rung(files, name, 1, 60)
    speak_marked(monkeypatch)
    open_page(app, "ladder")
    assert untranslated(app) == []
    app.button(key="rung-geometry").click().run()
    next(button for button in app.button if "Show the ladder" in button.label).click().run()
    assert not app.exception
    assert set(untranslated(app)) == {"top center"}, "a word of Plotly's"
