"""A drawing in the background: pictures appear one by one and whole, and a killed drawing continues."""

import hashlib
import json
import os
from dataclasses import asdict
from pathlib import Path

import filelock
import psutil
import pytest
from PIL import Image

from dogcat.common.errors import DogcatError
from dogcat.common.permission import COMMAND_LINE
from dogcat.common.storage import pictures_dir
from dogcat.pictures.picture_set import PictureSet, PictureSetError, list_picture_sets, open_picture_set
from dogcat.pictures.synthetic import dataset
from dogcat.pictures.synthetic.dataset import DRAWN, draw_picture_set, open_or_draw, start_drawing
from dogcat.pictures.synthetic.drawing import Drawing, Order, unfinished, unfinished_drawings
from tests.conftest import WaitUntil

pytestmark = pytest.mark.slow

FEW = {"train": 3, "validation": 2, "test": 1}
MANY = {"train": 400, "validation": 2, "test": 2}
DEAD = {"pid": 2**22 + 1, "started": 0.0}


def digests(pictures: PictureSet) -> dict[str, str]:
    listing = [one for split in FEW for one in pictures.all_pictures(split)]
    return {one.name: hashlib.sha256(one.path.read_bytes()).hexdigest() for one in listing}


def interrupted(num_drawn: int, claimed: int = 0) -> Drawing:
    """A drawing of FEW that was killed after `num_drawn` pictures; at its last start it had `claimed`."""
    if not (pictures_dir() / "model").exists():
        draw_picture_set("model", num_per_class=FEW)
    whole = digests(open_picture_set("model"))
    drawing = Drawing(DRAWN, Order("plain", 1, FEW))
    drawing.prepare(dataset._source(drawing.order))
    for name in list(whole)[:num_drawn]:
        (drawing.folder / name).write_bytes((pictures_dir() / "model" / name).read_bytes())
    claim = {"process": DEAD, "time": 0.0, "num_drawn": claimed}
    (drawing.folder / "claim.json").write_text(json.dumps(claim))
    return drawing


def test_the_order_takes_cats_and_dogs_in_turn() -> None:
    order = Order("plain", 1, {"train": 2, "validation": 1, "test": 0})
    assert list(order.places()) == [(0, 0, 0), (0, 1, 0), (0, 0, 1), (0, 1, 1), (1, 0, 0), (1, 1, 0)]


def test_pictures_appear_whole_and_one_by_one_and_the_set_at_the_end(
    home: Path, monkeypatch: pytest.MonkeyPatch, wait_until: WaitUntil
) -> None:
    monkeypatch.setattr(dataset, "NUM_PER_CLASS", {"train": 40, "validation": 2, "test": 2})
    start_drawing(COMMAND_LINE)
    counts = set()

    def is_whole() -> bool:
        drawing = unfinished(DRAWN)
        if drawing:
            counts.add(drawing.num_drawn())
            listed = drawing.pictures.pictures("train")
            for picture in listed[-4:]:
                try:
                    with Image.open(picture.path) as opened:
                        opened.load()  # raises on a part of a file
                except FileNotFoundError:  # the set has become whole meanwhile
                    return False
        return bool(list_picture_sets())

    wait_until(is_whole, "the whole set")
    assert len(counts) > 2, "it could be watched"
    assert list_picture_sets()[0].counts()["train"] == {"cat": 40, "dog": 40}
    assert unfinished_drawings() == []
    whole = {"set.json", "train", "validation", "test"}  # the set is there a moment before the drawing's own files go
    wait_until(lambda: {file.name for file in (home / "pictures" / DRAWN).iterdir()} == whole, "only the set's files")


def test_two_who_press_at_once_start_one_process(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "NUM_PER_CLASS", MANY)
    started: list[object] = []
    start = dataset.start_python

    def count(*arguments: str, **more: bool) -> object:
        started.append(arguments)
        return start(*arguments, **more)

    monkeypatch.setattr(dataset, "start_python", count)
    start_drawing(COMMAND_LINE)
    start_drawing(COMMAND_LINE)
    assert len(started) == 1
    drawing = unfinished(DRAWN)
    assert drawing
    assert drawing.is_running()
    with pytest.raises(DogcatError, match="Other pictures are being drawn"):
        start_drawing(COMMAND_LINE, DRAWN, seed=2)
    kill(drawing)


def kill(drawing: Drawing) -> None:
    """Kills the process that draws and those that it has started, as a power cut does."""
    process = psutil.Process(json.loads((drawing.folder / "claim.json").read_text())["process"]["pid"])
    for one in [process, *process.children(recursive=True)]:
        one.kill()


def test_a_killed_drawing_continues_where_it_was(
    home: Path, monkeypatch: pytest.MonkeyPatch, wait_until: WaitUntil
) -> None:
    monkeypatch.setattr(dataset, "NUM_PER_CLASS", MANY)
    start_drawing(COMMAND_LINE)
    drawing = unfinished(DRAWN)
    assert drawing
    wait_until(lambda: drawing.num_drawn() >= 20, "some pictures")
    kill(drawing)
    wait_until(lambda: not drawing.is_running(), "its end")
    assert list_picture_sets() == []
    before = digests(drawing.pictures)
    times = {name: (drawing.folder / name).stat().st_mtime_ns for name in before}
    assert drawing.may_continue()
    start_drawing(COMMAND_LINE)
    wait_until(lambda: drawing.num_drawn() > len(before), "another picture")
    assert {name: (drawing.folder / name).stat().st_mtime_ns for name in before} == times, "none was drawn again"
    kill(drawing)


def test_what_was_drawn_before_and_after_an_interruption_is_the_same_set(home: Path) -> None:
    interrupted(5)
    seen: list[tuple[int, int]] = []
    pictures = open_or_draw(DRAWN, lambda done, in_all: seen.append((done, in_all)))
    assert seen == [(done, 12) for done in range(6, 13)]
    assert digests(pictures) == digests(open_picture_set("model"))


def test_a_failed_drawing_does_not_continue_by_itself(home: Path) -> None:
    assert interrupted(5).may_continue()
    assert not interrupted(5, claimed=5).may_continue(), "nothing was drawn since the last start"
    drawing = interrupted(5)
    drawing.fail()
    assert not drawing.may_continue()
    drawing.claim(os.getpid())
    drawing.unclaim()
    assert drawing.may_continue()


def test_a_drawing_that_fails_says_so_and_keeps_its_pictures(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = interrupted(5)
    monkeypatch.setattr("dogcat.common.processes.CODE_DIR", home)  # from there the workers cannot start
    dataset._draw_in_background(DRAWN)
    assert not drawing.may_continue()
    assert not drawing.is_running()
    assert drawing.num_drawn() == 5
    assert not (pictures_dir() / DRAWN).exists()


def test_the_remaining_time_follows_from_what_was_drawn_since_the_start(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing = interrupted(5)
    assert drawing.seconds_left() is None
    monkeypatch.setattr("dogcat.pictures.synthetic.drawing._MIN_DRAWN", 4)
    monkeypatch.setattr("dogcat.pictures.synthetic.drawing.time.time", lambda: 10.0)
    assert drawing.seconds_left() == pytest.approx(10 / 5 * 7)


def test_another_order_starts_again(home: Path) -> None:
    drawing = interrupted(5)
    other = Drawing(DRAWN, Order("plain", 2, FEW))
    other.prepare(dataset._source(other.order))
    assert drawing.num_drawn() == 0
    assert unfinished(DRAWN) == other


def test_a_damaged_order_is_no_drawing(home: Path) -> None:
    drawing = interrupted(1)
    assert unfinished_drawings() == [drawing]
    for text in ("", "[]", '{"variant": "plain"}'):
        (drawing.folder / "order.json").write_text(text)
        assert unfinished_drawings() == []
    (drawing.folder / "order.json").write_text(json.dumps(asdict(drawing.order)))
    assert unfinished_drawings() == [drawing]


def test_a_name_that_is_taken_is_refused(home: Path) -> None:
    draw_picture_set("pets", num_per_class=FEW)
    with pytest.raises(PictureSetError, match="exists already"):
        start_drawing(COMMAND_LINE, "pets")
    with pytest.raises(PictureSetError, match="cannot be the name"):
        start_drawing(COMMAND_LINE, "../pets")


def test_who_needs_a_set_that_another_process_draws_waits_with_progress(home: Path) -> None:
    drawing = interrupted(5)
    lock = filelock.FileLock(drawing.lock_file)
    lock.acquire()
    seen: list[tuple[int, int]] = []

    def look(done: int, in_all: int) -> None:
        seen.append((done, in_all))
        if len(seen) == 2:  # the other process finishes it meanwhile
            (pictures_dir() / "model").rename(pictures_dir() / DRAWN)
            lock.release()

    pictures = open_or_draw(DRAWN, look)
    assert seen == [(5, 12), (5, 12)], "it draws nothing itself"
    assert pictures.counts()["train"] == {"cat": 3, "dog": 3}
