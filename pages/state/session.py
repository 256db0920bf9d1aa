"""The typed state of one browser tab, and how widgets are bound to it.

Streamlit forgets a widget's value when another page is opened; this object does not.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

import streamlit as st

from dogcat.common.language import current_language
from pages.state import choices, try_choices

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass
class Session:
    """The choices of one browser tab, by the page that they belong to."""

    visitor: choices.VisitorState = field(default_factory=choices.VisitorState)
    lesson: choices.LessonState = field(default_factory=choices.LessonState)
    pictures: choices.PicturesState = field(default_factory=choices.PicturesState)
    picture_choice: choices.PictureChoiceState = field(default_factory=choices.PictureChoiceState)
    augmentation: choices.AugmentationState = field(default_factory=choices.AugmentationState)
    model: choices.ModelState = field(default_factory=choices.ModelState)
    draft: choices.DraftState = field(default_factory=choices.DraftState)
    train: choices.TrainState = field(default_factory=choices.TrainState)
    first_layer: choices.FirstLayerState = field(default_factory=choices.FirstLayerState)
    replay: choices.ReplayState = field(default_factory=choices.ReplayState)
    compare: choices.CompareState = field(default_factory=choices.CompareState)
    ladder: choices.LadderState = field(default_factory=choices.LadderState)
    class_photos: choices.ClassPhotosState = field(default_factory=choices.ClassPhotosState)
    pretrained: choices.PretrainedState = field(default_factory=choices.PretrainedState)
    by_picture: choices.PictureByPictureState = field(default_factory=choices.PictureByPictureState)
    board: choices.BoardState = field(default_factory=choices.BoardState)
    try_picture: try_choices.TryState = field(default_factory=try_choices.TryState)
    own_pictures: try_choices.OwnPicturesState = field(default_factory=try_choices.OwnPicturesState)
    own_model: try_choices.OwnModelState = field(default_factory=try_choices.OwnModelState)
    perturbation: try_choices.PerturbationState = field(default_factory=try_choices.PerturbationState)
    human_baseline: try_choices.HumanBaselineState = field(default_factory=try_choices.HumanBaselineState)


def session() -> Session:
    """Returns this tab's session object, made on first use."""
    try:
        found: Session = st.session_state["session"]
    except KeyError:  # `in` would cost a walk through all keys, at each of the many calls of a rerun
        found = st.session_state["session"] = Session()
    return found


def key_in_language(key: str) -> str:
    """Returns the key of a widget whose options have translated labels and whose value is not bound to the session.

    Streamlit identifies an option by its label. After a change of the language, a widget with the same key would give
    back the label in the former language instead of the option.
    """
    return f"{key}-{current_language()}"


def bind(
    state: "DataclassInstance", name: str, changed: Callable[[], None] | None = None, suffix: str = ""
) -> dict[str, Any]:
    """Returns the `key` and `on_change` with which a widget shows and changes a field of the session.

    Args:
        state: one of the session's dataclasses, such as `session().train`.
        name: of the field. No two dataclasses have a field of the same name that is bound, since it is the key.
        changed: called after the visitor has changed the value.
        suffix: of the key; another one makes another widget.

    Raises:
        AttributeError: the dataclass has no such field.
    """
    if name not in [item.name for item in fields(state)]:
        raise AttributeError(f"{type(state).__name__} has no field {name!r}. Add it to its dataclass.")
    key = f"session.{name}{suffix}"
    st.session_state[key] = getattr(state, name)

    def keep() -> None:
        setattr(state, name, st.session_state[key])
        if changed:
            changed()

    return {"key": key, "on_change": keep}


def bind_expander(state: "DataclassInstance", name: str) -> dict[str, Any]:
    """Returns the `key` and `on_change` of an expander whose state is a field of the session.

    The browser leaves an expander with the same key as the visitor has set it. So the key changes whenever the app
    opens or closes it.

    Args:
        state: one of the session's dataclasses, such as `session().draft`.
        name: of the field, True while the expander is open.
    """
    note = f"session.{name}.seen"
    number, seen = st.session_state.get(note, (0, getattr(state, name)))
    if seen != getattr(state, name):
        number += 1
    st.session_state[note] = number, getattr(state, name)

    def note_change() -> None:
        st.session_state[note] = number, getattr(state, name)

    return bind(state, name, changed=note_change, suffix=f".{number}" if number else "")
