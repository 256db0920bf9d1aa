"""What visitors may do with picture sets, which all of them use."""

from dogcat.common.language import _
from dogcat.common.permission import NotAllowedError, Visitor, require_charge
from dogcat.recipe.settings import settings


def require_new_set(asker: Visitor, names_path: bool = False) -> None:
    """Check that the asker may add a picture set.

    Args:
        asker: who asks.
        names_path: whether the pictures come from a path of the server, which can be any file of it.

    Raises:
        NotAllowedError: the settings allow no imports, or a visitor who is not in charge names a path.
        SettingsError: the settings cannot be read.
    """
    if names_path:
        require_charge(asker, _("Only the teacher can import from a path on the server. Upload the file instead."))
    if not asker.is_in_charge and not settings().allows_imports:
        raise NotAllowedError(_("Your teacher has chosen the pictures for this class. You cannot add others."))


def require_set_change(asker: Visitor) -> None:
    """Check that the asker may rename, delete or change a picture set.

    Raises:
        NotAllowedError: the asker is not in charge.
    """
    require_charge(asker, _("Everybody uses this set, so only the teacher can change, rename or delete it."))
