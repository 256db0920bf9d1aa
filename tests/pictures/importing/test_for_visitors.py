"""A visitor's upload becomes a set; who may import what is in tests/common/test_permission.py."""

import zipfile
from pathlib import Path

import pytest

from dogcat.common.permission import Visitor
from dogcat.pictures.importing import for_visitors
from dogcat.pictures.importing.catalogue import catalogue
from dogcat.pictures.importing.for_visitors import download_for, import_for
from tests.conftest import MakeLayout

ANN = Visitor("ann")


@pytest.fixture
def archive(make_layout: MakeLayout, tmp_path: Path) -> Path:
    """A zip with pictures."""
    folder, made = make_layout(tmp_path / "pets", per_class=2), tmp_path / "pets.zip"
    with zipfile.ZipFile(made, "w") as packed:
        for file in sorted(folder.rglob("*.*")):
            packed.write(file, file.relative_to(folder))
    return made


@pytest.mark.usefixtures("home")
def test_an_upload_becomes_a_set(archive: Path) -> None:
    with archive.open("rb") as upload:
        made = import_for(ANN, upload, "mine", lambda _done, _all: None, "pets.zip", "number", 1).pictures
    assert (made.name, made.source()) == ("mine", "Imported from pets.zip")
    assert made.counts()["train"] == {"cat": 2, "dog": 2}


@pytest.mark.usefixtures("home")
def test_a_download_becomes_a_set_and_leaves_no_archive(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(for_visitors, "download_first", lambda entries, _progress: (entries[0], archive))
    entry = catalogue()[0]
    made = download_for(ANN, entry, "mine", lambda _done, _all: None, lambda _done, _all: None).pictures
    assert entry.title in made.source()
    assert not archive.exists()
