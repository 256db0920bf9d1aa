"""The watched pictures as answers: the predicted class, whether it is right, the curve, and the same in words."""

import math

import pytest

from dogcat.charts.watched import answers, describe_watched
from dogcat.common import language

WATCHED = [{"name": "01", "label": 0}, {"name": "02", "label": 1}, {"name": "03", "label": None}]


def test_each_picture_has_the_predicted_class_its_probability_and_a_mark() -> None:
    found = answers(WATCHED, [0, 1], [[0.5, 0.4, 0.6], [0.36, 0.36, 0.7]])
    assert [answer.caption for answer in found] == ["cat 64% ✓", "cat 64% ✗", "dog 70%"]
    assert [answer.verdict for answer in found] == ["right", "wrong", "open"]
    assert [answer.points for answer in found] == [
        ((0, 0.5), (1, 0.36)),
        ((0, 0.4), (1, 0.36)),
        ((0, 0.6), (1, 0.7)),
    ]


@pytest.mark.parametrize(
    ("p_dog", "caption"), [(0.997, "dog 99%"), (1.0, "dog 100%"), (0.003, "cat 99%"), (0.5, "cat 50%")]
)
def test_a_picture_is_not_said_to_be_certain_before_it_is(p_dog: float, caption: str) -> None:
    (answer,) = answers(WATCHED[2:], [1], [[p_dog]])
    assert answer.caption == caption


@pytest.mark.parametrize("p_dog", [None, math.nan])
def test_without_a_number_nothing_is_right_or_wrong(p_dog: float | None) -> None:
    (answer,) = answers(WATCHED[:1], [1], [[p_dog]])
    assert (answer.caption, answer.verdict) == ("–", "open")


def test_before_the_training_has_begun_the_pictures_are_there_without_an_answer() -> None:
    found = answers(WATCHED, [], [])
    assert [(answer.caption, answer.verdict, answer.points) for answer in found] == [("–", "open", ())] * 3
    assert found[0].sentence == "01: not looked at yet."


def test_the_answer_is_in_the_visitors_language(monkeypatch: pytest.MonkeyPatch) -> None:
    captions = []
    for spoken in ("en", "ko", "en"):
        monkeypatch.setattr(language, "_find_language", lambda spoken=spoken: spoken)
        captions.append(answers(WATCHED[:1], [0], [[0.3]])[0].caption)
    assert captions == ["cat 70% ✓", "고양이 70% ✓", "cat 70% ✓"]


def test_watched_pictures_are_told_in_words() -> None:
    assert describe_watched(WATCHED[:1], [], []) == ["01: not looked at yet."]
    assert describe_watched(WATCHED, [0, 7], [[0.5, 0.5, 0.5], [0.1, 0.2, 0.3]]) == [
        "01: dog with 50.0% after epoch 0, 10.0% after epoch 7, which is right.",
        "02: dog with 50.0% after epoch 0, 20.0% after epoch 7, which is wrong.",
        "03: dog with 50.0% after epoch 0, 30.0% after epoch 7.",
    ]
    assert describe_watched(WATCHED[:1], [0], [[None]]) == [
        "01: dog with not a number after epoch 0, not a number after epoch 0."
    ]
