"""Sentences that are kept: English to whoever reads them as a text, and the reader's language when they are said."""

import copy
import json

import pytest

from dogcat.common import language
from dogcat.common.sentence import SENTENCE_ERRORS, Sentence, listed

ANIMALS = Sentence("{count:,} dogs", count=1200)
WHOLE = Sentence("{split}: {animals} ({share:.0%})", split=Sentence("test"), animals=ANIMALS, share=0.5)


class Korean:
    """Some translations."""

    def gettext(self, message: str) -> str:
        return {"{count:,} dogs": "개 {count:,}마리", "test": "테스트"}.get(message, message)


@pytest.fixture
def korean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_catalogue", lambda _language: Korean())


@pytest.mark.usefixtures("korean")
def test_a_sentence_is_english_until_it_is_said() -> None:
    assert WHOLE == "test: 1,200 dogs (50%)"
    assert f"{WHOLE}." == "test: 1,200 dogs (50%)."
    assert WHOLE.said() == "테스트: 개 1,200마리 (50%)"


@pytest.mark.usefixtures("korean")
def test_a_sentence_comes_back_from_a_file_and_can_still_be_said() -> None:
    kept = json.dumps(WHOLE.parts())
    again = Sentence.from_parts(json.loads(kept))
    assert again == WHOLE
    assert again.said() == copy.deepcopy(again).said() == WHOLE.said()


def test_braces_of_a_text_without_values_stay() -> None:
    assert Sentence("a {name}") == Sentence("a {name}").said() == "a {name}"


@pytest.mark.usefixtures("korean")
def test_phrases_are_listed_with_commas() -> None:
    assert listed([ANIMALS]) == "1,200 dogs"
    assert listed([ANIMALS, ANIMALS, WHOLE]).said() == "개 1,200마리, 개 1,200마리, 테스트: 개 1,200마리 (50%)"


@pytest.mark.parametrize(
    "parts",
    [
        {"message": "{x:>9999999999}", "values": {"x": 1}},
        {"message": "{x:{y}}", "values": {"x": 1, "y": ">999999999"}},
        {"message": "{x.__class__}", "values": {"x": 1}},
        {"message": "{x[0]}", "values": {"x": ["y"]}},
        {"message": "{x}" * 5_000, "values": {"x": "y" * 5_000}},
        {"message": "{x}" * 900, "values": {"x": {"message": "{y}" * 900, "values": {"y": "z" * 900}}}},
        {"message": "{x", "values": {"x": 1}},
        {"message": 5, "values": {}},
        {"values": {}},
        [1],
        "x",
        None,
    ],
)
def test_a_stranger_s_template_asks_for_nothing(parts: object) -> None:
    with pytest.raises(SENTENCE_ERRORS):
        str(Sentence.from_parts(parts).said())  # type: ignore[arg-type]
