"""Handing in: one page a browser, with limits, and a zip that no name can harm."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

from dogcat.common.permission import COMMAND_LINE, Visitor
from dogcat.lesson import handed_in
from dogcat.lesson.handed_in import (
    MAX_BYTES,
    MAX_NAME,
    HandInError,
    all_handed_in,
    as_zip,
    checked_name,
    hand_in,
    handed_in_by,
    table_heads,
    take_back,
)


def test_a_page_is_kept_replaced_and_taken_back(home: Path) -> None:
    hand_in(Visitor("b2"), " Bo ", 3, "", "<p>1</p>")
    hand_in(Visitor("a1"), "ann", 7, "81%", "<p>2</p>")
    assert [(each.name, each.page) for each in all_handed_in(COMMAND_LINE)] == [("ann", "<p>2</p>"), ("Bo", "<p>1</p>")]
    hand_in(Visitor("b2"), "Bo", 4, "70%", "<p>3</p>")
    mine = handed_in_by("b2")
    assert mine is not None
    assert (mine.page, mine.num_done, mine.headline) == ("<p>3</p>", 4, "70%")
    assert len(all_handed_in(COMMAND_LINE)) == 2
    take_back("b2", COMMAND_LINE)
    take_back("b2", COMMAND_LINE)
    assert [each.name for each in all_handed_in(COMMAND_LINE)] == ["ann"]
    assert handed_in_by("b2") is None
    assert handed_in_by("../a1") is None


@pytest.mark.parametrize("name", ["", "  ", "x" * (MAX_NAME + 1), "a\nb", "\x00"])
def test_a_name_that_cannot_be_shown_is_refused(home: Path, name: str) -> None:
    with pytest.raises(HandInError, match="A name has 1 to 40"):
        checked_name(name)
    with pytest.raises(HandInError, match="A name has 1 to 40"):
        hand_in(Visitor("a1"), name, 0, "", "")
    assert all_handed_in(COMMAND_LINE) == []


def test_size_and_number_are_limited_and_owners_are_tokens(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(HandInError, match="too large"):
        hand_in(Visitor("a1"), "Ann", 0, "", "é" * (MAX_BYTES // 2 + 1))
    with pytest.raises(HandInError, match="blocks the cookie"):
        hand_in(Visitor("../a1"), "Ann", 0, "", "")
    monkeypatch.setattr(handed_in, "MAX_PAGES", 1)
    hand_in(Visitor("a1"), "Ann", 0, "", "old")
    hand_in(Visitor("a1"), "Ann", 0, "", "new")  # one's own page makes no other
    with pytest.raises(HandInError, match="1 pages have been handed in already"):
        hand_in(Visitor("b2"), "Bo", 0, "", "")


def _page(seconds: str, num_done: str = "1") -> str:
    return f'{{"owner": "x", "name": "n", "seconds": {seconds}, "num_done": {num_done}, "headline": "", "page": ""}}'


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"owner": "x", "name": 1, "seconds": "soon"}', _page("1e300"), _page("NaN"), _page("-1e18"),
     _page("1", "1e999"), "[" * 5_000],
)  # fmt: skip
def test_a_damaged_file_is_left_out(home: Path, text: str) -> None:
    hand_in(Visitor("a1"), "Ann", 0, "", "")
    (home / "handed_in" / "x.json").write_text(text)
    assert [each.owner for each in all_handed_in(COMMAND_LINE)] == ["a1"]
    assert handed_in_by("x") is None


def test_a_page_that_cannot_be_written_leaves_the_old_one(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(Visitor("a1"), "Ann", 0, "", "old")
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(OSError, match="full"):
        hand_in(Visitor("a1"), "Ann", 0, "", "new")
    monkeypatch.undo()
    monkeypatch.setenv("DOGCAT_HOME", str(home))
    assert json.loads((home / "handed_in" / "a1.json").read_text())["page"] == "old"
    assert [file.name for file in (home / "handed_in").iterdir()] == ["a1.json"]


def test_the_zip_has_all_pages_and_a_table(home: Path) -> None:
    for number, name in enumerate(("../../etc", "=1+2", "민지", "민지", "<b>", "a/b\\c:d")):
        hand_in(Visitor(f"a{number}"), name, number, f"+{number}", f"<p>{number}</p>")
    with zipfile.ZipFile(io.BytesIO(as_zip(all_handed_in(COMMAND_LINE), table_heads()))) as packed:
        names = packed.namelist()
        pages = sorted(packed.read(name).decode() for name in names if name.endswith(".html"))
        table = list(csv.reader(io.StringIO(packed.read("handed_in.csv").decode("utf-8-sig"))))
    assert pages == [f"<p>{number}</p>" for number in range(6)]
    assert len(names) == len(set(names)) == 7
    assert not [name for name in names if set(name) & set('/\\:<>"|?*') or name.startswith((".", " "))]
    assert len([name for name in names if "민지" in name]) == 2
    assert table[0] == ["File", "Name", "Handed in", "Steps done", "Result"]
    assert {row[1] for row in table[1:]} >= {"'=1+2", "민지", "<b>"}
    assert {row[4] for row in table[1:]} == {f"'+{number}" for number in range(6)}, "no cell is a formula"
