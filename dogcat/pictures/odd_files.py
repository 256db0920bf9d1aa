"""Names what is left out of a picture set's folders, because it is a link or no file."""

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.shown_text import visible
from dogcat.common.storage import pictures_dir
from dogcat.common.text_file import OddFileError, is_plain_file, is_plain_folder, read_plain
from dogcat.pictures.picture_set import (
    CLASS_FOLDERS,
    LEFT_OUT_FILE,
    MAX_NOTE_BYTES,
    SET_FILE,
    SPLITS,
    PictureSet,
    is_picture_name,
)

_NUM_NAMED = 5  # files that are named


def odd_files(pictures: PictureSet) -> list[str]:
    """Return the names of the files and folders of a set that are left out, in the order of their folders."""
    found = []
    for name in (SET_FILE, LEFT_OUT_FILE):
        try:
            read_plain(pictures.folder / name, MAX_NOTE_BYTES)
        except FileNotFoundError:
            continue
        except OddFileError:
            found.append(name)
    for split in SPLITS:
        for place in (split, *(f"{split}/{class_folder}" for class_folder in CLASS_FOLDERS)):
            folder = pictures.folder / place
            if (folder.exists() or folder.is_symlink()) and not is_plain_folder(folder):
                found.append(place)
            elif "/" in place and is_plain_folder(folder) and is_plain_folder(folder.parent):
                names = sorted(path.name for path in folder.iterdir() if is_picture_name(path.name))
                found += [f"{place}/{name}" for name in names if not is_plain_file(folder / name)]
    return found


def odd_sets_text() -> str:
    """Return one sentence that names the links among the folders of sets; empty if there are none."""
    folders = sorted(pictures_dir().glob("[!.]*"))
    found = [visible(folder.name) for folder in folders if folder.is_symlink()]
    if not found:
        return ""
    return _("No picture sets, because they are links: {files}.").format(files=", ".join(found[:_NUM_NAMED]))


def odd_files_text(pictures: PictureSet) -> str:
    """Return one sentence that names what is left out; empty if nothing is."""
    try:
        found = odd_files(pictures)
    except (OSError, DogcatError) as error:
        return _("The picture set {name} cannot be read ({why}).").format(name=pictures.name, why=error)
    if not found:
        return ""
    names = ", ".join(map(visible, found[:_NUM_NAMED])) + (", …" if len(found) > _NUM_NAMED else "")
    return _("Left out of the picture set {name}, because they are links or no files: {files}.").format(
        name=pictures.name, files=names
    )
