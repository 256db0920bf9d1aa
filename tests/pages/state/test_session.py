"""The state of a tab: small dataclasses, and widgets that can only be bound to fields that exist."""

import ast
from collections.abc import Iterator
from dataclasses import fields

import pytest

from pages.state.choices import TrainState
from pages.state.session import Session, bind
from tests.structure import modules_of

MOST_FIELDS = 16


def test_every_tab_begins_with_choices_of_its_own() -> None:
    one, other = Session(), Session()
    one.train.deleted_runs.append("a")
    one.draft.recipe = "baseline"
    assert other.train.deleted_runs == []
    assert other.draft.recipe == "quick-baseline"


def test_no_dataclass_is_large() -> None:
    for item in fields(Session):
        assert len(fields(getattr(Session(), item.name))) <= MOST_FIELDS, item.name


def test_a_field_that_does_not_exist_cannot_be_bound() -> None:
    with pytest.raises(AttributeError, match="TrainState has no field 'gues'"):
        bind(TrainState(), "gues")


def test_all_widgets_are_bound_to_fields_and_no_two_states_share_a_key() -> None:
    owners: dict[str, set[str]] = {}
    for state, name in bound_fields():
        assert name in {item.name for item in fields(getattr(Session(), state))}, f"{state}.{name}"
        owners.setdefault(name, set()).add(state)
    assert len(owners) > 30
    assert {name: states for name, states in owners.items() if len(states) > 1} == {}


def bound_fields() -> Iterator[tuple[str, str]]:
    """The state and the field of each `bind(session().state, "field")`."""
    for file in modules_of("pages").values():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "bind":
                state, name = node.args[:2]
                if isinstance(name, ast.Constant) and isinstance(state, ast.Attribute):
                    yield state.attr, str(name.value)
