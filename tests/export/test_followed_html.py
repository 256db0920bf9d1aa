"""The followed pictures as HTML: a frame in the colour of the last answer, and words for who does not see it."""

from dogcat.export.followed_html import followed_html
from dogcat.lesson.followed import Followed
from tests.export.test_html import Tags

SOURCE = "data:image/png;base64,AA=="


def test_each_picture_has_its_answers_and_the_frame_of_the_last() -> None:
    shown = followed_html(
        [
            Followed("a", 0, SOURCE, (0.9, 0.2)),
            Followed("b", 1, SOURCE, (0.9, 0.1)),
            Followed("c", None, SOURCE, (None,)),
        ]
    )
    assert Tags(shown).open == []
    figures = shown.split("<figure ")[1:]
    assert [figure.split('"')[1] for figure in figures] == ["right", "wrong", "open"]
    assert [figure.split('alt="')[1].split('"')[0] for figure in figures] == ["cat", "dog", ""]
    assert "<span>dog 90% ✗</span> → <span>cat 80% ✓</span>" in figures[0]
    assert "<span>dog 90% ✓</span> → <span>cat 90% ✗</span>" in figures[1]
    assert "<span>–</span>" in figures[2]


def test_no_name_is_in_the_markup_and_nothing_is_shown_of_nothing() -> None:
    assert "onerror" not in followed_html([Followed("<img src=x onerror=z()>", 0, SOURCE, (0.9,))])
    assert followed_html([]) == ""
