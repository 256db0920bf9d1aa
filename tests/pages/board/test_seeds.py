"""One recipe, thirty seeds, as AppTest sees it: opened by the teacher, guessed, trained, ended, cleared."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.common.permission import COMMAND_LINE, Visitor
from dogcat.lesson.seed_experiment import (
    current_experiment,
    end_experiment,
    guess_spread,
    join,
    open_experiment,
    read_learners,
)
from dogcat.lesson.seed_results import ResultsReader
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import QUICK_BASELINE, QUICK_REGULARIZED
from dogcat.runs.run import create_run
from dogcat.runs.scheduling.runner import LocalRunner
from dogcat.runs.store import list_runs
from pages.screens.board.seeds_teacher import csv_of
from pages.state import resources
from tests.finished_runs import write_run
from tests.pages.helpers import open_page, press, texts
from tests.spoken import speak_marked, untranslated

PRINT = "1000,1000,500,500:0a141e"
VIEW = "One recipe, thirty seeds"
CHARTS = ("seed-ribbon", "seed-results", "seed-guesses")


@pytest.fixture
def me(monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """The visitor, a learner; nothing of theirs is really trained."""
    monkeypatch.setattr("pages.frame.teacher.sits_at_the_server", lambda: False)
    monkeypatch.setattr(LocalRunner, "tick", lambda _runner: None)
    for module in (
        "pages.screens.board.seeds",
        "pages.screens.board.seeds_live",
        "pages.widgets.experiment_link",
        "pages.frame.asker",
    ):
        monkeypatch.setattr(f"{module}.browser_token", lambda: "me")
    return Visitor("me")


def look(app: AppTest) -> AppTest:
    app.run()
    app.query_params["class"] = VIEW
    return app.switch_page("pages/board.py").run()


def charts(app: AppTest) -> dict[str, dict[str, object]]:
    """The figures of the view, by key."""
    found = {}
    for one in app.get("bidi_component"):
        for key in CHARTS:
            if one.proto.id.endswith(key):
                found[key] = json.loads(one.proto.json)
    return found


def class_of(num: int, validation: float = 0.7) -> None:
    """Learners whose trainings have ended, half a percentage point apart."""
    for number in range(num):
        who = Visitor(f"t{number}")
        guess_spread(number, who)
        join(lambda recipe, who=who: create_run(recipe, "tiny", owner=who.token).id, who)  # type: ignore[misc]
        write_run(list_runs()[-1], round(validation + number / 200, 4), 0.9)


def test_a_learner_guesses_and_trains_once_and_takes_it_back(app: AppTest, tiny_set: PictureSet, me: Visitor) -> None:
    look(app)
    assert "No experiment is open now." in texts(app.info)
    open_experiment(QUICK_BASELINE, "tiny", PRINT, COMMAND_LINE)
    class_of(3)
    app.run()
    assert not charts(app), "the guess comes first"
    assert "Guess first." in texts(app.caption)
    app.number_input[0].set_value(4.5)
    press(app, "This is my guess")
    assert not app.exception
    assert set(charts(app)) == {"seed-ribbon", "seed-results"}
    assert "4.5 percentage points" in texts(app.markdown)
    assert "without your name" in texts(app.caption)
    press(app, "Train with a seed of my own")
    assert not app.exception
    mine = [run for run in list_runs() if run.owner == "me"]
    assert [run.recipe for run in mine] == [replace(QUICK_BASELINE, seed=4)]
    assert "Train with a seed of my own" not in [button.label for button in app.button]
    assert "**4** guesses, **3** trainings done, **0** running, **1** waiting" in texts(app.markdown)
    write_run(mine[0], 0.75, 0.9)
    resources.seed_results().forget()
    app.run()
    results = charts(app)["seed-results"]
    assert '"yours"' in json.dumps(results)
    press(app, "Take my part out")
    assert [each.owner for each in read_learners(current_experiment())] == ["t0", "t1", "t2"]
    assert len([run for run in list_runs() if run.owner == "me"]) == 1, "the training stays"


def test_what_the_teacher_does_not_allow_is_said_and_nothing_is_kept(
    app: AppTest, tiny_set: PictureSet, me: Visitor, home: Path
) -> None:
    open_experiment(QUICK_BASELINE, "tiny", PRINT, COMMAND_LINE)
    guess_spread(3, me)
    look(app)
    (home / "dogcat.toml").write_text('recipes = ["quick-regularized"]\n')
    press(app, "Train with a seed of my own")
    assert "does not allow the recipe quick-baseline" in texts(app.error)
    assert not list_runs()
    assert [each.run for each in read_learners(current_experiment())] == [""]


def test_at_the_end_the_guesses_are_shown_beside_the_truth_and_the_question_is_closed(
    app: AppTest, me: Visitor, home: Path
) -> None:
    open_experiment(QUICK_BASELINE, "tiny", PRINT, COMMAND_LINE)
    class_of(5)
    look(app)
    assert not charts(app)
    end_experiment(COMMAND_LINE)
    app.run()
    assert set(charts(app)) == set(CHARTS)
    assert not app.number_input
    said = texts(app.markdown)
    assert "The 5 results lie between 70.0% and 72.0%: 2.0 percentage points apart" in said
    assert "Would you have believed your one result?" in texts(app.subheader)
    assert "Guesses: 0, 1, 2, 3, 4." in json.dumps(charts(app)["seed-guesses"])


def test_only_the_teacher_opens_ends_saves_and_clears(
    app: AppTest, tiny_set: PictureSet, me: Visitor, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    at_server = False
    monkeypatch.setattr("pages.frame.teacher.sits_at_the_server", lambda: at_server)
    look(app)
    assert not app.selectbox
    at_server = True
    (home / "dogcat.toml").write_text('recipes = ["baseline", "quick-regularized"]\nmax_epochs = 5\n')
    app.run()
    assert app.selectbox(key="seeds-recipe").value == "quick-regularized"
    press(app, "Open the experiment")
    assert not app.exception
    opened = current_experiment()
    assert opened is not None
    assert opened.recipe == replace(QUICK_REGULARIZED, epochs=5)
    assert opened.num_validation == 12
    class_of(3)
    resources.seed_results().forget()
    app.run()
    assert csv_of(ResultsReader(), replace(opened, token="another")) == ""  # noqa: S106 - no password
    assert not charts(app), "the projector shows nothing before the class has guessed"
    app.toggle[0].set_value(True).run()
    assert "seed-ribbon" in charts(app)
    assert [one.proto.label for one in app.get("download_button")] == ["Save as CSV"]
    assert csv_of(resources.seed_results(), opened).splitlines()[1] == "1,,done,12,0.7"
    press(app, "End it")
    ended = current_experiment()
    assert ended is not None
    assert ended.is_over
    press(app, "Delete it now")
    assert current_experiment() is None
    assert len(list_runs()) == 3


def test_a_learner_who_may_take_part_is_invited_where_they_train_and_compare(
    app: AppTest, tiny_set: PictureSet, me: Visitor
) -> None:
    def links() -> list[str]:
        return [one.proto.label for one in app.get("page_link") if "many seeds" in one.proto.label]

    for page in ("train", "compare"):
        open_page(app, page)
        assert not links(), page
    open_experiment(QUICK_BASELINE, "tiny", PRINT, COMMAND_LINE)
    for page in ("train", "compare"):
        open_page(app, page)
        assert len(links()) == 1, page
    guess_spread(3, me)
    join(lambda recipe: create_run(recipe, "tiny", owner="me").id, me)
    open_page(app, "compare")
    assert not links()


def test_the_view_leaves_nothing_untranslated(
    app: AppTest, tiny_set: PictureSet, me: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.frame.teacher.sits_at_the_server", lambda: True)
    speak_marked(monkeypatch)
    app.run()
    look(app)
    assert untranslated(app) == []
    open_experiment(QUICK_BASELINE, "tiny", PRINT, COMMAND_LINE)
    app.run()
    assert untranslated(app) == []
    guess_spread(3, me)
    class_of(4)
    end_experiment(COMMAND_LINE)
    app.run()
    assert len(charts(app)) == 3
    assert untranslated(app) == []
