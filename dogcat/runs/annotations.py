"""What a learner writes on a run: its name, a note, a colour, and the guess made before it started."""

import json
from dataclasses import asdict, dataclass

from dogcat.common.errors import DogcatError
from dogcat.common.language import N_, _
from dogcat.common.palette import BLUE, GREEN, ORANGE, PINK, RED, SKY
from dogcat.common.permission import Visitor, require_owner
from dogcat.common.storage import write_text
from dogcat.runs.run import Run

MAX_NAME, MAX_NOTE = 60, 500  # characters
COLOURS = {  # Okabe and Ito's palette, which people with colour blindness can tell apart; "" is no colour
    "": N_("no colour"),
    BLUE: N_("blue"),
    RED: N_("red"),
    GREEN: N_("green"),
    PINK: N_("pink"),
    ORANGE: N_("orange"),
    SKY: N_("sky"),
}


class AnnotationError(DogcatError):
    """A name, note or colour is not allowed."""


@dataclass(frozen=True)
class Annotation:
    """What a learner wrote on a run.

    Attributes:
        name: shown instead of the recipe's name, at most `MAX_NAME` characters.
        note: at most `MAX_NOTE` characters.
        colour: one of `COLOURS`.
        guess: what the learner expected of the validation curve, a key of `lesson.guesses`; empty for no guess.
    """

    name: str = ""
    note: str = ""
    colour: str = ""
    guess: str = ""


def read_annotation(run: Run) -> Annotation:
    """The annotation of a run; an empty one if there is none or its file is damaged."""
    try:
        kept = json.loads((run.folder / "label.json").read_text(encoding="utf-8"))
        return Annotation(**{name: str(text) for name, text in kept.items()})
    except (OSError, ValueError, TypeError, AttributeError):
        return Annotation()


def write_annotation(run: Run, label: Annotation, asker: Visitor) -> None:
    """Writes an annotation to a run's folder.

    Raises:
        NotAllowedError: the asker is neither the run's owner nor in charge.
        AnnotationError: a text is too long, the name has more than one line, or the colour is not one of `COLOURS`.
    """
    require_owner(asker, run.owner, _("Only the person who started a training, or the teacher, can rename it."))
    for text, most, refused in (
        (label.name, MAX_NAME, _("The name has {num} characters; at most {most} are allowed. Shorten it.")),
        (label.note, MAX_NOTE, _("The note has {num} characters; at most {most} are allowed. Shorten it.")),
    ):
        if len(text) > most:
            raise AnnotationError(refused.format(num=len(text), most=most))
    if "\n" in label.name:
        raise AnnotationError(_("The name has more than one line; put the rest into the note."))
    if label.colour not in COLOURS:
        raise AnnotationError(
            _("The colour is {colour!r}; allowed: {colours}, or none.").format(
                colour=label.colour, colours=", ".join(filter(None, COLOURS))
            )
        )
    write_text(run.folder / "label.json", json.dumps(asdict(label), ensure_ascii=False) + "\n")
