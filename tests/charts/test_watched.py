"""The watched pictures as answers: the predicted class, whether it is right, the curve, and the same in words."""

import math

import numpy as np
import pytest

from dogcat.analysis.wrong_answer import WrongAnswer
from dogcat.charts.watched import answers, describe_watched, describe_wrong_answer, wrong_answer_chart
from dogcat.common import language
from dogcat.runs.watched import WatchedPicture

WATCHED = [{"name": "01", "label": 0}, {"name": "02", "label": 1}, {"name": "03", "label": None}]

PICTURE = WatchedPicture("a dog", 1, np.zeros((8, 8, 3), np.uint8))
ONE = WrongAnswer(PICTURE, (0, 1, 2, 3, 4), ((0.5, 0.4, 0.1, 0.1, 0.1),), (1,), is_recorded=False)
THREE = WrongAnswer(
    PICTURE,
    (0, 1, 2, 3, 4),
    ((0.5, 0.4, 0.1, 0.1, 0.1), (0.5, 0.3, 0.2, 0.2, 0.2), (0.5, 0.2, 0.01, 0.01, 0.01)),
    (1, 1, 1),
    is_recorded=True,
)


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
    assert found[0].sentence == "01: no prediction yet."


def test_the_answer_is_in_the_visitors_language(monkeypatch: pytest.MonkeyPatch) -> None:
    captions = []
    for spoken in ("en", "ko", "en"):
        monkeypatch.setattr(language, "_find_language", lambda spoken=spoken: spoken)
        captions.append(answers(WATCHED[:1], [0], [[0.3]])[0].caption)
    assert captions == ["cat 70% ✓", "고양이 70% ✓", "cat 70% ✓"]


def test_watched_pictures_are_told_in_words() -> None:
    assert describe_watched(WATCHED[:1], [], []) == ["01: no prediction yet."]
    assert describe_watched(WATCHED, [0, 7], [[0.5, 0.5, 0.5], [0.1, 0.2, 0.3]]) == [
        "01: P(dog) 50.0% after epoch 0, 10.0% after epoch 7. The prediction is right.",
        "02: P(dog) 50.0% after epoch 0, 20.0% after epoch 7. The prediction is wrong.",
        "03: P(dog) 50.0% after epoch 0, 30.0% after epoch 7.",
    ]
    assert describe_watched(WATCHED[:1], [0], [[None]]) == [
        "01: P(dog) not a number after epoch 0, not a number after epoch 0."
    ]


def test_one_network_is_one_line_and_several_have_their_median_in_bold() -> None:
    (line,) = wrong_answer_chart(ONE).data
    assert list(line.y) == [0.5, 0.4, 0.1, 0.1, 0.1]
    *thin, bold = wrong_answer_chart(THREE).data
    assert [list(one.y) for one in thin] == [list(curve) for curve in THREE.curves]
    assert list(bold.y) == pytest.approx([0.5, 0.3, 0.1, 0.1, 0.1])
    assert bold.line.width > max(one.line.width for one in thin)


def test_below_one_half_it_is_a_mistake_and_two_notes_name_its_loss() -> None:
    figure = wrong_answer_chart(ONE)
    (mistake,) = figure.layout.shapes
    assert (mistake.y0, mistake.y1) == (0, 0.5)
    assert [(note.x, note.y, note.text) for note in figure.layout.annotations[1:]] == [
        (1, 0.4, "loss 0.9"),
        (4, pytest.approx(0.1), "loss 2.3"),
    ]


def test_the_sentence_says_that_one_mistake_stays_one_and_costs_more() -> None:
    assert describe_wrong_answer(ONE) == (
        "In epoch 1, when validation loss is lowest, the network finds it 40.0% probable that this is a dog: one"
        " mistake, with a loss of 0.9. At the end it finds it 10.0% probable: still one mistake, with a loss of 2.3."
    )
    words = describe_wrong_answer(THREE)
    assert "around epoch 1, the 3 networks find it 30.0% probable that this is a dog" in words
    assert words.endswith("still one mistake, with a loss of 2.3.")
