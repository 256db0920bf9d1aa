"""What visitors may do with picture sets."""

import pytest

from dogcat.common.permission import COMMAND_LINE, NotAllowedError, Visitor
from dogcat.pictures.rights import require_new_set, require_set_change

ANN, TEACHER = Visitor("ann"), Visitor("teacher", is_in_charge=True)


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("allows", ["true", "false"])
def test_who_may_add_a_set(allows: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOGCAT_ALLOWS_IMPORTS", allows)
    for asker in (TEACHER, COMMAND_LINE):
        require_new_set(asker)
        require_new_set(asker, names_path=True)
    if allows == "true":
        require_new_set(ANN)
    else:
        with pytest.raises(NotAllowedError, match="Your teacher has chosen the pictures"):
            require_new_set(ANN)
    with pytest.raises(NotAllowedError, match="Only the teacher can import from a path"):
        require_new_set(ANN, names_path=True)


def test_who_may_change_a_set() -> None:
    for asker in (TEACHER, COMMAND_LINE):
        require_set_change(asker)
    with pytest.raises(NotAllowedError, match="only the teacher can change, rename or delete it"):
        require_set_change(ANN)
