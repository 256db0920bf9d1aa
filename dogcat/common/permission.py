"""Who asks for an act that others notice, and whether they may do it.

Each such act of `dogcat/` takes its asker and checks here. A page only leaves out the buttons that would be refused.
"""

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

    def may_change(self, owner: str) -> bool:
        """Return True if this visitor may change what the browser with the token `owner` has made.

        What the command line has made has no owner, so only a visitor in charge may change it.
        """
        return self.is_in_charge or (owner != "" and owner == self.token)


COMMAND_LINE = Visitor("", is_in_charge=True)  # who starts it can change all files anyway


def require_charge(asker: Visitor, refusal: str) -> None:
    """Check that the asker is in charge.

    Raises:
        NotAllowedError: with the text `refusal`.
    """
    if not asker.is_in_charge:
        raise NotAllowedError(refusal)


def require_owner(asker: Visitor, owner: str, refusal: str) -> None:
    """Check that the asker is in charge, or has made what it wants to change.

    Raises:
        NotAllowedError: with the text `refusal`.
    """
    if not asker.may_change(owner):
        raise NotAllowedError(refusal)
