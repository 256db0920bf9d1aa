"""Korean: no particle depends on a field whose ending is unknown, and an epoch's number is written in one way."""

import re

import pytest

from tests.catalogue import catalogue

# Particles that differ after a vowel and after a consonant. Behind them a word ends: {n}이고 is no particle.
PARTICLE = r"(은|는|이|가|을|를|과|와|으로|로)(?=[\s.,:;!?)”’]|$)"
BEHIND_A_FIELD = re.compile(r"(\{[^{}]*\})[*”’\"'`)]*" + PARTICLE)
BOTH_FORMS = re.compile(r"은\(는\)|는\(은\)|이\(가\)|가\(이\)|을\(를\)|를\(을\)|과\(와\)|와\(과\)|\(으\)로|\(이\)")
AFTER_A_VOWEL = {"는", "가", "를", "와", "로"}
EPOCH = re.compile(
    r"(?<!번째 )에포크 \{|\} 에포크"
)  # the two ways are {n}에포크, a number, and {n}번째 에포크, a place


def wrong_particles(text: str) -> list[str]:
    """The places of a text where a particle follows a field. A percentage ends in a known vowel, 퍼센트."""
    found = [match[0] for match in BOTH_FORMS.finditer(text)]
    for match in BEHIND_A_FIELD.finditer(text):
        ends_in_a_vowel = match[1].endswith("%}")
        if not (ends_in_a_vowel and match[2] in AFTER_A_VOWEL):
            found.append(match[0])
    return found


def sentences() -> list[str]:
    return [form for message in catalogue("ko") if message.id
            for form in ([message.string] if isinstance(message.string, str) else message.string)]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ("{name}은 없습니다", True),
        ("“{guess}”을 골랐습니다", True),
        ("{name}은(는) 없습니다", True),
        ("{num}로", True),
        ("{num}개는 없습니다", False),
        ("{num}이고", False),
        ("새 사진의 {share:.1%}를 맞힙니다", False),
        ("새 사진의 {share:.1%}을 맞힙니다", True),
    ],
)
def test_a_particle_behind_a_field_is_found(text: str, is_wrong: bool) -> None:
    assert bool(wrong_particles(text)) == is_wrong


def test_no_particle_follows_a_field_of_unknown_ending() -> None:
    assert not {text: found for text in sentences() if (found := wrong_particles(text))}


def test_the_number_of_an_epoch_is_written_in_one_way() -> None:
    assert EPOCH.search("에포크 {epoch}")
    assert EPOCH.search("{num} 에포크")
    assert not EPOCH.search("{epoch}번째 에포크에서 {num}에포크")
    assert not [text for text in sentences() if EPOCH.search(text)]
