"""Mends: what is left out is left out everywhere, and can be taken back; nothing on disk is lost."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dogcat.common import language
from dogcat.common.language import N_
from dogcat.common.permission import COMMAND_LINE
from dogcat.common.sentence import Sentence
from dogcat.pictures.picture_set import LEFT_OUT_FILE, SPLITS, PictureSet, PictureSetError
from dogcat.pictures.pixel_cache import load_split
from dogcat.pictures.quality.exclusions import Mend, MendError, apply_mend, mends, undo_mend

CATS = ["train/cats/cat.2.jpg", "train/cats/cat.5.jpg"]


def contents(pictures: PictureSet) -> dict[str, bytes]:
    return {one.name: one.path.read_bytes() for split in SPLITS for one in pictures.all_pictures(split)}


def names(pictures: PictureSet, split: str = "train") -> list[str]:
    return [one.name for one in pictures.pictures(split)]


def test_a_mend_leaves_pictures_out_of_everything_and_deletes_none(tiny_set: PictureSet) -> None:
    before, all_names = contents(tiny_set), names(tiny_set)
    rows = {name: row.copy() for name, row in zip(all_names, load_split(tiny_set, "train", 20).pixels, strict=True)}
    mend = apply_mend(tiny_set, "copies", Sentence("2 copies"), CATS, COMMAND_LINE)
    remaining = [name for name in all_names if name not in CATS]
    assert names(tiny_set) == remaining
    assert tiny_set.counts()["train"] == {"cat": 4, "dog": 6}
    assert tiny_set.counts()["test"] == {"cat": 6, "dog": 6}
    loaded = load_split(tiny_set, "train", 20)
    assert loaded.names == remaining
    assert all((row == rows[name]).all() for name, row in zip(loaded.names, loaded.pixels, strict=True))
    assert contents(tiny_set) == before
    assert mends(tiny_set) == [mend]
    assert (mend.kind, mend.title, mend.names) == ("copies", "2 copies", CATS)
    assert mend.time.endswith("+00:00")


def test_undo_brings_the_pictures_back(tiny_set: PictureSet) -> None:
    all_names = names(tiny_set)
    first = apply_mend(tiny_set, "copies", Sentence("one"), CATS[:1], COMMAND_LINE)
    second = apply_mend(tiny_set, "leak", Sentence("two"), CATS[1:], COMMAND_LINE)
    assert undo_mend(tiny_set, COMMAND_LINE, first.id) == first
    assert mends(tiny_set) == [second]
    assert names(tiny_set) == [name for name in all_names if name != CATS[1]]
    third = apply_mend(tiny_set, "copies", Sentence("one"), CATS[:1], COMMAND_LINE)
    assert undo_mend(tiny_set, COMMAND_LINE) == third
    assert undo_mend(tiny_set, COMMAND_LINE) == second
    assert mends(tiny_set) == []
    assert names(tiny_set) == all_names
    assert load_split(tiny_set, "train", 20).names == all_names


def test_a_picture_stays_with_the_mend_that_left_it_out_first(tiny_set: PictureSet) -> None:
    first = apply_mend(tiny_set, "copies", Sentence("one"), CATS[:1], COMMAND_LINE)
    second = apply_mend(tiny_set, "leak", Sentence("two"), [*CATS, *CATS], COMMAND_LINE)
    assert second.names == CATS[1:]
    undo_mend(tiny_set, COMMAND_LINE, second.id)
    assert CATS[0] not in names(tiny_set)
    undo_mend(tiny_set, COMMAND_LINE, first.id)
    assert CATS[0] in names(tiny_set)


def test_a_mend_that_changes_nothing_is_refused(tiny_set: PictureSet) -> None:
    apply_mend(tiny_set, "copies", Sentence("one"), CATS, COMMAND_LINE)
    for nothing in (CATS, [], ["train/cats/unknown.jpg"], ["../tiny/train/cats/cat.1.jpg"]):
        with pytest.raises(MendError, match=r"leaves out no picture of 'tiny' that is still in use"):
            apply_mend(tiny_set, "copies", Sentence("again"), nothing, COMMAND_LINE)
    assert len(mends(tiny_set)) == 1


def test_a_mend_that_would_empty_a_class_is_refused(tiny_set: PictureSet) -> None:
    dogs = [name for name in names(tiny_set, "test") if "/dogs/" in name]
    with pytest.raises(MendError, match=r"would leave no picture in test/dogs of 'tiny'.*Nothing was changed"):
        apply_mend(tiny_set, "copies", Sentence("all"), dogs, COMMAND_LINE)
    assert mends(tiny_set) == []
    assert len(apply_mend(tiny_set, "copies", Sentence("all but one"), dogs[1:], COMMAND_LINE).names) == 5


def test_an_unknown_mend_cannot_be_undone(tiny_set: PictureSet) -> None:
    for mend_id in ("abc", None):
        with pytest.raises(MendError, match=r"'tiny' has no fix to undo"):
            undo_mend(tiny_set, COMMAND_LINE, mend_id)
    mend = apply_mend(tiny_set, "copies", Sentence("the title"), CATS, COMMAND_LINE)
    with pytest.raises(MendError, match=rf"'tiny' has no fix 'abc'\. Applied fixes: {mend.id} \(the title\)"):
        undo_mend(tiny_set, COMMAND_LINE, "abc")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"mends": 3}', '{"mends": [{"names": [1]}]}', '{"mends": [{}]}'])
def test_a_damaged_list_is_named_and_not_taken_for_an_empty_one(tiny_set: PictureSet, text: str) -> None:
    (tiny_set.folder / LEFT_OUT_FILE).write_text(text)
    for use in (
        lambda: tiny_set.pictures("train"),
        tiny_set.counts,
        lambda: apply_mend(tiny_set, "", Sentence(""), CATS, COMMAND_LINE),
    ):
        with pytest.raises(PictureSetError, match=r"Delete the file to use all pictures of the set again"):
            use()
    assert (tiny_set.folder / LEFT_OUT_FILE).read_text() == text


def test_a_crash_while_writing_leaves_the_former_list(tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch) -> None:
    mend = apply_mend(tiny_set, "copies", Sentence("one"), CATS[:1], COMMAND_LINE)
    before = sorted(tiny_set.folder.iterdir())

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        with pytest.raises(OSError, match="No space"):
            apply_mend(tiny_set, "leak", Sentence("two"), CATS[1:], COMMAND_LINE)
    assert mends(tiny_set) == [mend]
    assert sorted(tiny_set.folder.iterdir()) == before
    apply_mend(tiny_set, "leak", Sentence("two"), CATS[1:], COMMAND_LINE)  # the lock is free again


def test_two_processes_that_mend_at_once_lose_nothing(tiny_set: PictureSet, root: Path) -> None:
    code = (
        "import sys\n"
        "from dogcat.common.permission import COMMAND_LINE\n"
        "from dogcat.pictures.quality.exclusions import apply_mend\n"
        "from dogcat.pictures.picture_set import open_picture_set\n"
        "from dogcat.common.sentence import Sentence\n"
        "pictures = open_picture_set('tiny')\n"
        "print('ready', flush=True)\n"
        "sys.stdin.readline()\n"
        "for number in range(1, 6):\n"
        "    for split in ('train', 'validation', 'test'):\n"
        "        name = f'{split}/{sys.argv[1]}s/{sys.argv[1]}.{number}.jpg'\n"
        "        apply_mend(pictures, sys.argv[1], Sentence('at once'), [name], COMMAND_LINE)\n"
    )
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", code, animal],
            cwd=root,
            env=os.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for animal in ("cat", "dog")
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        worker.communicate("go\n", timeout=60)
        assert worker.returncode == 0
    assert len(mends(tiny_set)) == 30
    assert len({mend.id for mend in mends(tiny_set)}) == 30
    assert tiny_set.counts() == {split: {"cat": 1, "dog": 1} for split in SPLITS}


def test_the_list_is_plain_json_with_a_format_number(tiny_set: PictureSet) -> None:
    mend: Mend = apply_mend(tiny_set, "copies", Sentence("Größe"), CATS, COMMAND_LINE)
    written = json.loads((tiny_set.folder / LEFT_OUT_FILE).read_text(encoding="utf-8"))
    assert written == {"format": 1, "mends": [{**vars(mend), "title_parts": mend.title.parts()}]}


def test_a_mend_is_kept_in_english_and_said_in_the_reader_s_language(
    tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "_find_language", lambda: "ko")
    apply_mend(tiny_set, "few", Sentence(N_("Too few pictures")), CATS, COMMAND_LINE)
    (mend,) = mends(tiny_set)
    assert (mend.title, mend.title.said()) == ("Too few pictures", "사진이 너무 적음")


def test_a_list_from_before_there_were_languages_can_be_read(tiny_set: PictureSet) -> None:
    mend = {"id": "0a1b2c", "kind": "copies", "title": "{x} copies", "names": CATS, "time": ""}
    (tiny_set.folder / LEFT_OUT_FILE).write_text(json.dumps({"format": 1, "mends": [mend]}))
    assert [found.title.said() for found in mends(tiny_set)] == ["{x} copies"]
