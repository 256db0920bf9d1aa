"""The commands about picture sets: import, list, check, fix, download and delete."""

import json
import re
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.cli.conftest import COUNTS, CheckMistake, Dogcat, Result, check_refused, mistake_name


def test_import_prints_the_counts(imported: Result) -> None:
    assert (imported.returncode, imported.stdout.splitlines()) == (0, [COUNTS])
    recognised, planned = imported.stderr.splitlines()
    assert recognised.startswith("The tutorial's layout")
    assert f"tiny: {planned}" == COUNTS


def test_list_prints_every_set_with_its_counts(dogcat: Dogcat, imported: Result) -> None:
    result = dogcat("pictures", "list")
    assert (result.returncode, result.stdout.splitlines(), result.stderr) == (0, [COUNTS], "")


def test_check_names_the_pictures_that_cannot_be_used(dogcat: Dogcat, folder: Path, imported: Result) -> None:
    good = dogcat("pictures", "check", "tiny")
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.splitlines()[0] == COUNTS
    assert good.stdout.splitlines()[-1] == "tiny: 0 of 36 pictures cannot be used"
    shutil.copytree(folder / "pets", folder / "partly")
    (folder / "partly" / "test" / "dogs" / "dog.3.jpg").write_text("not a picture")
    result = dogcat("pictures", "import", folder / "partly", "--name", "partly")
    assert result.returncode == 0
    assert result.stderr.splitlines()[2].startswith("test/dogs/dog.3.jpg: not a picture of a known format")
    lines = dogcat("pictures", "check", "partly").stdout.splitlines()
    assert "  test/dogs/dog.3.jpg: is not a picture of a known format" in lines
    assert lines[-1] == "partly: 1 of 36 pictures cannot be used"
    assert dogcat("pictures", "delete", "partly").returncode == 0
    assert dogcat("pictures", "list").stdout.splitlines() == [COUNTS]


def test_check_prints_findings_for_people_and_for_programs(dogcat: Dogcat, imported: Result, tmp_path: Path) -> None:
    printed = dogcat("pictures", "check", "tiny").stdout
    report = json.loads(dogcat("pictures", "check", "tiny", "--json").stdout)
    dogcat("pictures", "check", "tiny", "--out", tmp_path / "report.json")
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8")) == report
    assert (report["name"], report["num_pictures"]) == ("tiny", 36)
    small = next(finding for finding in report["findings"] if finding["kind"] == "small")
    assert len(small["groups"]) == 36
    for finding in report["findings"]:
        assert f"{finding['severity']}: {finding['title']}\n{finding['effect']}\n" in printed
    assert "  train/cats/cat.5.jpg: 30 × 26 pixels\n  ... 31 more; --json lists all\n" in printed


def test_a_finding_is_mended_and_the_mend_taken_back(dogcat: Dogcat, folder: Path, imported: Result) -> None:
    copied = folder / "home" / "pictures" / "copied"
    shutil.copytree(folder / "home" / "pictures" / "tiny", copied)
    shutil.copy(copied / "train/cats/cat.1.jpg", copied / "train/dogs/dog.9.jpg")
    before = dogcat("pictures", "list").stdout
    report = json.loads(dogcat("pictures", "check", "copied", "--json").stdout)
    wrong = next(finding for finding in report["findings"] if finding["kind"] == "two-labels")
    assert "pictures fix copied two-labels" in dogcat("pictures", "check", "copied").stdout
    assert wrong["groups"] == [["train/cats/cat.1.jpg", "train/dogs/dog.9.jpg"]]
    mended = dogcat("pictures", "fix", "copied", "two-labels")
    assert (mended.returncode, mended.stderr) == (0, "")
    first, counts = mended.stdout.splitlines()
    assert first.startswith("left out: 2 pictures; to undo: ")
    assert counts == "copied: train 5 cats 6 dogs, validation 6 cats 6 dogs, test 6 cats 6 dogs"
    checked = dogcat("pictures", "check", "copied").stdout
    assert "two-labels" not in checked
    mend_id = first.split()[-1]
    assert f"pictures fix copied --undo {mend_id}" in checked
    check_refused(dogcat("pictures", "fix", "copied", "two-labels"), "'two-labels' is not among them")
    check_refused(
        dogcat("pictures", "mend", "copied", "--undo", "nothing"), f"no fix 'nothing'. Applied fixes: {mend_id}"
    )
    undone = dogcat("pictures", "mend", "copied", "--undo", mend_id)
    assert undone.stdout.splitlines()[0] == "in use again: 2 pictures"
    assert dogcat("pictures", "list").stdout == before
    assert dogcat("pictures", "fix", "copied", "two-labels").returncode == 0
    assert dogcat("pictures", "mend", "copied", "--undo").returncode == 0
    assert dogcat("pictures", "list").stdout == before
    check_refused(dogcat("pictures", "mend", "copied", "--undo"), "'copied' has no fix to undo")
    shutil.rmtree(copied)


@pytest.fixture
def school(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A server with pets.zip and notes.zip, and a catalogue of them and of one that is gone; gives what was asked."""
    shutil.make_archive(str(tmp_path / "pets"), "zip", folder / "pets")
    shutil.copy(folder / "no-pictures.zip", tmp_path / "notes.zip")
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            asked.append(self.path)

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(tmp_path)))
    rows = [
        {
            "id": name,
            "title": f"School's {name}",
            "addresses": [f"http://127.0.0.1:{server.server_port}/{name}.zip"],
            "num_bytes": size,
            "sha256": None,
            "licence": "CC0",
            "permits": "Everything.",
            "layout": "the tutorial's",
        }
        for name, size in (("gone", None), ("pets", (tmp_path / "pets.zip").stat().st_size), ("notes", None))
    ]
    (tmp_path / "catalogue.json").write_text(json.dumps(rows))
    monkeypatch.setenv("DOGCAT_CATALOGUE", str(tmp_path / "catalogue.json"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield asked
    server.shutdown()
    server.server_close()


def test_the_first_set_that_can_be_had_is_downloaded_and_imported(
    dogcat: Dogcat, folder: Path, school: list[str]
) -> None:
    result = dogcat("pictures", "download", "--name", "fetched")
    source = json.loads((folder / "home" / "pictures" / "fetched" / "set.json").read_text())["source"]
    copied = (folder / "home" / "pictures" / "fetched" / "test" / "dogs" / "dog.1.jpg").read_bytes()
    assert dogcat("pictures", "delete", "fetched").returncode == 0
    assert (result.returncode, result.stdout.splitlines()) == (0, [COUNTS.replace("tiny", "fetched")])
    lines = result.stderr.splitlines()
    assert [re.sub(r"[\d.]+ kB", "40 kB", line.split("http")[0]) for line in lines[:3]] == [
        "Trying School's gone: ",
        "",
        "Trying School's pets, 40 kB: ",
    ]
    assert lines[1].endswith("/gone.zip answers 404 File not found.")
    assert lines[2].endswith("/pets.zip")
    assert lines[3:] == [
        "School's pets. Licence: CC0. Everything.",
        "The downloaded file was deleted after the import.",
    ]
    assert source == "Imported from School's pets"
    assert copied == (folder / "pets" / "test" / "dogs" / "dog.1.jpg").read_bytes()
    assert [path.name for path in (folder / "home" / "downloads").iterdir() if path.suffix != ".lock"] == []


def test_a_download_that_cannot_be_imported_is_kept_and_said(dogcat: Dogcat, folder: Path, school: list[str]) -> None:
    result = dogcat("pictures", "download", "notes", "--name", "fetched")
    kept = folder / "home" / "downloads" / "notes.zip"
    assert (result.returncode, result.stdout) == (2, "")
    assert "School's notes has neither the tutorial's layout" in result.stderr.splitlines()[-1]
    assert f"The download is kept for another attempt: {kept}." in result.stderr
    assert dogcat("pictures", "download", "notes", "--name", "fetched").returncode == 2
    assert "/gone.zip" not in school
    assert sum(path == "/notes.zip" for path in school) == 1
    kept.unlink()


def test_a_name_is_checked_before_anything_is_downloaded(dogcat: Dogcat, imported: Result, school: list[str]) -> None:
    check_refused(dogcat("pictures", "download", "--name", "tiny"), "'tiny' exists already")
    check_refused(dogcat("pictures", "download", "pets"), "needs a name: add --name NAME")
    check_refused(dogcat("pictures", "download", "x", "--name", "x"), "to download. Known sets: gone, pets, notes.")
    assert school == []


def test_the_catalogue_is_listed_with_size_and_licence(dogcat: Dogcat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOGCAT_CATALOGUE", raising=False)
    result = dogcat("pictures", "download", "--list")
    assert (result.returncode, result.stderr) == (0, "")
    assert [line.split()[:3] for line in result.stdout.splitlines()] == [
        ["google-filtered", "68.6", "MB"],
        ["microsoft-petimages", "824.9", "MB"],
        ["oxford-pets", "791.9", "MB"],
    ]
    assert "licence: CC BY-SA 4.0" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["pictures", "import", "{}/nowhere", "--name", "x"], "nowhere does not exist"),
        (["pictures", "import", "{}/text.zip", "--name", "x"], "text.zip is not a complete zip file"),
        (["pictures", "import", "{}/empty.zip", "--name", "x"], "empty.zip is an empty zip"),
        (["pictures", "import", "{}/outside.zip", "--name", "x"], "points outside the zip"),
        (["pictures", "import", "{}/no-pictures.zip", "--name", "x"], "has neither the tutorial's layout"),
        (["pictures", "import", "{}/zeros.zip", "--name", "x"], "would unpack to 400 MB"),
        (["pictures", "import", "{}/one-class", "--name", "x"], "has no pictures in train/dogs"),
        (["pictures", "import", "{}/pets", "--name", "../x"], "cannot be the name of a picture set"),
        (["pictures", "import", "{}/pets", "--name", "tiny"], "'tiny' exists already"),
        (["pictures", "import", "{}/pets"], "--name"),
        (["pictures", "check", "nothing"], "There is no picture set 'nothing'. Known sets: tiny"),
        (["pictures", "fix", "nothing", "leak"], "There is no picture set 'nothing'. Known sets: tiny"),
        (["pictures", "fix", "tiny", "nothing"], "leaving pictures out fixes: nothing; 'nothing' is not among them."),
        (["pictures", "delete", "nothing"], "There is no picture set 'nothing'. Known sets: tiny"),
    ],
    ids=mistake_name,
)
def test_a_mistake_is_answered_with_one_line_and_exit_code_2(
    check_mistake: CheckMistake, arguments: list[str], words: str
) -> None:
    check_mistake(arguments, words)
