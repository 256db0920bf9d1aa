"""Who asks for an act that others notice, and whether they may do it.

Each such act of `dogcat/` takes its asker and checks here. A page only leaves out the buttons that would be refused.
"""

from collections.abc import Callable
from dataclasses import dataclass

from dogcat.common.errors import DogcatError


class NotAllowedError(DogcatError):
    """An act that its asker may not do. The text says who may."""


@dataclass(frozen=True)
class Visitor:
    """Who asks.

    Attributes:
        token: of the browser, the same as in its runs; empty for the command line.
        address: a mark of the network address, equal for equal addresses; empty if it is not known.
        is_in_charge: whether it is the teacher, somebody at the server's own computer, or the command line.
    """

    token: str
    address: str = ""
    is_in_charge: bool = False

    def may_change(self, *owners: str) -> bool:
        """Return True if this visitor may change what belongs to the browsers with these tokens.

        What the command line has made has an empty token, so only a visitor in charge may change it.
        """
        return self.is_in_charge or (self.token != "" and self.token in owners)


COMMAND_LINE = Visitor("", is_in_charge=True)  # who starts it can change all files anyway


_find_reader: Callable[[], Visitor | None] = lambda: None  # noqa: E731 - follow_reader() replaces it


def follow_reader(find_reader: Callable[[], Visitor | None]) -> None:
    """Set the function that returns who reads now, for what one learner must not see of another.

    Args:
        find_reader: called for each text that is not for all; returns None outside of a page, where all is read.
    """
    global _find_reader
    _find_reader = find_reader


def current_reader() -> Visitor | None:
    """Return who reads now; None for the command line, and for whatever else is no page."""
    return _find_reader()


def require_charge(asker: Visitor, refusal: str) -> None:
    """Check that the asker is in charge.

    Raises:
        NotAllowedError: with the text `refusal`.
    """
    if not asker.is_in_charge:
        raise NotAllowedError(refusal)


def require_owner(asker: Visitor, owner: str | tuple[str, ...], refusal: str) -> None:
    """Check that the asker is in charge, or that what it wants to change is its own.

    Args:
        asker: who asks.
        owner: token of the browser that has made it, or of all to whom it belongs.
        refusal: what an error says.

    Raises:
        NotAllowedError: with the text `refusal`.
    """
    if not asker.may_change(*((owner,) if isinstance(owner, str) else owner)):
        raise NotAllowedError(refusal)
