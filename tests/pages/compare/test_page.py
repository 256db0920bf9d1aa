"""The Compare page as AppTest sees it: what is asked before it is shown, with all recorded runs, some, or none."""

import csv
import json
import math
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from benchmarks.recorded_runs import cells
from dogcat.analysis.calibration import calibration
from dogcat.analysis.comparison import compare_pairs
from dogcat.analysis.run_figures import rounded, row_of
from dogcat.common.permission import COMMAND_LINE
from dogcat.export.comparison_report import comparison_report
from dogcat.lesson.guesses import SAME
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import BASELINE, QUICK_REGULARIZED, REGULARIZED
from dogcat.runs.annotations import Annotation, write_annotation
from dogcat.runs.run import Run, create_run
from dogcat.runs.seal import note_opening, times_opened
from dogcat.runs.store import list_runs
from pages.screens.compare.by_picture import conclude
from pages.screens.compare.calibration import describe_sureness
from pages.widgets.spreadsheet import as_csv
from tests.finished_runs import record, write_run
from tests.pages.helpers import begin_lesson, open_page, press, session_of, texts
from tests.recorded_tables import write_table
from tests.spoken import speak_marked, untranslated


@pytest.fixture
def pair(shelf: Path) -> Path:
    """The two runs of the exercise, with two seeds of each."""
    for seed in (1, 2):
        record(shelf, f"baseline-photos-seed{seed}", replace(BASELINE, seed=seed), 0.7, 0.99, 0.70 + seed / 100)
        record(shelf, f"regularized-photos-seed{seed}", replace(REGULARIZED, seed=seed), 0.8, 0.85, 0.80 + seed / 100)
    return shelf


@pytest.fixture
def board(shelf: Path) -> Path:
    """The four fair trainings of the tutorial's network, and the quick ones with two seeds, also with 250 pictures."""
    gains = {"nothing": 0.0, "augmentation": 0.09, "dropout": 0.01, "both": 0.1}
    for cell, recipe in cells(REGULARIZED).items():
        name = "regularized" if cell == "both" else f"fair-{cell}"
        record(shelf, f"{name}-photos-seed1", recipe, 0.7 + gains[cell], 0.99 - gains[cell])
    for cell, recipe in cells(QUICK_REGULARIZED).items():
        few, tables = replace(recipe, num_training_pictures=250), shelf.parent / "recorded-seeds"
        for kind in ("photos", "drawn"):
            base = 0.7 if kind == "photos" else 0.75
            curves = {seed: [base + gains[cell] + 0.01 * seed] * 12 for seed in (1, 2)}
            write_table(tables, f"quick-{cell}-2000-{kind}", recipe, curves)
        write_table(tables, f"quick-{cell}-250-photos", few, {1: [0.6 + gains[cell]] * 12})
    return shelf


def show(app: AppTest, view: str) -> AppTest:
    app.query_params["part"] = view
    return open_page(app, "compare")


def charts(app: AppTest) -> dict[str, list[str]]:
    """By key, the names of each chart's curves."""
    found = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "dogcat_chart"]
    figures = [json.loads(one.json) for one in found]
    return {one["revision"]: [trace["name"] for trace in one["figure"]["data"] if "name" in trace] for one in figures}


def test_the_cured_curves_come_after_the_prediction(app: AppTest, pair: Path) -> None:
    open_page(app, "compare")
    assert not app.exception
    plain = ["baseline", "baseline"]
    assert charts(app) == {"before-after-accuracy-epochs": plain, "before-after-loss-epochs": plain}
    assert "80" not in texts(app.markdown)
    app.pills[0].set_value("both higher").run()
    assert not app.exception
    assert charts(app)["before-after-accuracy-epochs"] == [*plain, "regularized", "regularized"]
    told = texts(app.markdown)
    assert "A surprise: you said “both higher”. Training accuracy ended at 85.0% instead of 99.0%" in told
    assert "The gap is **29.0 percentage points** (95% confidence interval 26.0 to 32.0)" in told
    assert "The tutorial says “84%”. Its own log shows 83.2% in the luckiest epoch" in told
    press(app, "Ask again")
    assert charts(app)["before-after-accuracy-epochs"] == plain


def test_the_curves_are_those_of_the_seed_whose_network_comes_along(app: AppTest, pair: Path) -> None:
    record(pair, "baseline-photos-seed3", replace(BASELINE, seed=3), 0.62, 0.97)
    (pair / "baseline-photos-seed3" / "model.keras").touch()
    open_page(app, "compare")
    press(app, "Show it without a guess")
    assert not app.exception
    assert "The gap is **35.0 percentage points**" in texts(app.markdown)
    assert "(3 baseline and 2 regularized). The line is the seed whose network comes" in texts(app.caption)


def test_the_question_can_be_passed_over(app: AppTest, pair: Path) -> None:
    open_page(app, "compare")
    press(app, "Show it without a guess")
    assert not app.exception
    assert "surprise" not in texts(app.markdown)
    assert "Training accuracy ended at 85.0% instead of 99.0%" in texts(app.markdown)
    assert len(charts(app)["before-after-loss-epochs"]) == 4


def test_both_trainings_are_played_in_step_on_another_axis(app: AppTest, pair: Path) -> None:
    open_page(app, "compare")
    press(app, "Show it without a guess")
    app.segmented_control[0].set_value("pictures seen").run()
    assert app.slider[0].value == 12
    app.slider[0].set_value(5).run()
    assert not app.exception
    figure = chart(app, "before-after-accuracy-pictures seen")
    ends = {trace["name"]: trace["x"][-1] for trace in figure["data"] if "name" in trace}
    assert ends == {"baseline": 16_000, "regularized": 16_000}


def chart(app: AppTest, key: str) -> dict[str, list[dict[str, list[float]]]]:
    found = [json.loads(one.proto.json) for one in app.get("bidi_component")]
    figure: dict[str, list[dict[str, list[float]]]] = next(one["figure"] for one in found if one.get("revision") == key)
    return figure


def test_the_tutorial_s_log_is_a_line(app: AppTest, pair: Path) -> None:
    open_page(app, "compare")
    press(app, "Show it without a guess")
    app.toggle[0].set_value(True).run()
    assert charts(app)["before-after-accuracy-epochs"][-2:] == ["regularized (tutorial)", "the tutorial's text: 84%"]
    assert charts(app)["before-after-loss-epochs"][-1] == "regularized (tutorial)"
    press(app, "Ask again")
    assert charts(app)["before-after-accuracy-epochs"][-1] == "baseline (tutorial)", "the claim is about the other one"


def test_without_recorded_runs_each_view_says_so(app: AppTest, shelf: Path) -> None:
    for view, words in (
        ("Plain and regularized", "Not recorded yet in this copy of the app: baseline-photos, regularized-photos"),
        ("What helped?", "None of the four trainings is recorded yet"),
        ("Any runs", "Choose at least one run"),
        ("Picture by picture", "This view needs two runs that have ended"),
        ("Test set", "There is no run with test results to show here"),
    ):
        show(app, view)
        assert not app.exception
        assert words in texts(app.info), view


def test_with_one_of_the_two_it_alone_is_shown(app: AppTest, shelf: Path) -> None:
    record(shelf, "baseline-photos-seed1", BASELINE, 0.7, 0.99)
    open_page(app, "compare")
    assert not app.exception
    assert "regularized-photos" in texts(app.info)
    assert charts(app)["before-after-accuracy-epochs"] == ["baseline", "baseline"]


def test_what_cured_it_is_guessed_before_it_is_shown(app: AppTest, board: Path) -> None:
    show(app, "What helped?")
    assert f"Differences below {100 * SAME:.0f} percentage points count as equal" in texts(app.markdown)
    assert not app.exception
    assert not charts(app)
    app.pills[0].set_value("augmentation").run()
    assert not app.exception
    found = charts(app)
    assert {"cell-nothing", "cell-augmentation", "cell-dropout", "cell-both", "gains", "gaps"} <= set(found)
    assert "Well guessed. All four networks saw the same number of pictures" in texts(app.markdown)
    assert "tutorial-gains" in found
    gains = chart(app, "gains")["data"]
    assert [trace["y"][0] for trace in gains[1::2]] == ["augmentation only", "dropout only", "both"]
    assert gains[5]["x"][0] == pytest.approx(10)
    assert gains[4]["x"] == pytest.approx([10, 10]), "one point for each seed"
    assert found["sizes-accuracy"] == ["nothing", "augmentation only", "dropout only", "both"]
    assert "Each kind was trained 2 times with the quick recipe" in texts(app.caption)
    assert "on 2,000 drawn pictures" in texts(app.caption), "the set that will be drawn"
    assert "recorded on photos only" in texts(app.caption), "the learning curve has no drawn pictures"
    assert "The title of each chart says what was added" in texts(app.caption)
    assert not re.search("right column|lower row", texts(app.caption)), "in a narrow window there is one column"
    assert "It has a 95% confidence interval if there are at least 3." in texts(app.caption)
    assert chart(app, "cell-nothing")["data"][-1]["y"][-1] == pytest.approx(0.765)
    kinds = next(group for group in app.get("button_group") if group.label == "Pictures used for training")
    kinds.set_value("photos").run()
    assert "on 2,000 photos" in texts(app.caption)
    assert "recorded on photos only" not in texts(app.caption)
    assert chart(app, "cell-nothing")["data"][-1]["y"][-1] == pytest.approx(0.715)
    assert "nothing with 500" in texts(app.info)
    assert "both together by +10.0 (last ten epochs; means over 2 trainings of each kind)" in texts(app.markdown)
    assert "Does it help to show more pictures?" not in texts(app.markdown), (
        "the plain run of the exercise is not there"
    )
    record(board, "baseline-photos-seed1", BASELINE, 0.72, 0.99)
    app.run()
    told = texts(app.markdown)
    assert "gets 72.0% of new pictures right after 24,000 training pictures, as in the exercise" in told
    assert "and 70.0% after 38,400." in told


def test_in_the_presenter_s_view_each_learning_curve_has_the_whole_width(app: AppTest, board: Path) -> None:
    show(app, "What helped?")
    app.pills[0].set_value("dropout").run()
    num_usual = len(app.columns)
    session_of(app).visitor.presents = True
    app.run()
    assert "sizes-accuracy" in charts(app)
    assert len(app.columns) == num_usual - 2, "half of it has no room for the names at the ends of the lines"


def test_one_number_of_pictures_is_no_learning_curve(app: AppTest, board: Path) -> None:
    for table in (board.parent / "recorded-seeds").glob("quick-*-250-*"):
        table.unlink()
    show(app, "What helped?")
    app.pills[0].set_value("dropout").run()
    assert "gains" in charts(app)
    assert "sizes-accuracy" not in charts(app)
    assert "The trainings with fewer pictures are not recorded yet" in texts(app.info)


def test_a_board_with_holes_names_them(app: AppTest, board: Path) -> None:
    for cell in ("fair-dropout", "fair-nothing"):
        (board / f"{cell}-photos-seed1").rename(board.parent / cell)
    for table in (board.parent / "recorded-seeds").glob("quick-[nd]*.json"):
        table.unlink()
    show(app, "What helped?")
    app.pills[0].set_value("dropout").run()
    assert not app.exception
    assert "nothing, dropout only" in texts(app.info)
    assert "gains" not in charts(app)


def test_any_runs_also_the_learner_s_own(app: AppTest, pair: Path, tiny_set: PictureSet) -> None:
    own = create_run(replace(BASELINE, dropout=0.3, epochs=12), tiny_set.name)
    write_run(own, 0.75, 0.9)
    show(app, "Any runs")
    assert not app.exception
    assert app.multiselect[0].value == ["baseline-photos-seed1", "regularized-photos-seed1"]
    app.multiselect[0].set_value(["baseline-photos-seed1", own.id]).run()
    assert not app.exception
    figures, differing = (table.value.set_index("") for table in app.table)
    assert list(figures.loc["validation"]) == ["70.0% (67.1 to 72.8)", "75.0% (72.2 to 77.6)"]
    assert list(figures.loc["training"]) == ["99.0% (97.8 to 99.5)", "90.0% (87.3 to 92.2)"]
    assert list(figures.loc["length"]) == ["12 epochs, 12.0 minutes"] * 2
    assert list(figures.loc["gap"]) == [
        "29.0 percentage points (26.0 to 32.0)",
        "15.0 percentage points (11.3 to 18.5)",
    ]
    assert differing.T.to_dict("list") == {
        "dropout": ["0", "0.3"], "epochs": ["30", "12"], "pictures": ["photos", "tiny"],
    }  # fmt: skip
    assert "baseline (recorded, seed 1)" in differing.columns[0]
    assert len(charts(app)["any-accuracy-epochs"]) == 4


def test_a_training_that_diverged_is_not_offered(app: AppTest, pair: Path, tiny_set: PictureSet) -> None:
    own = create_run(BASELINE, tiny_set.name)
    write_run(own, 0.7, math.nan)
    show(app, "Any runs")
    assert not app.exception
    assert not any("tiny" in option for option in app.multiselect[0].options)


def test_the_report_and_the_table_can_be_taken_home(app: AppTest, pair: Path) -> None:
    show(app, "Any runs")
    assert [one.proto.label for one in app.get("download_button")] == ["Table as CSV", "Report to print"]
    table = list(csv.DictReader(as_csv([rounded(row_of(Run(pair / "baseline-photos-seed1")))]).splitlines()))
    assert [(row["Run"], row["Gap, percentage points"], row["Minutes"]) for row in table] == [
        ("baseline (recorded, seed 1)", "29.0", "12.0")
    ]


def test_pictures_that_are_not_here_are_names(app: AppTest, pair: Path) -> None:
    show(app, "Picture by picture")
    done = begin_lesson(app)
    app.run()
    assert done == ["opened-pairs"]
    assert not app.exception
    told = texts(app.markdown)
    assert "the second network's accuracy minus the first's is **+10.0 percentage points**" in told
    assert "The networks disagree on 4 pictures" in told
    assert "It may well be chance" in told
    assert "not on this computer" in texts(app.caption)
    assert len(app.dataframe[0].value) == 4
    assert "calibration" in charts(app)


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (0.824, "about as confident as it should be"),
        (0.93, "overconfident by 13 percentage"),
        (0.7, "underconfident by 10"),
    ],
)
def test_how_sure_a_network_is_beside_how_sure_it_should_be(confidence: float, words: str) -> None:
    found = calibration({f"validation/cats/{number}.jpg": 1 - confidence for number in range(10)})
    assert words in describe_sureness("a", replace(found, accuracy=0.8))


@pytest.mark.parametrize(
    ("difference", "p", "words"),
    [
        (0.1, 0.2, "It may well be chance."),
        (0.1, 0.01, "This is hardly chance."),
        (-0.02, 0.01, "the app calls differences below 3 percentage points equal"),
        (-0.03, 0.01, "This is hardly chance."),
    ],
)
def test_a_small_difference_is_called_equal_even_if_it_is_hardly_chance(
    difference: float, p: float, words: str
) -> None:
    found = compare_pairs({"validation/cats/1.jpg": 0.1}, {"validation/cats/1.jpg": 0.1})
    assert words in conclude(replace(found, difference=difference, p=p))


def test_each_cell_and_each_kind_of_mistake_has_its_own_count(app: AppTest, pair: Path) -> None:
    file = pair / "baseline-photos-seed1" / "evaluation.json"
    figures = json.loads(file.read_text())
    figures["validation"]["confusion"] = {"cat": {"cat": 17, "dog": 3}, "dog": {"cat": 9, "dog": 11}}
    file.write_text(json.dumps(figures))
    show(app, "Picture by picture")
    told = texts(app.markdown)
    assert "| First | says cat | says dog |" in told
    assert "| **is a cat** | 17 | 3 |" in told
    assert "| **is a dog** | 9 | 11 |" in told
    assert "| **first right** | 28 | 0 |" in told
    assert "| **first wrong** | 4 | 8 |" in told
    assert list(app.segmented_control[0].options) == [
        "only the second (4)", "only the first (0)", "neither (8)", "both (28)",
    ]  # fmt: skip
    assert "their interval is usually wider, because" in texts(app.markdown)


def test_pictures_that_are_here_are_shown(app: AppTest, shelf: Path, tiny_set: PictureSet) -> None:
    for share in (0.5, 0.75):
        run = create_run(BASELINE, tiny_set.name)
        write_annotation(run, Annotation(name=f"right in {share:.0%}"), COMMAND_LINE)
        write_run(run, share, 0.9)
        names = [picture.name for picture in tiny_set.pictures("validation")]
        figures = json.loads((run.folder / "evaluation.json").read_text())
        figures["validation"]["p_dog"] = {
            name: 0.9 if ("dogs" in name) == (place < share * len(names)) else 0.1 for place, name in enumerate(names)
        }
        (run.folder / "evaluation.json").write_text(json.dumps(figures))
    newest, oldest = (run.id for run in reversed(list_runs()))
    show(app, "Picture by picture")
    assert [box.value for box in app.selectbox] == [newest, oldest]
    app.selectbox[0].set_value(oldest).run()
    app.selectbox[1].set_value(newest).run()
    assert not app.exception
    grid = next(one for one in app.get("bidi_component") if one.proto.component_name == "dogcat_thumbnails")
    assert len(json.loads(grid.proto.json)["items"]) == 3
    assert "of the set “tiny”, the most confident mistakes first" in texts(app.caption)
    app.segmented_control[0].set_value("both_right").run()
    assert "of the set “tiny”, the least confident answers first" in texts(app.caption)


def test_test_figures_are_sealed_until_they_are_opened(app: AppTest, pair: Path) -> None:
    show(app, "Test set")
    assert not app.exception
    assert not charts(app)
    assert "71" not in texts(app.markdown)
    assert "never opened on this computer" in texts(app.caption)
    press(app, "Everything is decided: open the test results of 4 runs")
    assert not app.exception
    assert times_opened("baseline-photos-seed1") == times_opened("regularized-photos-seed2") == 1
    assert len(chart(app, "test")["data"]) == 4
    assert "minus that of the plain networks (2 seeds): **+10.0 percentage points**" in texts(app.markdown)
    app.run()
    assert times_opened("baseline-photos-seed1") == 1, "what is open is not opened again"


def test_an_opening_of_before_is_remembered(app: AppTest, pair: Path) -> None:
    note_opening("baseline-photos-seed1")
    show(app, "Test set")
    assert not charts(app)
    assert "opened on this computer once before" in texts(app.caption)


def test_no_other_view_shows_a_test_figure(app: AppTest, shelf: Path) -> None:
    for name, recipe in (("baseline", BASELINE), ("regularized", REGULARIZED)):
        record(shelf, f"{name}-photos-seed1", recipe, 0.7, 0.9, test=0.625)
    for view in ("Plain and regularized", "Any runs", "Picture by picture", "Test set"):
        show(app, view)
        frames = [frame.value.to_csv() for frame in (*app.dataframe, *app.table)]
        drawn = [one.proto.json for one in app.get("bidi_component")]  # charts, their tooltips and their tables
        help_ = [one.proto.help for one in app.markdown]
        shown = " ".join([texts(app.markdown), texts(app.caption), texts(app.info), *frames, *drawn, *help_])
        assert "62.5" not in shown, view
        assert "0.625" not in shown, view
    runs = [Run(shelf / f"{name}-photos-seed1") for name in ("baseline", "regularized")]
    kept = comparison_report("x", runs) + as_csv([row_of(run) for run in runs])
    assert "62.5" not in kept
    assert "test" not in kept.lower().replace("mcnemar's test", "")


def test_without_a_pair_of_one_s_own_the_way_to_one_is_shown(app: AppTest, pair: Path) -> None:
    open_page(app, "compare")
    assert "Then yours open here" in texts(app.caption)
    assert not any(control.label == "Whose networks" for control in app.segmented_control)
    assert "Recorded: baseline on photos, seed 1 · Recorded: regularized on photos, seed 1" in texts(app.caption)


@pytest.fixture
def own(app: AppTest, pair: Path, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch) -> list[Run]:
    """The visitor's own pair, and an older run of theirs."""
    for name in ("pair_choice", "any_runs", "by_picture", "sealed_test"):
        monkeypatch.setattr(f"pages.screens.compare.{name}.browser_token", lambda: "me")
    made = []
    for created, recipe, validation, clean in (
        (1.0, replace(BASELINE, epochs=12), 0.5, 0.6),
        (2.0, replace(BASELINE, epochs=12), 0.65, 1.0),
        (3.0, replace(BASELINE, epochs=12, dropout=0.5), 0.775, 0.825),
    ):
        run = create_run(recipe, tiny_set.name, owner="me")
        (run.folder / "request.json").write_text(json.dumps(run.request | {"created": created}))
        write_run(run, validation, clean)
        made.append(run)
    return made[1:]


def test_an_own_pair_of_one_epoch_has_curves_without_a_player(app: AppTest, own: list[Run]) -> None:
    for run, accuracy in zip(own, (0.6, 0.7), strict=True):
        for file in ("events.jsonl", "history.csv"):
            (run.folder / file).unlink()
        write_run(run, accuracy, accuracy, num_epochs=1)
    open_page(app, "compare")
    assert not app.exception
    assert "before-after-accuracy-epochs" in charts(app)
    assert not app.slider


def test_after_a_deletion_two_other_runs_are_compared_and_the_page_says_so(app: AppTest, own: list[Run]) -> None:
    for run in own:  # on pictures of their own, so that the one that stays has no recorded partner
        file = run.folder / "evaluation.json"
        figures = json.loads(file.read_text())
        figures["validation"]["p_dog"] = {
            name.replace("validation/", "validation/own-"): p_dog
            for name, p_dog in figures["validation"]["p_dog"].items()
        }
        file.write_text(json.dumps(figures).replace("own-cats/", "cats/own-").replace("own-dogs/", "dogs/own-"))
    show(app, "Picture by picture")
    assert [box.value for box in app.selectbox] == [run.id for run in own]
    app.switch_page("pages/home.py").run()
    for run in list_runs():
        if run.id != own[1].id:
            shutil.rmtree(run.folder)
    show(app, "Picture by picture")
    assert not app.exception
    recorded = ["baseline-photos-seed1", "regularized-photos-seed1"]
    assert [box.value for box in app.selectbox] == recorded
    assert "One of the two runs that you compared was deleted" in texts(app.info)
    assert "calibration" in charts(app), "the page is not empty"
    app.selectbox[1].set_value("regularized-photos-seed2").run()
    assert "was deleted" not in texts(app.info)


def test_one_s_own_pair_opens_each_view_and_the_recorded_one_is_a_press_away(app: AppTest, own: list[Run]) -> None:
    open_page(app, "compare")
    assert not app.exception
    assert app.segmented_control[0].value == "Yours"
    assert "Then yours open here" not in texts(app.caption)
    assert charts(app)["before-after-accuracy-epochs"] == ["plain", "plain", "regularized", "regularized"]
    told = texts(app.markdown)
    assert "New pictures right: **65.0% → 77.5%**, +12.5 percentage points (95% confidence interval +8.5 to" in told
    assert "Gap: **35.0 → 5.0** percentage points" in told
    ids = [run.id for run in own]
    show(app, "Any runs")
    assert app.multiselect[0].value == ids
    assert [option.partition(":")[0] for option in app.multiselect[0].options] == ["Yours"] * 3 + ["Recorded"] * 4
    show(app, "Picture by picture")
    assert [box.value for box in app.selectbox] == ids
    show(app, "Test set")
    press(app, "Everything is decided: open the test results of 2 runs")
    assert len(chart(app, "test")["data"]) == 2
    app.segmented_control[0].set_value("Recorded").run()
    assert "open the test results of 4 runs" in app.button[0].label
    show(app, "Any runs")
    assert app.multiselect[0].value == ["baseline-photos-seed1", "regularized-photos-seed1"]
    show(app, "Picture by picture")
    assert [box.value for box in app.selectbox] == ["baseline-photos-seed1", "regularized-photos-seed1"]


def test_a_claim_has_the_same_figure_wherever_it_is_said(app: AppTest, pair: Path) -> None:
    """Accuracies jump from epoch to epoch, so that a last epoch, a median or a best one would be another figure."""
    wanted = {}
    for name, base, clean in (("baseline", 0.64, 0.98), ("regularized", 0.78, 0.84)):
        run = Run(pair / f"{name}-photos-seed1")
        rows = run.history()
        for place, row in enumerate(rows):
            row["val_accuracy"] = base + (0.001, 0.05, 0.033, 0.012, 0.087)[place % 5]
            row["clean_accuracy"] = clean + (0.011, 0.002, 0.017)[place % 3]
        run.write_history(rows)
        last = rows[-10:]
        wanted[name] = [sum(row[column] for row in last) / 10 for column in ("clean_accuracy", "val_accuracy")]
        wanted[name].append(wanted[name][0] - wanted[name][1])
    names = {figure: f"{100 * value:.1f}" for key, values in wanted.items() for figure, value in
             zip((f"{key} training", f"{key} validation", f"{key} gap"), values, strict=True)}  # fmt: skip
    open_page(app, "compare")
    press(app, "Show it without a guess")
    told = texts(app.markdown)
    said = {
        "change": re.search(r"right: \*\*(?P<old>[\d.]+)% → (?P<new>[\d.]+)%\*\*, \+(?P<more>[\d.]+) .*?Gap: \*\*"
                            r"(?P<old_gap>[\d.]+) → (?P<new_gap>[\d.]+)\*\*", told),
        "judged": re.search(r"accuracy ended at (?P<new_training>[\d.]+)% instead of (?P<old_training>[\d.]+)%\."
                            r" Validation accuracy ended at (?P<new>[\d.]+)% instead of (?P<old>[\d.]+)%", told),
        "plain": re.search(r"Baseline\.\*\* .*?gets \*\*(?P<old_training>[\d.]+)%\*\* .*? \*\*(?P<old>[\d.]+)%\*\*.*?"
                           r"gap is \*\*(?P<old_gap>[\d.]+) ", told),
        "regularized": re.search(r"Regularized\.\*\* .*?gets \*\*(?P<new_training>[\d.]+)%\*\* .*? \*\*(?P<new>[\d.]+)%"
                                 r"\*\*.*?gap is \*\*(?P<new_gap>[\d.]+) ", told),
        "luck": re.search(r"the mean of the last ten \*\*(?P<new>[\d.]+)%", told),
    }  # fmt: skip
    notes = [note["text"] for note in chart(app, "before-after-accuracy-epochs")["layout"]["annotations"]]
    found = {(where, what): value for where, match in said.items() for what, value in match.groupdict().items()}
    gaps = [note.split()[1] for note in notes if note.startswith("gap ")]
    found |= {("chart", what): value for what, value in zip(("old_gap", "new_gap"), gaps, strict=True)}
    description = next(json.loads(one.proto.json)["description"] for one in app.get("bidi_component")
                       if json.loads(one.proto.json).get("revision") == "before-after-accuracy-epochs")  # fmt: skip
    in_words = ("old_training", "old", "new_training", "new")
    shares = re.findall(r"([\d.]+)%", description)
    found |= {("alt", what): value for what, value in zip(in_words, shares, strict=True)}
    show(app, "Any runs")
    table = app.table[0].value.set_index("")
    for side, column in zip(("old", "new"), table.columns, strict=True):
        for what, line in ((f"{side}_training", "training"), (side, "validation"), (f"{side}_gap", "gap")):
            found["table", what] = re.match(r"[\d.]+", table.loc[line, column])[0]
    right = {
        "old": "baseline validation",
        "new": "regularized validation",
        "old_training": "baseline training",
        "new_training": "regularized training",
        "old_gap": "baseline gap",
        "new_gap": "regularized gap",
    }
    names[""] = f"{100 * (wanted['regularized'][1] - wanted['baseline'][1]):.1f}"
    assert len(found) >= 27
    assert found == {where: names[right.get(where[1], "")] for where in found}


# In another language


def in_english(app: AppTest) -> list[str]:
    """What is said in English; where a chart's words stand is said to Plotly alone."""
    return [text for text in untranslated(app) if text != "top center"]


def translated(app: AppTest, view: str) -> AppTest:
    """A view, with its sentences in brackets, which the address then has as well."""
    return show(app, f"⟦{view}⟧")


def test_no_empty_view_says_a_word_of_english(
    app: AppTest,
    shelf: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    speak_marked(monkeypatch)
    for view in ("Plain and regularized", "What helped?", "Any runs", "Picture by picture", "Test set"):
        translated(app, view)
        assert not app.exception
        assert in_english(app) == [], view


def test_before_and_after_and_any_runs_say_no_word_of_english(
    app: AppTest,
    pair: Path,
    tiny_set: PictureSet,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    speak_marked(monkeypatch)
    translated(app, "Plain and regularized")
    assert in_english(app) == []
    app.pills[0].set_value("both higher").run()
    app.toggle[0].set_value(True).run()
    app.segmented_control[0].set_value("minutes").run()
    assert in_english(app) == []
    own = create_run(replace(BASELINE, dropout=0.3, epochs=12), tiny_set.name)
    write_run(own, 0.75, 0.9)
    app.session_state["session"].compare.compared = ["baseline-photos-seed1", own.id]
    translated(app, "Any runs")
    assert app.table
    assert in_english(app) == []


def test_what_cured_it_says_no_word_of_english(
    app: AppTest,
    board: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    speak_marked(monkeypatch)
    translated(app, "What helped?")
    assert in_english(app) == []
    app.pills[0].set_value("dropout").run()
    assert charts(app)
    assert in_english(app) == []
    (board / "fair-nothing-photos-seed1").rename(board.parent / "elsewhere")
    app.run()
    assert in_english(app) == []


def test_the_pictures_and_the_test_set_say_no_word_of_english(
    app: AppTest,
    pair: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    speak_marked(monkeypatch)
    translated(app, "Picture by picture")
    assert app.dataframe
    assert in_english(app) == []
    translated(app, "Test set")
    assert in_english(app) == []
    app.button[0].click().run()
    assert charts(app)
    assert in_english(app) == []


def test_the_page_speaks_korean(app: AppTest, pair: Path) -> None:
    app.query_params["lang"] = "ko"
    open_page(app, "compare")
    assert not app.exception
    press(app, "예상하지 않고 보기")
    told = texts(app.markdown)
    assert "훈련 사진 **99.0%**, 새 사진 **70.0%**. 격차는 **29.0%p**입니다" in told
