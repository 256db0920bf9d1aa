"""The learner's own trainings on every page."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.recipe.recipe import QUICK_BASELINE, Recipe
from dogcat.runs.followers import join, leave
from dogcat.runs.run import Run, create_run
from pages.frame import running
from pages.state.redraw_rate import MOST_SECONDS
from tests.pages.helpers import open_page, press, session_of
from tests.spoken import speak_marked, untranslated


@pytest.fixture
def mine(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """A training of this browser in its second epoch."""
    monkeypatch.setattr(running, "browser_token", lambda: "me")
    run = create_run(QUICK_BASELINE, "tiny", claimed_by=os.getpid(), owner="me")
    run.append("start", epochs=20, steps_per_epoch=50, batch_size=20, num_training=12, num_validation=12, num_clean=12,
               watched=[], precision="float32", left_out=[])  # fmt: skip
    run.append("batch", epoch=1, step=50, loss=0.7, accuracy=0.5, pictures_per_second=100.0)
    run.append("epoch", epoch=1, seconds=10.0, accuracy=0.5, loss=0.7, val_accuracy=0.5, val_loss=0.7,
               clean_accuracy=0.5, clean_loss=0.7)  # fmt: skip
    run.append("batch", epoch=2, step=25, loss=0.7, accuracy=0.5, pictures_per_second=100.0)
    yield run
    if run.folder.exists() and run.status().is_active:
        run.append("stopped", message="Stopped.")


def end(run: Run, accuracy: float) -> None:
    figures = {"seconds": 10.0, "val_accuracy": accuracy, "val_loss": 0.5, "clean_accuracy": 0.9}
    run.write_history([{"epoch": epoch, **figures} for epoch in range(1, 21)])
    run.append("end", message="")


def lines(app: AppTest, in_side_bar: bool = False) -> list[str]:
    """The words of the line above the page, or of those in the side bar, which AppTest has on Home only."""
    links = [link.proto for link in (app.sidebar if in_side_bar else app.main).get("page_link")]
    return [link.label for link in links if link.page == "train" and "run=" in link.query_string]


def test_a_training_is_seen_on_another_page_and_moves(app: AppTest, mine: Run) -> None:
    app.run()
    assert not app.exception
    told = "**quick-baseline**: epoch 2 of 20, 3 min 05 s left"
    assert lines(app, in_side_bar=True) == lines(app) == [told]
    assert [bar.proto.value for bar in app.sidebar.get("progress")] == [7]
    mine.append("batch", epoch=2, step=50, loss=0.7, accuracy=0.5, pictures_per_second=100.0)
    app.run()
    assert lines(app, in_side_bar=True)[0] == "**quick-baseline**: epoch 2 of 20, 3 min 00 s left"
    assert app.sidebar.get("page_link")[0].proto.query_string == f"run={mine.id}"
    app.switch_page("pages/words.py").run()
    assert lines(app)[0] == "**quick-baseline**: epoch 2 of 20, 3 min 00 s left"


def test_the_end_is_told_until_it_is_seen(app: AppTest, mine: Run) -> None:
    open_page(app, "words")
    end(mine, 0.634)
    app.run()
    assert lines(app)[0] == "**quick-baseline**: done, 63% of new pictures right"
    app.run()
    assert lines(app), "it stays until it is seen"
    app.query_params["run"] = mine.id
    app.switch_page("pages/train.py").run()
    assert not app.exception
    app.switch_page("pages/words.py").run()
    assert lines(app) == []


def test_a_training_that_the_learner_has_left_is_told_no_more(app: AppTest, mine: Run) -> None:
    join(mine, "other")
    open_page(app, "words")
    assert lines(app)
    leave(mine, "me")
    app.run()
    assert lines(app) == []
    join(mine, "me")
    app.run()
    assert lines(app), "it came back"


def test_the_line_of_an_ended_training_can_be_closed(app: AppTest, mine: Run) -> None:
    open_page(app, "words")
    end(mine, 0.5)
    app.run()
    assert lines(app)[0].startswith("**quick-baseline**: done"), "what has ended is told first"
    press(app, "")
    assert lines(app) == []


def test_a_waiting_training_has_a_place_and_a_time(app: AppTest, mine: Run) -> None:
    waiting = create_run(QUICK_BASELINE, "tiny", owner="me")
    app.run()
    assert lines(app, in_side_bar=True) == [
        "**quick-baseline**: epoch 2 of 20, 3 min 05 s left",
        "**quick-baseline**: place 1 in the queue, starts in about 3 min 05 s",
    ]
    waiting.append("stopped", message="Withdrawn.")


def test_trainings_of_others_are_not_told(app: AppTest, mine: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "browser_token", lambda: "somebody else")
    open_page(app, "words")
    assert lines(app) == []


def test_the_shown_training_has_no_line_on_its_own_page_nor_in_the_presenters_view(app: AppTest, mine: Run) -> None:
    app.run()
    app.query_params["run"] = mine.id
    app.switch_page("pages/train.py").run()
    assert not app.exception
    assert lines(app) == []
    session_of(app).visitor.presents = True
    app.switch_page("pages/words.py").run()
    assert lines(app) == []


def test_a_deleted_training_is_no_longer_told(app: AppTest, mine: Run, home: Path) -> None:
    open_page(app, "words")
    mine.folder.rename(home / "gone")
    app.run()
    assert not app.exception
    assert lines(app) == []


def test_all_of_it_is_translated(app: AppTest, mine: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    speak_marked(monkeypatch)
    create_run(Recipe(), "tiny", owner="me").append("stopped", message="Withdrawn.")
    open_page(app, "words")
    assert [text for text in lines(app) if "⟦" not in text] == []
    end(mine, 0.634)
    app.run()
    assert [text for text in untranslated(app) if "quick-baseline" in text and "⟦" not in text] == []


def test_a_busy_server_redraws_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[float | None] = []
    monkeypatch.setattr(running, "fragment", lambda **details: seen.append(details["run_every"]))
    active, ended = running.Line("a", "", 0.5), running.Line("b", "", None)
    monkeypatch.setattr(running, "seconds_between_draws", lambda: 1.0)
    running._redrawn([active, ended])
    monkeypatch.setattr(running, "seconds_between_draws", lambda: MOST_SECONDS)
    running._redrawn([active])
    running._redrawn([ended])
    assert seen == [2.0, 2 * MOST_SECONDS, None]
