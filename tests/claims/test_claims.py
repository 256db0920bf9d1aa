"""Every sentence of the texts is judged, and every claim in it is borne out by what ships with the app.

`judged.tsv` has a row for each sentence of `texts.sentences`. Its second column names the claims of `claims.py`
and `networks.py` that the sentence makes, or says that it makes none:

- `task`: it asks, tells to do something, or is a heading;
- `definition`: it says what a word means, or what is given;
- `mechanism`: it says how networks work, which no recording of ours decides;
- `app`: it says what the app does, which the app's own tests hold;
- `source`: it names a source;
- `wrong`: it is an option that is not right.

A sentence that is new or changed has to be judged: `python -m tests.claims.judge` adds its row, marked with `?`.
"""

import shutil
from pathlib import Path

import pytest

from dogcat.lesson.steps import PAGES, read_step
from dogcat.runs import recorded_seeds
from tests.claims.claims import CLAIMS
from tests.claims.judge import JUDGED, in_step, read
from tests.claims.recordings import CHANGES, recordings
from tests.claims.texts import sentences, split

NO_CLAIM = {"task", "definition", "mechanism", "app", "source", "wrong"}


def judged() -> dict[tuple[str, str], set[str]]:
    """What the sentences claim, by text and sentence."""
    return {place: set(words.split()) for place, words in read().items()}


@pytest.mark.parametrize("text", sentences())
def test_every_sentence_is_judged(text: str) -> None:
    said, known = set(sentences()[text]), {sentence for name, sentence in judged() if name == text}
    assert said - known == set(), "run `python -m tests.claims.judge`, and judge these"
    assert known - said == set(), "these are no longer said: run `python -m tests.claims.judge`"


def test_every_row_names_claims_that_exist_or_that_there_is_none() -> None:
    named = set().union(*judged().values())
    assert named - NO_CLAIM == set(CLAIMS), "each claim is made somewhere, and each that is made is computed"
    for (_text, sentence), words in judged().items():
        assert words
        assert words <= set(CLAIMS) or len(words & NO_CLAIM) == 1
        assert ("wrong" in words) == sentence.startswith("[ ]")


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_is_borne_out_by_the_recordings(name: str) -> None:
    claim = CLAIMS[name]
    assert claim(recordings()), f"no longer so: {claim.__doc__} Change the sentences of {name} in {JUDGED.name}."


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_fails_when_what_it_is_computed_from_says_otherwise(name: str) -> None:
    assert not all(CLAIMS[name](change(recordings())) for change in CHANGES.values())


def test_a_claim_fails_when_other_tables_are_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables of two cells have each other's names."""
    folder = tmp_path / "seeds"
    shutil.copytree(recorded_seeds.SEEDS_DIR, folder)
    one, two = (folder / f"quick-{cell}-2000-photos.csv" for cell in ("augmentation", "dropout"))
    one.rename(folder / "kept")
    two.rename(one)
    (folder / "kept").rename(two)
    monkeypatch.setattr(recorded_seeds, "SEEDS_DIR", folder)
    found = recordings.__wrapped__()
    assert not CLAIMS["augmentation_gains_more_than_dropout"](found)
    assert not CLAIMS["dropout_alone_helps_a_little_at_most_on_photos"](found)
    assert CLAIMS["augmentation_gains_more_than_dropout"](recordings())


def test_a_changed_sentence_is_marked_and_keeps_its_old_judgement_in_sight() -> None:
    judged = {("a.md", "One thing is so."): "task", ("a.md", "Gone."): "app", ("b.md", "Other."): "wrong"}
    said = {"a.md": ["One thing is not so.", "1, 2, 3"], "b.md": ["Other."]}
    assert in_step(judged, said) == {
        ("a.md", "One thing is not so."): "? task",
        ("a.md", "1, 2, 3"): "?",
        ("b.md", "Other."): "wrong",
    }


def test_right_options_are_judged_as_right() -> None:
    """The other tests are worth as much as the reading of the texts."""
    for name in PAGES:
        told = sentences()[f"{name}.md"]
        step = read_step(name)
        for question in (step.predict, step.check):
            assert len([each for each in told if each.startswith(("[x]", "[ ]"))]) >= len(question.options)
    assert split("One. Two? “Three.” Four by A. Name: five.") == ["One.", "Two?", "“Three.”", "Four by A. Name: five."]
    assert any(each.startswith("[x] Augmentation") for each in sentences()["6-compare.md"])
