"""The catalogue of downloads: the one that ships is sound, and a broken one is answered with the key to mend."""

import json
from pathlib import Path
from typing import Any

import pytest

from dogcat.common.errors import DogcatError
from dogcat.pictures.importing.catalogue import (
    SENTENCES_OF_THE_FILE,
    CatalogueEntry,
    CatalogueError,
    catalogue,
    find_entry,
)

ROW: dict[str, Any] = {
    "id": "pets",
    "title": "Pets",
    "addresses": ["https://example.org/a/pets.zip"],
    "num_bytes": None,
    "sha256": None,
    "licence": "CC0",
    "permits": "Everything.",
    "layout": "a zip",
}


def test_the_catalogue_that_ships_is_whole_and_begins_with_the_smallest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOGCAT_CATALOGUE", raising=False)
    entries = catalogue()
    assert [entry.id for entry in entries] == ["google-filtered", "microsoft-petimages", "oxford-pets"]
    assert entries[0].num_bytes == min(entry.num_bytes or 0 for entry in entries)
    assert [entry.archive_name for entry in entries] == [
        "google-filtered.zip",
        "microsoft-petimages.zip",
        "oxford-pets.tar.gz",
    ]
    assert all(address.startswith("https://") for entry in entries for address in entry.addresses)


def test_every_sentence_of_the_catalogue_that_ships_is_there_for_the_translators(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("DOGCAT_CATALOGUE", raising=False)
    said = [text for one in catalogue() for text in (one.title, one.licence, one.permits, one.layout)]
    assert {*said} - {"CC BY-SA 4.0"} == {*SENTENCES_OF_THE_FILE}


def test_another_catalogue_can_be_named(own_catalogue: Any) -> None:
    own_catalogue([ROW, {**ROW, "id": "more", "addresses": ["http://10.0.0.2/m.TGZ?v=1"], "num_bytes": 5}])
    entries = catalogue()
    assert entries[0] == CatalogueEntry(
        "pets", "Pets", ("https://example.org/a/pets.zip",), None, None, "CC0", "Everything.", "a zip"
    )
    assert (entries[1].archive_name, entries[1].num_bytes) == ("more.tgz", 5)
    assert find_entry("more") == entries[1]
    with pytest.raises(CatalogueError, match=r"no picture set 'less' to download\. Known sets: pets, more\."):
        find_entry("less")


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("id", "../pets", '"id" is "../pets". Expected: at most 40 lower-case letters'),
        ("id", 3, '"id" is 3. Expected'),
        ("title", "  ", '"title" is "  ". Expected: a text.'),
        ("licence", None, '"licence" is null. Expected: a text.'),
        ("addresses", [], '"addresses" is []. Expected: a list of http or https addresses'),
        ("addresses", "https://example.org/pets.zip", '"addresses" is "https'),
        ("addresses", ["file:///etc/pets.zip"], '"addresses" is ["file'),
        ("addresses", ["https://example.org/pets.exe"], "that end in .zip, .tar.gz or .tgz"),
        ("num_bytes", 0, '"num_bytes" is 0. Expected: a whole number above 0, or null.'),
        ("num_bytes", True, '"num_bytes" is true'),
        ("num_bytes", "68 MB", '"num_bytes" is "68 MB"'),
        ("sha256", "abc", '"sha256" is "abc". Expected: 64 hexadecimal digits, or null.'),
        ("size", 3, '"size" is not a key of an entry. Expected: id, title, addresses'),
    ],
)
def test_a_wrong_value_is_named_with_its_entry_and_key(own_catalogue: Any, key: str, value: object, words: str) -> None:
    file = own_catalogue([ROW, {**ROW, "id": "second", key: value}])
    with pytest.raises(CatalogueError) as caught:
        catalogue()
    assert str(caught.value).startswith(f"The catalogue of picture sets {file}, entry 2: ")
    assert words in str(caught.value)


@pytest.mark.parametrize("key", sorted(ROW))
def test_a_missing_key_is_named(own_catalogue: Any, key: str) -> None:
    own_catalogue([{name: value for name, value in ROW.items() if name != key}])
    with pytest.raises(CatalogueError, match=f'entry 1: "{key}" is missing. Expected: id, title'):
        catalogue()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "has no entries"),
        ("{}", "has no entries"),
        ("[{]", "is not JSON"),
        ('[{"id": "é"}]', "The encoding of"),  # written as Latin-1 below
        ("[3]", '"id" is missing'),
        (json.dumps([ROW, ROW]), "\"id\" is 'pets', as in an earlier entry"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, words: str
) -> None:
    file = tmp_path / "broken.json"
    file.write_bytes(text.encode("latin-1"))
    monkeypatch.setenv("DOGCAT_CATALOGUE", str(file))
    with pytest.raises(DogcatError) as caught:
        catalogue()
    assert words in str(caught.value)
    monkeypatch.setenv("DOGCAT_CATALOGUE", str(tmp_path / "nowhere.json"))
    with pytest.raises(CatalogueError, match=r"nowhere\.json cannot be read \(No such file"):
        catalogue()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp949"])
def test_a_catalogue_saved_by_windows_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    file = tmp_path / "학교 목록.json"
    file.write_text(json.dumps([ROW | {"title": "우리 학교의 사진"}], ensure_ascii=False), encoding=encoding)
    for typed in (str(file), f'"{file}"'):
        monkeypatch.setenv("DOGCAT_CATALOGUE", typed)
        assert [entry.title for entry in catalogue()] == ["우리 학교의 사진"]


@pytest.fixture
def own_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The function that writes rows to a file and makes it the catalogue."""

    def write(rows: list[dict[str, Any]]) -> Path:
        file = tmp_path / "own.json"
        file.write_text(json.dumps(rows), encoding="utf-8")
        monkeypatch.setenv("DOGCAT_CATALOGUE", str(file))
        return file

    return write
