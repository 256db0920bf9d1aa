"""Who follows a training, and what is kept of those who left it."""

import json
import threading
import time

import pytest

from dogcat.common.permission import COMMAND_LINE, NotAllowedError, Visitor
from dogcat.common.storage import runs_dir
from dogcat.recipe.recipe import Recipe
from dogcat.runs import annotations
from dogcat.runs.annotations import Annotation, annotation_for, read_annotation, write_annotation
from dogcat.runs.followers import FILE, MAX_FOLLOWERS, FollowerError, entries, forget_left, join, leave
from dogcat.runs.misfits import misfits
from dogcat.runs.run import Run, create_run
from dogcat.runs.scheduling.control import empty_queue, stop_run, withdraw_run
from dogcat.runs.store import list_runs
from dogcat.runs.trash import delete_run, remove_old_trash, restore_run

ANN, BOB, CEM, TEACHER = Visitor("ann"), Visitor("bob"), Visitor("cem"), Visitor("teacher", is_in_charge=True)


@pytest.fixture
def run(home: object) -> Run:
    """A waiting training of Ann that Bob has joined."""
    run = create_run(Recipe(), "pets", owner="ann")
    join(run, "bob")
    return run


def test_a_training_belongs_to_all_who_follow_it_in_their_order(run: Run) -> None:
    join(run, "cem")
    join(run, "bob")  # once more changes nothing
    assert run.followers == ("ann", "bob", "cem")
    assert [run.is_of(token) for token in ("ann", "cem", "dee", "")] == [True, True, False, False]
    leave(run, "ann")
    assert (run.owner, run.followers) == ("bob", ("bob", "cem"))
    join(run, "ann")
    assert run.owner == "ann"


def test_the_command_line_is_a_follower_that_owns_nothing(home: object) -> None:
    run = create_run(Recipe(), "pets")
    join(run, "bob")
    assert (run.owner, run.followers, run.is_of("")) == ("", ("", "bob"), False)
    delete_run(run, BOB)
    assert (run.followers, len(list_runs())) == (("",), 1)


@pytest.mark.parametrize("act", [stop_run, withdraw_run, lambda _run_id, who: empty_queue(who, who.token)])
def test_who_stops_leaves_and_the_last_one_withdraws(run: Run, act: object) -> None:
    assert callable(act)
    act(run.id, ANN)
    assert (run.status().state, run.followers) == ("queued", ("bob",))
    with pytest.raises(NotAllowedError):
        stop_run(run.id, ANN)
    act(run.id, BOB)
    assert run.status().state == "stopped"
    assert run.status().message == "Withdrawn before it started."


def test_a_teacher_stops_and_deletes_for_all(run: Run) -> None:
    stop_run(run.id, TEACHER)
    assert (run.status().state, run.followers) == ("stopped", ("ann", "bob"))
    delete_run(run, TEACHER)
    assert list_runs() == []
    assert restore_run(run.id, TEACHER).followers == ("ann", "bob")


def test_a_deletion_takes_it_off_one_list_and_can_be_undone(run: Run) -> None:
    write_annotation(run, Annotation("of bob", guess="rises"), BOB)
    delete_run(run, BOB)  # although it waits
    assert (run.followers, run.status().state) == (("ann",), "queued")
    assert annotation_for(run, BOB) == Annotation()
    restore_run(run.id, BOB)
    assert annotation_for(run, BOB) == Annotation("of bob", guess="rises")
    with pytest.raises(Exception, match="cannot be restored"):
        restore_run(run.id, BOB)  # he is back already


def test_the_last_one_deletes_and_each_gets_back_only_their_own(run: Run) -> None:
    stop_run(run.id, TEACHER)
    delete_run(run, ANN)
    delete_run(run, BOB)
    assert list_runs() == []
    with pytest.raises(NotAllowedError):
        restore_run(run.id, CEM)
    assert restore_run(run.id, ANN).followers == ("ann",)
    restore_run(run.id, BOB)
    assert run.followers == ("ann", "bob")


def test_nobody_reads_what_another_follower_wrote(run: Run) -> None:
    write_annotation(run, Annotation("of ann", "note", guess="rises"), ANN)
    write_annotation(run, Annotation("of bob", "other", guess="falls"), BOB)
    assert annotation_for(run, ANN) == Annotation("of ann", "note", guess="rises")
    assert annotation_for(run, BOB) == Annotation("of bob", "other", guess="falls")
    assert annotation_for(run, CEM) == annotation_for(run, TEACHER) == Annotation()
    for who in (CEM, TEACHER):
        with pytest.raises(NotAllowedError):
            write_annotation(run, Annotation("mine"), who)
    assert read_annotation(run).name == "of ann"  # the command line reads the files anyway


def test_a_teacher_does_not_name_what_one_has_joined(run: Run) -> None:
    leave(run, "ann")
    write_annotation(run, Annotation("of bob"), BOB)
    assert annotation_for(run, TEACHER) == annotation_for(run, CEM) == Annotation()
    with pytest.raises(NotAllowedError, match="a name of their own"):
        write_annotation(run, Annotation("mine"), TEACHER)


def test_a_name_is_not_written_on_what_is_deleted_meanwhile(home: object, monkeypatch: pytest.MonkeyPatch) -> None:
    run = create_run(Recipe(), "pets", owner="ann")
    run.append("stopped")
    deletion = threading.Thread(target=delete_run, args=(run, ANN))

    def check_slowly(_label: Annotation) -> None:
        deletion.start()
        deletion.join(0.2)

    monkeypatch.setattr(annotations, "_check", check_slowly)
    write_annotation(run, Annotation("late"), ANN)
    deletion.join()
    assert [folder.name for folder in runs_dir().glob("*-*")] == [f".deleted-{run.id}"]


def test_others_see_the_name_of_a_training_of_one_and_neither_its_note_nor_its_guess(home: object) -> None:
    run = create_run(Recipe(), "pets", owner="ann")
    write_annotation(run, Annotation("name", "note", "#0072B2", "rises"), ANN)
    assert annotation_for(run, BOB) == Annotation("name", colour="#0072B2")
    assert annotation_for(run, TEACHER) == annotation_for(run, ANN) == annotation_for(run, None)


def test_what_was_written_is_gone_a_day_after_its_learner_left(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write_annotation(run, Annotation("of ann"), ANN)
    write_annotation(run, Annotation("of bob"), BOB)
    join(run, "cem")
    leave(run, "ann")
    leave(run, "bob")
    remove_old_trash()
    assert (run.folder / "label.json").exists()
    assert "of bob" in (run.folder / FILE).read_text()
    later = time.time() + 25 * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    remove_old_trash()
    assert not (run.folder / "label.json").exists()
    assert "of bob" not in (run.folder / FILE).read_text()
    assert run.followers == ("cem",)  # Ann is still known to have left
    assert annotation_for(run, BOB) == Annotation()


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"bob": 1}', '{"bob": {"since": "x"}}', '{"bob": {"since": 1, "more": 1}}', '{"": {"since": 1}}',
     '{"bob": {}}', '{"bob": {"since": 1, "label": {"name": 1}}}', '{"bob": {"since": 1, "label": 5}}'],
)  # fmt: skip
def test_a_file_that_is_no_list_of_followers_is_left_out_and_named(run: Run, text: str) -> None:
    (run.folder / FILE).write_text(text)
    assert (run.followers, entries(run.folder)) == (("ann",), {})
    assert list(misfits(run)) == [FILE]


def test_a_stranger_s_label_of_a_follower_counts_as_none(run: Run) -> None:
    (run.folder / FILE).write_text(json.dumps({"bob": {"since": 1.0, "label": {"shape": "round"}}}))
    assert run.is_of("bob")
    assert annotation_for(run, BOB) == Annotation()


def test_a_training_has_at_most_so_many_followers(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dogcat.runs.followers.MAX_FOLLOWERS", 3)
    join(run, "cem")
    with pytest.raises(FollowerError, match="3 follow this training already"):
        join(run, "dee")
    for token in ("e", "f", "g", "h", "i"):  # those who come and go do not make the file grow
        leave(run, "cem")
        join(run, token)
        leave(run, token)
        join(run, "cem")
    assert len(entries(run.folder)) <= 6
    assert run.followers == ("ann", "bob", "cem")
    assert MAX_FOLLOWERS >= 200  # visitors of the class board


def test_forgetting_touches_nobody_who_follows(run: Run) -> None:
    forget_left(run, older_than=0)
    write_annotation(run, Annotation("as ever"), COMMAND_LINE)
    assert (run.followers, annotation_for(run, ANN).name) == (("ann", "bob"), "as ever")
