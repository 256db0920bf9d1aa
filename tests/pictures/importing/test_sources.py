"""Archives inside a source are opened, with limits, and leave nothing on the disk."""

import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from dogcat.pictures.importing import sources
from dogcat.pictures.importing.importer import import_pictures, plan_import
from dogcat.pictures.importing.sources import source_version
from tests.pictures.importing.imported import num_copied
from tests.pictures.importing.test_archives import GOOD, PICTURE, member, refused, tar, zipped


def test_a_device_is_refused_and_not_read(home: Path) -> None:
    refused(home, Path(os.devnull), "is neither a folder nor a plain file")


def test_archives_are_opened_two_deep_and_no_deeper(home: Path, tmp_path: Path) -> None:
    data = zipped(GOOD)
    for depth in (1, 2):
        data = zipped({f"inner{depth}.zip": data})
        (tmp_path / "outer.zip").write_bytes(data)
        assert num_copied(import_pictures(tmp_path / "outer.zip", f"deep{depth}")) == len(GOOD)
        shutil.rmtree(home / "pictures" / f"deep{depth}")
    (tmp_path / "outer.zip").write_bytes(zipped({"inner3.zip": data}))
    refused(home, tmp_path / "outer.zip", "outer.zip contains archives inside archives inside archives")


def test_a_tar_in_a_zip_and_a_zip_in_a_tar_are_opened(home: Path, tmp_path: Path) -> None:
    (tmp_path / "outer.zip").write_bytes(zipped({"pets.tgz": tar(tmp_path, []).read_bytes()}))
    assert num_copied(import_pictures(tmp_path / "outer.zip", "tar-in-zip")) == len(GOOD)
    only_zip = tar(tmp_path, [member("pets.zip", zipped(GOOD))], good={})
    assert num_copied(import_pictures(only_zip, "zip-in-tar")) == len(GOOD)


@pytest.mark.parametrize("around", ["zip", "folder"])
def test_an_inner_archive_is_checked_as_an_outer_one(home: Path, tmp_path: Path, around: str) -> None:
    bad = {
        "is not a complete zip file": zipped(GOOD)[:-30],
        "which points outside the zip": zipped({**GOOD, "../x.jpg": PICTURE}),
        "would unpack to 120 MB": zipped({**GOOD, "zeros.bin": bytes(120 * 10**6)}),
        "is an empty zip": zipped({}),
    }
    (tmp_path / "outer").mkdir()
    for words, data in bad.items():
        (tmp_path / "outer" / "pets.zip").write_bytes(data)
        if around == "zip":
            (tmp_path / "outer.zip").write_bytes(zipped({"pets.zip": data}))
        source = tmp_path / ("outer.zip" if around == "zip" else "outer")
        refused(home, source, f"pets.zip in {source.name} ")
        refused(home, source, words)


def test_too_many_archives_are_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "many.zip").write_bytes(zipped({f"{number}.zip": zipped(GOOD) for number in range(11)}))
    refused(home, tmp_path / "many.zip", "many.zip contains 11 archives; at most 10 are allowed")


def test_too_large_archives_inside_are_refused_before_they_are_unpacked(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MAX_INNER_BYTES", 10**6)
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: pytest.fail("unpacked"))
    noise = random.Random(1).randbytes(10**6 + 1)
    (tmp_path / "outer.zip").write_bytes(zipped({"pets.zip": noise}))
    refused(home, tmp_path / "outer.zip", "The archives inside outer.zip need 1 MB or more; at most 1 MB are allowed")


def test_planning_an_archive_in_an_archive_leaves_nothing(home: Path, tmp_path: Path) -> None:
    (tmp_path / "outer.zip").write_bytes(zipped({"pets.zip": zipped(GOOD)}))
    assert plan_import(tmp_path / "outer.zip").counts["test"] == {"cat": 2, "dog": 2}
    assert list((home / "pictures").iterdir()) == []


def test_an_import_that_is_killed_leaves_no_unpacked_archive(home: Path, tmp_path: Path, root: Path) -> None:
    (tmp_path / "outer.zip").write_bytes(zipped({"pets.zip": zipped(GOOD)}))
    code = (
        "import os, sys; from pathlib import Path; from dogcat.pictures.importing.importer import import_pictures\n"
        "import_pictures(Path(sys.argv[1]), 'pets', lambda *_: os._exit(9))"
    )
    ended = subprocess.run([sys.executable, "-c", code, tmp_path / "outer.zip"], cwd=root, check=False, timeout=60)
    assert ended.returncode == 9
    assert [path.name.split("-")[0] for path in (home / "pictures").iterdir()] == [".making"]
    assert num_copied(import_pictures(tmp_path / "outer.zip", "pets")) == len(GOOD)
    assert [path.name for path in (home / "pictures").iterdir()] == ["pets"]


def test_the_version_of_a_source_changes_with_it(tmp_path: Path) -> None:
    file = tmp_path / "pets.zip"
    missing = source_version(file)
    file.write_bytes(b"1")
    os.utime(file, (1, 1))
    first = source_version(file)
    assert first == source_version(file) != missing
    os.utime(file, (2, 2))
    assert source_version(file) not in {first, missing}
