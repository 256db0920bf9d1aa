"""What a learner writes on a run: its name, a note, a colour, and the guess made before it started."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from dogcat.common.errors import DogcatError
from dogcat.common.language import N_, _
from dogcat.common.palette import BLUE, GREEN, ORANGE, PINK, RED, SKY
from dogcat.common.permission import NotAllowedError, Visitor, current_reader, require_owner
from dogcat.common.shown_text import has_hidden, visible
from dogcat.common.storage import write_text
from dogcat.runs.followers import entries, first_of, write_label
from dogcat.runs.run import Run
from dogcat.runs.run_files import ContentError, kept_until_changed, read_run_json
from dogcat.runs.scheduling.queue import queue_lock

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
    """What the visitor of this moment may read of what was written on a run, see `annotation_for`."""
    return annotation_for(run, current_reader())


def annotation_for(run: Run, reader: Visitor | None) -> Annotation:
    """What a visitor may read of what was written on a run; an empty annotation if there is none or it is damaged.

    Each who follows a run has an annotation of their own, which nobody else reads. As long as only who asked for it
    first follows it, others see its name and colour, and a visitor in charge all. What the command line wrote is for
    all.

    Args:
        run: a run.
        reader: who reads; None for the command line, which reads what was written by who asked for the run first.
    """
    first = first_of(run)
    if reader and reader.token != first and run.is_of(reader.token):
        return _of_follower(run, reader.token)
    label = _of_first(run)
    if reader is None or not first or reader.token == run.owner == first:
        return label
    if run.followers != (first,):
        return Annotation()
    return label if reader.is_in_charge else replace(label, note="", guess="")


def _of_first(run: Run) -> Annotation:
    try:
        return check_annotation(run.folder)
    except (FileNotFoundError, ContentError):
        return Annotation()


def _of_follower(run: Run, token: str) -> Annotation:
    try:
        return _checked(entries(run.folder)[token].label)
    except (KeyError, ContentError):
        return Annotation()


@kept_until_changed("label.json")
def check_annotation(folder: Path) -> Annotation:
    """Return the annotation in a run's folder.

    Raises:
        FileNotFoundError: there is none.
        ContentError: it is not one that a learner can write.
    """
    return _checked(read_run_json(folder, "label.json"))


def _checked(kept: Mapping[str, object]) -> Annotation:
    try:
        label = Annotation(**{name: _cleaned(text) for name, text in kept.items()})
        _check(label)
    except (TypeError, UnicodeEncodeError, AnnotationError) as error:
        raise ContentError(str(error)) from None
    return label


def _cleaned(text: object) -> str:
    """Return a text of a file without characters that are not seen, which older versions of the app allowed."""
    if not isinstance(text, str):
        raise TypeError("A field is no text")
    text.encode()  # refuses half a character
    return visible(text)


def write_annotation(run: Run, label: Annotation, asker: Visitor) -> None:
    """Writes an annotation on a run: the asker's own if it has joined the run, otherwise that of who asked first.

    Raises:
        NotAllowedError: see `may_write`.
        AnnotationError: a text is too long or has characters that are not seen, the name has more than one line, or
            the colour is not one of `COLOURS`.
    """
    refusal = _("Only people who started or joined a training, or the teacher, can rename it.")
    with queue_lock():  # so that nobody leaves or deletes it meanwhile
        require_owner(asker, run.followers, refusal)
        if not may_write(run, asker):
            raise NotAllowedError(_("Each learner who follows this training has a name of their own for it."))
        if asker.token != first_of(run) and run.is_of(asker.token):
            _check(label)
            write_label(run, asker.token, asdict(label))
        else:
            keep_annotation(run.folder, label)


def keep_annotation(folder: Path, label: Annotation) -> None:
    """Writes the annotation of who asked for a run first to its folder, which no visitor must see yet.

    Raises:
        AnnotationError: as of `write_annotation`.
    """
    _check(label)
    write_text(folder / "label.json", json.dumps(asdict(label), ensure_ascii=False) + "\n")


def may_write(run: Run, asker: Visitor) -> bool:
    """Return True if a visitor may write an annotation on a run.

    A visitor in charge who does not follow it may, as long as only who asked for it first follows it. The command line
    always may.
    """
    is_of_one = not asker.token or run.followers == (first_of(run),)
    return run.is_of(asker.token) or (asker.is_in_charge and is_of_one)


def _check(label: Annotation) -> None:
    for text, most, refused in (
        (label.name, MAX_NAME, _("The name has {num} characters; at most {most} are allowed. Shorten it.")),
        (label.note, MAX_NOTE, _("The note has {num} characters; at most {most} are allowed. Shorten it.")),
    ):
        if len(text) > most:
            raise AnnotationError(refused.format(num=len(text), most=most))
        if has_hidden(text):
            raise AnnotationError(
                _(
                    "The text {text!r} has characters that are not seen, such as marks of direction. Type it again"
                    " instead of pasting it."
                ).format(text=visible(text))
            )
    if "\n" in label.name:
        raise AnnotationError(_("The name has more than one line; put the rest into the note."))
    if label.colour not in COLOURS:
        raise AnnotationError(
            _("The colour is {colour!r}; allowed: {colours}, or none.").format(
                colour=label.colour, colours=", ".join(filter(None, COLOURS))
            )
        )
