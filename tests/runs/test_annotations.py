"""What learners write on their runs."""

import json

import pytest

from dogcat.common.permission import COMMAND_LINE
from dogcat.recipe.recipe import Recipe
from dogcat.runs.annotations import MAX_NAME, MAX_NOTE, Annotation, AnnotationError, read_annotation, write_annotation
from dogcat.runs.run import Run, create_run


@pytest.fixture
def run(home: object) -> Run:
    return create_run(Recipe(), "pets")


def test_a_label_comes_back(run: Run) -> None:
    assert read_annotation(run) == Annotation()
    label = Annotation("Müllers Katze 🐈", "two\nlines", "#0072B2", "rises")
    write_annotation(run, label, COMMAND_LINE)
    assert read_annotation(run) == label


@pytest.mark.parametrize("text", ["", "[]", "{", '{"shape": "round"}', '"name"'])
def test_a_file_that_is_no_label_counts_as_none(run: Run, text: str) -> None:
    (run.folder / "label.json").write_text(text)
    assert read_annotation(run) == Annotation()


@pytest.mark.parametrize(
    ("label", "words"),
    [
        (Annotation(name="x" * (MAX_NAME + 1)), "The name has 61 characters; at most 60 are allowed"),
        (Annotation(note="x" * (MAX_NOTE + 1)), "The note has 501 characters"),
        (Annotation(name="two\nlines"), "more than one line"),
        (Annotation(colour="red"), "The colour is 'red'; allowed: #0072B2"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_the_old_label_stays(run: Run, label: Annotation, words: str) -> None:
    write_annotation(run, Annotation(name="before"), COMMAND_LINE)
    with pytest.raises(AnnotationError, match=words):
        write_annotation(run, label, COMMAND_LINE)
    assert read_annotation(run).name == "before"


def test_the_longest_texts_are_kept(run: Run) -> None:
    write_annotation(run, Annotation("x" * MAX_NAME, "y" * MAX_NOTE), COMMAND_LINE)
    assert json.loads((run.folder / "label.json").read_text())["note"] == "y" * MAX_NOTE


@pytest.mark.parametrize("text", ["\u202egnp.exe", "a\u2066b", "\x1b[2J", "\u200b", "bell\x07"])
def test_characters_that_are_not_seen_are_refused_and_shown_harmless(run: Run, text: str) -> None:
    for label in (Annotation(name=text), Annotation(note=text)):
        with pytest.raises(AnnotationError, match="characters that are not seen"):
            write_annotation(run, label, COMMAND_LINE)
    (run.folder / "label.json").write_text(json.dumps({"name": text, "note": text}))  # of an older version
    kept = read_annotation(run)
    assert "\ufffd" in kept.name
    assert kept.name == kept.note
    assert not set(kept.name) & set("\u202e\u2066\x1b\u200b\x07")


@pytest.mark.parametrize("text", ["고양이\n개", "👨‍👩‍👧", "می‌خواهم"])
def test_what_people_write_is_kept(run: Run, text: str) -> None:
    write_annotation(run, Annotation(note=text), COMMAND_LINE)
    assert read_annotation(run).note == text
