"""The class board: what is shared, who takes it back, and what nobody may smuggle onto it."""

import json
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dogcat.charts.board import board_curves_chart, describe_board_curves, predictions_chart
from dogcat.common.palette import NEUTRAL
from dogcat.common.permission import COMMAND_LINE
from dogcat.lesson import board
from dogcat.lesson.board import (
    MAX_NICKNAME,
    BoardEntry,
    BoardError,
    count_predictions,
    read_board,
    share,
    shared_runs,
    update_answers,
    withdraw,
)
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import create_run
from tests.finished_runs import write_run

NASTY = "<img src=x onerror>"
ANN = BoardEntry("a1", "Ann", {"1-pictures": 2, "2-model": 0}, shares_trainings=True)


def test_what_was_shared_is_read_replaced_and_taken_back(home: Path) -> None:
    assert read_board() == []
    share(replace(ANN, owner="b2", nickname=" bo "), COMMAND_LINE)
    share(ANN, COMMAND_LINE)
    assert [entry.nickname for entry in read_board()] == ["Ann", "bo"]
    share(replace(ANN, nickname="Anna"), COMMAND_LINE)
    assert [entry.nickname for entry in read_board()] == ["Anna", "bo"]
    withdraw("a1", COMMAND_LINE)
    withdraw("a1", COMMAND_LINE)
    assert [entry.owner for entry in read_board()] == ["b2"]


@pytest.mark.parametrize("nickname", ["", "  ", "x" * (MAX_NICKNAME + 1), "a\nb", "\x00"])
def test_a_nickname_that_cannot_be_shown_is_refused(home: Path, nickname: str) -> None:
    with pytest.raises(BoardError, match="A nickname has 1 to 24"):
        share(replace(ANN, nickname=nickname), COMMAND_LINE)


def test_nobody_takes_another_s_name_or_place(home: Path) -> None:
    share(ANN, COMMAND_LINE)
    with pytest.raises(BoardError, match="already has this nickname"):
        share(replace(ANN, owner="b2", nickname="ANN"), COMMAND_LINE)
    with pytest.raises(BoardError, match="blocks the cookie"):
        share(replace(ANN, owner="../a1", nickname="Bo"), COMMAND_LINE)


def meanwhile(act: Callable[[], None], name: str, monkeypatch: pytest.MonkeyPatch) -> threading.Thread:
    """Lets another visitor act just after the board's function of this name has read what is on the board."""
    read, other = getattr(board, name), threading.Thread(target=act)

    def read_slowly(*args: Path) -> object:
        found = read(*args)
        if other.ident is None:
            other.start()
            other.join(0.2)
        return found

    monkeypatch.setattr(board, name, read_slowly)
    return other


def test_an_answer_does_not_bring_back_what_is_taken_back(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share(replace(ANN, shares_answers=True), COMMAND_LINE)
    other = meanwhile(lambda: withdraw("a1", COMMAND_LINE), "_read", monkeypatch)
    update_answers("a1", {"1-pictures": 1}, {}, COMMAND_LINE)
    other.join()
    assert read_board() == []


def test_no_two_get_one_nickname_in_the_same_instant(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = []

    def take_it_too() -> None:
        try:
            share(replace(ANN, owner="b2"), COMMAND_LINE)
        except BoardError as error:
            refused.append(str(error))

    other = meanwhile(take_it_too, "read_board", monkeypatch)
    share(ANN, COMMAND_LINE)
    other.join()
    assert [entry.owner for entry in read_board()] == ["a1"]
    assert len(refused) == 1


def test_what_is_only_half_written_is_not_on_the_board(home: Path) -> None:
    share(ANN, COMMAND_LINE)
    written = next((home / "board").glob("[!.]*.json")).read_text()
    (home / "board" / ".a1-x.json").write_text(written)
    withdraw("a1", COMMAND_LINE)
    assert read_board() == []


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"owner": "x", "nickname": "n", "predictions": 3}', "[" * 5_000, "x" * 20_000,
     '{"owner": ["x"], "nickname": "n", "predictions": {}, "shares_trainings": true}',
     '{"owner": "x", "nickname": "' + "n" * 5_000 + '", "predictions": {}, "shares_trainings": true}'],
)  # fmt: skip
def test_a_damaged_file_is_left_out(home: Path, text: str) -> None:
    share(ANN, COMMAND_LINE)
    (home / "board" / "x.json").write_text(text)
    (home / "board" / "y.json").write_text(
        json.dumps({"owner": "y", "nickname": "Y", "predictions": {"1-pictures": "<b>", "x": 1}, "shares_trainings": 1})
    )
    assert read_board() == [ANN, BoardEntry("y", "Y", {}, shares_trainings=False)]


def test_a_link_or_a_pipe_is_left_out_and_a_nickname_is_shown_harmless(home: Path) -> None:
    share(ANN, COMMAND_LINE)
    for name in ("link", "pipe"):
        (home / "board" / f"{name}.json").unlink(missing_ok=True)
    (home / "board" / "link.json").symlink_to(next((home / "board").glob("*.json")))
    os.mkfifo(home / "board" / "pipe.json")
    entry = {"owner": "z", "nickname": "\u202egnp", "predictions": {}, "shares_trainings": False}
    (home / "board" / "z.json").write_text(json.dumps(entry))
    assert [each.nickname for each in read_board()] == [ANN.nickname, "\ufffdgnp"]


def test_guesses_are_counted(home: Path) -> None:
    others = [replace(ANN, owner=f"b{place}", predictions={"1-pictures": place}) for place in (0, 2, 7)]
    assert count_predictions([ANN, *others], "1-pictures", 3) == [1, 0, 2]
    figure = predictions_chart(["a", "b", "c"], [1, 0, 2], 2)
    assert list(figure.data[0].x) == [1, 0, 2]
    assert figure.data[0].y[2] == "✓ c"


def test_only_trainings_of_those_who_share_them_are_shown(home: Path, tiny_recipe: Recipe) -> None:
    for owner in ("a1", "b2", "c3"):
        write_run(create_run(tiny_recipe, "tiny", claimed_by=0, owner=owner), 0.7, 0.9)
    create_run(tiny_recipe, "tiny", claimed_by=0, owner="a1")
    share(ANN, COMMAND_LINE)
    share(replace(ANN, owner="b2", nickname="Bo", shares_trainings=False), COMMAND_LINE)
    shared = shared_runs(read_board())
    assert [nickname for nickname, _run in shared] == ["Ann"]
    curves = [(NASTY, run.history()) for _nickname, run in shared]
    assert board_curves_chart(curves, [NEUTRAL]).data[0].name == "&lt;img src=x onerror&gt;"
    assert "70.0% after epoch 12" in describe_board_curves(curves)
