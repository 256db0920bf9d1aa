"""What is kept of the sealed set: read as it was written, and a damaged file counts as none."""

import json
from pathlib import Path

import pytest

from dogcat.common.storage import class_photos_dir
from dogcat.lesson.class_photos import kept as module
from dogcat.lesson.class_photos.kept import ClassPhotoError, SealedSet, keep, locked, sealed_set

KEPT = SealedSet(("p1", "p2"), 1e9, ("a", "b"), 2e9, 1, {"ann": (0.5, 1.0)}, {"a": {"p1": 0.25, "p2": None}})


def test_what_is_kept_is_read_again(home: Path) -> None:
    assert sealed_set() is None
    with locked():
        keep(KEPT)
    assert sealed_set() == KEPT


def test_a_photo_leaves_with_all_that_was_measured_on_it() -> None:
    fewer = KEPT.without(["p1", "other"])
    assert fewer.photos == ("p2",)
    assert fewer.num_withdrawn == 2
    assert fewer.answers == {"a": {"p2": None}}
    assert KEPT.without(["other"]) == KEPT


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("photos", 1),
        ("sealed_at", float("nan")),
        ("opened_at", "noon"),
        ("networks", ["a"]),
        ("guesses", {"ann": [2, 0]}),
        ("guesses", {"ann": [0.5]}),
        ("guesses", []),
        ("answers", {"a": {"p1": -1}}),
        ("answers", {"a": 3}),
    ],
)
def test_a_damaged_file_counts_as_none(home: Path, field: str, value: object) -> None:
    with locked():
        keep(KEPT)
    file = class_photos_dir() / "set.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), field: value}))
    assert sealed_set() is None


def test_who_waits_too_long_for_the_lock_is_told_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MAX_SECONDS", 0.01)
    with locked(), pytest.raises(ClassPhotoError, match="busy"), locked():
        pass
