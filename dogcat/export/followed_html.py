"""The watched pictures with the answers of both networks as HTML, for the page and for the file to take home."""

from collections.abc import Sequence
from html import escape

from dogcat.charts.watched import answers
from dogcat.common.language import _
from dogcat.lesson.followed import Followed
from dogcat.pictures.picture_set import CLASSES

STYLE = """
.followed { display: grid; gap: 0.9rem; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr));
  margin: 0.6rem 0; }
.followed figure { margin: 0; width: auto; display: block; break-inside: avoid; }
.followed img { width: 100%; aspect-ratio: 1; object-fit: cover; border-radius: 0.5rem; display: block;
  box-sizing: border-box; border: 4px solid light-dark(#70707066, #a0a0a066); }
.followed .right img { border-color: light-dark(#009e73, #2fc79a); }
.followed .wrong img { border-color: light-dark(#d55e00, #f0913f); }
.followed figcaption { font-size: 0.9rem; line-height: 1.4; font-weight: 400; margin: 0.25rem 0 0; text-align: center; }
.followed figcaption span { white-space: nowrap; }
.followed .right span:last-child { font-weight: 600; color: light-dark(#00734f, #2fc79a); }
.followed .wrong span:last-child { font-weight: 600; color: light-dark(#b04d00, #f0913f); }
"""


def followed_html(pictures: Sequence[Followed]) -> str:
    """Return a grid of the pictures, each in a frame of the last answer's colour; empty without pictures."""
    return f'<div class="followed">{"".join(map(_figure, pictures))}</div>' if pictures else ""


def _figure(picture: Followed) -> str:
    note = {"name": picture.name, "label": picture.label}
    said = [answers([note], [0], [[p_dog]])[0] for p_dog in picture.p_dog]
    kind = "" if picture.label is None else _(CLASSES[picture.label])
    words = " → ".join(f"<span>{escape(answer.caption)}</span>" for answer in said)
    return (
        f'<figure class="{said[-1].verdict}"><img alt="{escape(kind, quote=True)}" src="{picture.source}">'
        f"<figcaption>{words}</figcaption></figure>"
    )
