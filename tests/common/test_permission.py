"""Who may do what."""

import pytest

from dogcat.common.permission import COMMAND_LINE, NotAllowedError, Visitor, require_charge, require_owner

ANN, BOB, TEACHER = Visitor("ann"), Visitor("bob"), Visitor("teacher", is_in_charge=True)


@pytest.mark.parametrize(
    ("asker", "owner", "may"),
    [
        (ANN, "ann", True),
        (BOB, "ann", False),
        (TEACHER, "ann", True),
        (COMMAND_LINE, "ann", True),
        (ANN, "", False),  # made on the command line
        (Visitor(""), "", False),
        (TEACHER, "", True),
    ],
)
def test_owners_and_who_is_in_charge_may_change_something(asker: Visitor, owner: str, may: bool) -> None:
    assert asker.may_change(owner) is may
    if may:
        require_owner(asker, owner, "refused")
    else:
        with pytest.raises(NotAllowedError, match="refused"):
            require_owner(asker, owner, "refused")


def test_only_who_is_in_charge_may_change_what_all_use() -> None:
    for asker in (TEACHER, COMMAND_LINE):
        require_charge(asker, "refused")
    with pytest.raises(NotAllowedError, match="refused"):
        require_charge(ANN, "refused")
