"""Who may do what, and that each act which others notice asks for it."""

import inspect
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from dogcat.common.permission import COMMAND_LINE, NotAllowedError, Visitor, require_charge, require_owner
from dogcat.common.sentence import Sentence
from dogcat.lesson.board import BoardEntry, read_board, share, withdraw
from dogcat.lesson.handed_in import all_handed_in, hand_in, handed_in_by, take_back
from dogcat.pictures.importing.catalogue import catalogue
from dogcat.pictures.importing.for_visitors import download_for, import_for
from dogcat.pictures.picture_set import PictureSet, delete_picture_set, list_picture_sets, rename_picture_set
from dogcat.pictures.quality.exclusions import apply_mend, mends, undo_mend
from dogcat.pictures.synthetic.dataset import start_drawing
from dogcat.recipe.recipe import Recipe
from dogcat.runs.annotations import Annotation, read_annotation, write_annotation
from dogcat.runs.run import Run, create_run
from dogcat.runs.scheduling.control import empty_queue, end_run, put_first, stop_run, withdraw_run
from dogcat.runs.scheduling.runner import LocalRunner
from dogcat.runs.store import list_runs, open_run
from dogcat.runs.trash import delete_run, empty_bin, restore_run
from tests.structure import imports_of, modules_of

ANN, BOB, TEACHER = Visitor("ann"), Visitor("bob"), Visitor("teacher", is_in_charge=True)


@pytest.mark.parametrize(
    ("asker", "owner", "may"),
    [
        (ANN, "ann", True),
        (BOB, "ann", False),
        (TEACHER, "ann", True),
        (COMMAND_LINE, "ann", True),
        (ANN, "", False),  # made on the command line
        (Visitor(""), "", False),
        (TEACHER, "", True),
    ],
)
def test_owners_and_who_is_in_charge_may_change_something(asker: Visitor, owner: str, may: bool) -> None:
    assert asker.may_change(owner) is may
    if may:
        require_owner(asker, owner, "refused")
    else:
        with pytest.raises(NotAllowedError, match="refused"):
            require_owner(asker, owner, "refused")


def test_only_who_is_in_charge_may_change_what_all_use() -> None:
    for asker in (TEACHER, COMMAND_LINE):
        require_charge(asker, "refused")
    with pytest.raises(NotAllowedError, match="refused"):
        require_charge(ANN, "refused")


ACTS = (
    LocalRunner.submit, LocalRunner.continue_run, stop_run, end_run, withdraw_run, empty_queue, put_first,
    delete_run, restore_run, empty_bin, write_annotation,
    apply_mend, undo_mend, rename_picture_set, delete_picture_set, import_for, download_for, start_drawing,
    share, withdraw, hand_in, take_back, all_handed_in,
)  # fmt: skip
UNASKED = {  # what the acts are made of; a page that called it would ask nobody
    "dogcat.pictures.importing.importer.import_pictures",
    "dogcat.pictures.importing.download.download_first",
    "dogcat.pictures.synthetic.dataset.draw_picture_set",
    "dogcat.runs.run.create_run",
    "dogcat.runs.followers.join",
    "dogcat.runs.followers.leave",
    "dogcat.runs.followers.write_label",
    "dogcat.runs.scheduling.queue.note_first",
    "dogcat.common.permission.COMMAND_LINE",
}
NEEDS_CHARGE: dict[str, Callable[[PictureSet, Visitor], object]] = {
    "put first": lambda _pets, who: put_first(_only_run().id, who),
    "empty the queue": lambda _pets, who: empty_queue(who),
    "empty the bin": lambda _pets, who: empty_bin(who),
    "leave out": lambda pets, who: apply_mend(pets, "k", Sentence("t"), ["test/cats/cat.1.jpg"], who),
    "use again": undo_mend,
    "rename a set": lambda pets, who: rename_picture_set(pets.name, "other", who),
    "delete a set": lambda pets, who: delete_picture_set(pets.name, who),
    "see the pages": lambda _pets, who: all_handed_in(who),
}
NEEDS_OWNER: dict[str, Callable[[Visitor], object]] = {
    "stop": lambda who: stop_run(_only_run().id, who),
    "withdraw": lambda who: withdraw_run(_only_run().id, who),
    "withdraw all": lambda who: empty_queue(who, "ann"),
    "annotate": lambda who: write_annotation(_only_run(), Annotation("mine"), who),
    "put on the board": lambda who: share(BoardEntry("ann", "Ann", {}, shares_trainings=True), who),
    "take off the board": lambda who: withdraw("ann", who),
    "take a page back": lambda who: take_back("ann", who),
}


def _only_run() -> Run:
    return list_runs()[0]


@pytest.fixture
def waiting(home: Path) -> Run:
    """A training of Ann that waits."""
    return create_run(Recipe(), "tiny", owner="ann")


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__qualname__)
def test_each_act_has_an_asker_that_no_caller_can_forget(act: Callable[..., object]) -> None:
    assert inspect.signature(act).parameters["asker"].default is inspect.Parameter.empty


def test_pages_call_only_what_asks() -> None:
    for name, file in modules_of("pages").items():
        assert not imports_of(file) & UNASKED, name


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize("name", NEEDS_CHARGE)
def test_what_all_share_is_changed_only_by_who_is_in_charge(name: str, tiny_set: PictureSet) -> None:
    mend = apply_mend(tiny_set, "kind", Sentence("title"), ["train/cats/cat.1.jpg"], COMMAND_LINE)
    with pytest.raises(NotAllowedError):
        NEEDS_CHARGE[name](tiny_set, ANN)
    assert ([one.name for one in list_picture_sets()], mends(tiny_set)) == (["tiny"], [mend])
    assert _only_run().status().state == "queued"
    NEEDS_CHARGE[name](tiny_set, TEACHER)


@pytest.mark.parametrize("name", NEEDS_OWNER)
def test_what_somebody_has_made_is_changed_by_its_owner_and_who_is_in_charge(name: str, waiting: Run) -> None:
    share(BoardEntry("ann", "Ann", {}, shares_trainings=False), ANN)
    hand_in(ANN, "Ann", 1, "", "page")
    board, page = read_board(), handed_in_by("ann")
    with pytest.raises(NotAllowedError):
        NEEDS_OWNER[name](BOB)
    assert (read_board(), handed_in_by("ann"), read_annotation(waiting)) == (board, page, Annotation())
    assert waiting.status().state == "queued"
    NEEDS_OWNER[name](ANN)


def test_a_run_is_deleted_and_restored_by_its_owner_and_who_is_in_charge(waiting: Run) -> None:
    waiting.append("stopped")
    with pytest.raises(NotAllowedError, match="can delete it"):
        delete_run(waiting, BOB)
    delete_run(open_run(waiting.id), ANN)
    with pytest.raises(NotAllowedError, match="can restore it"):
        restore_run(waiting.id, BOB)
    assert list_runs() == []
    assert restore_run(waiting.id, TEACHER).owner == "ann"


@pytest.mark.usefixtures("home")
def test_new_sets_follow_the_settings_and_a_path_needs_charge(
    tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ignore(_done: int, _all: int) -> None:
        pass

    with pytest.raises(NotAllowedError, match="Only the teacher can import from a path"):
        import_for(ANN, tiny_set.folder, "mine", ignore, "", "number", 1)
    monkeypatch.setenv("DOGCAT_ALLOWS_IMPORTS", "false")
    acts: tuple[Callable[[], object], ...] = (
        lambda: import_for(ANN, io.BytesIO(), "mine", ignore, "a.zip", "number", 1),
        lambda: download_for(ANN, catalogue()[0], "mine", ignore, ignore),
        lambda: start_drawing(ANN, "mine"),
    )
    for act in acts:
        with pytest.raises(NotAllowedError, match="Your teacher has chosen the pictures for this class"):
            act()
    assert [one.name for one in list_picture_sets()] == ["tiny"]
    assert import_for(TEACHER, tiny_set.folder, "mine", ignore, "", "number", 1).pictures.name == "mine"
