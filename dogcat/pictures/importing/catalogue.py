"""The picture sets that can be downloaded: reads and checks a file of addresses, sizes, checksums and licences.

Kaggle's archive of the exercise is not in the file, because Kaggle requires a login.
"""

import json
import os
import re
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlsplit

from dogcat.common.errors import DogcatError
from dogcat.common.language import N_, _
from dogcat.common.storage import ASSETS_DIR
from dogcat.common.text_file import read_text_file
from dogcat.common.typed_path import typed_path

CATALOGUE_FILE = ASSETS_DIR / "picture_sets.json"

# The texts of `CATALOGUE_FILE`, listed here so that the tools for translation find them.
SENTENCES_OF_THE_FILE = (
    N_("Cats and dogs, filtered (Google)"),
    N_("no licence stated; the rules of Kaggle's “Dogs vs. Cats” apply to the photos"),
    N_("Non-commercial research and learning; the photos may not be published again."),
    N_("a zip with train (1,000 cats, 1,000 dogs) and validation (500, 500); it has no test split"),
    N_("Cats and Dogs, PetImages (Microsoft)"),
    N_("CDLA-Permissive-2.0 (its text is in the zip)"),
    N_("Any use, also commercial, and passing the photos on together with the text of the licence."),
    N_("a zip with PetImages/Cat and PetImages/Dog, 12,500 photos each; some are damaged; no splits"),
    N_("Oxford-IIIT Pet (University of Oxford)"),
    N_("Any use, also commercial, when the source is named and changed copies keep this licence."),
    N_("a tar.gz with images/BREED_NUMBER.jpg, 7,390 photos; a breed with a capital letter is a cat; no splits"),
)
_ARCHIVE_SUFFIX = re.compile(r"\.(zip|tar\.gz|tgz)$")


class CatalogueError(DogcatError):
    """A catalogue that cannot be used, or an id that is not in it."""


@dataclass(frozen=True)
class CatalogueEntry:
    """One picture set that can be downloaded.

    Attributes:
        id: short name for the command line: lower-case letters, digits and hyphens.
        title: name of the set and its publisher.
        addresses: http or https addresses of the same archive, tried in this order.
        num_bytes: size of the archive in bytes; None if unknown.
        sha256: checksum of the archive in 64 hexadecimal digits; None if unknown.
        licence: licence of the photos.
        permits: one sentence on what the licence allows.
        layout: description of the folders and files in the archive.
    """

    id: str
    title: str
    addresses: tuple[str, ...]
    num_bytes: int | None
    sha256: str | None
    licence: str
    permits: str
    layout: str

    @property
    def archive_name(self) -> str:
        """File name of the downloaded archive: the id, and the suffix of the first address."""
        return self.id + _suffix(self.addresses[0])


def catalogue() -> list[CatalogueEntry]:
    """Return the picture sets that can be downloaded, in the order in which to try them.

    The file is `CATALOGUE_FILE`, or the one that the environment variable `DOGCAT_CATALOGUE` names, for example if a
    school keeps copies on its own server.

    Raises:
        CatalogueError: the file is missing or invalid; the text names the entry and the key.
        TextFileError: the file cannot be read as text.
    """
    file = typed_path(os.environ.get("DOGCAT_CATALOGUE") or str(CATALOGUE_FILE))
    try:
        rows = json.loads(read_text_file(file))
    except FileNotFoundError as error:
        raise CatalogueError(
            _(
                "The catalogue of picture sets {file} cannot be read ({why}). Expected: a JSON file; the environment"
                " variable DOGCAT_CATALOGUE may name another one."
            ).format(file=file, why=error.strerror)
        ) from None
    except (ValueError, RecursionError) as error:
        raise CatalogueError(
            _("The catalogue of picture sets {file} is not JSON ({why}). Correct the file at that place.").format(
                file=file, why=error
            )
        ) from None
    if not isinstance(rows, list) or not rows:
        raise CatalogueError(
            _("The catalogue of picture sets {file} has no entries. Expected: a JSON list of them.").format(file=file)
        )
    entries: list[CatalogueEntry] = []
    for number, row in enumerate(rows, start=1):
        place = _("The catalogue of picture sets {file}, entry {number}").format(file=file, number=number)
        entry = _checked(row, place)
        if any(entry.id == earlier.id for earlier in entries):
            raise CatalogueError(
                _('{place}: "id" is {name!r}, as in an earlier entry. Give this entry an id of its own.').format(
                    place=place, name=entry.id
                )
            )
        entries.append(entry)
    return entries


def find_entry(entry_id: str) -> CatalogueEntry:
    """Return the catalogue's entry of this id.

    Raises:
        CatalogueError: there is no such entry; the text lists the existing ones.
    """
    entries = {entry.id: entry for entry in catalogue()}
    if entry_id not in entries:
        raise CatalogueError(
            _("There is no picture set {name!r} to download. Known sets: {known}.").format(
                name=entry_id, known=", ".join(entries)
            )
        )
    return entries[entry_id]


def _checked(row: Any, place: str) -> CatalogueEntry:
    names = [field.name for field in fields(CatalogueEntry)]
    found = list(row) if isinstance(row, dict) else []
    for name in names:
        if name not in found:
            raise CatalogueError(
                _('{place}: "{name}" is missing. Expected: {expected}.').format(
                    place=place, name=name, expected=", ".join(names)
                )
            )
    for name in found:
        if name not in names:
            raise CatalogueError(
                _('{place}: "{name}" is not a key of an entry. Expected: {expected}.').format(
                    place=place, name=name, expected=", ".join(names)
                )
            )
    num_bytes, sha256, addresses = row["num_bytes"], row["sha256"], row["addresses"]
    rules = {name: (_is_text(row[name]), N_("a text")) for name in ("title", "licence", "permits", "layout")}
    rules["id"] = (
        _is_text(row["id"], "[a-z0-9][a-z0-9-]{0,39}"),
        N_("at most 40 lower-case letters, digits and hyphens"),
    )
    rules["num_bytes"] = (
        num_bytes is None or (type(num_bytes) is int and num_bytes > 0),
        N_("a whole number above 0, or null"),
    )
    rules["sha256"] = (sha256 is None or _is_text(sha256, "[0-9a-f]{64}"), N_("64 hexadecimal digits, or null"))
    rules["addresses"] = (
        isinstance(addresses, list) and bool(addresses) and all(map(_is_archive_address, addresses)),
        N_("a list of http or https addresses that end in .zip, .tar.gz or .tgz"),
    )
    for name, (right, expected) in rules.items():
        if not right:
            raise CatalogueError(
                _('{place}: "{name}" is {value}. Expected: {expected}.').format(
                    place=place, name=name, value=json.dumps(row[name]), expected=_(expected)
                )
            )
    return CatalogueEntry(**{**row, "addresses": tuple(addresses)})


def _is_text(value: Any, pattern: str = r"(?s).*\S.*") -> bool:
    return isinstance(value, str) and re.fullmatch(pattern, value) is not None


def _is_archive_address(value: Any) -> bool:
    return _is_text(value, r"https?://[^/\s]+/\S+") and bool(_suffix(value))


def _suffix(address: str) -> str:
    found = _ARCHIVE_SUFFIX.search(urlsplit(address).path.lower())
    return found.group() if found else ""
