"""Downloads an archive of the catalogue, also over an unreliable connection.

pooch stores the files and compares checksums. This module adds what pooch lacks: resuming an interrupted download,
several addresses for one file, and recognising the login page of a network.
"""

import hashlib
import itertools
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep
from urllib.parse import urlsplit

import filelock
import pooch
import requests
import urllib3

from dogcat.common.disk_space import usable_bytes
from dogcat.common.errors import DogcatError
from dogcat.common.language import N_, _
from dogcat.common.storage import home_dir
from dogcat.common.types import ProgressCallback
from dogcat.common.units import MEGABYTE, size_words
from dogcat.pictures.importing.catalogue import CatalogueEntry

OTHER_WAYS = N_(
    "Two ways need no internet: draw a set with 'pictures draw --name NAME', or import a zip or folder of your own"
    " with 'pictures import PATH --name NAME'; the Pictures page has both."
)

_TIMEOUTS = (10.0, 30.0)  # seconds to connect, and seconds without data after that
_ATTEMPTS = 4  # consecutive attempts without a new byte; they wait 1, 2 and 4 seconds in between
_PASSING_STATUSES = frozenset({429, 500, 502, 503, 504})
_PIECE_BYTES = 2**18
_ABANDONED_SECONDS = 24 * 3600  # age from which an unfinished file is deleted
_ARCHIVE_STARTS = (b"PK", b"\x1f\x8b")  # zip, gzip
_WEB_PAGE = N_(
    "answers with a web page instead of the file: the file has moved, or you need to log in to this computer"
    " network in a browser first"
)

pooch.get_logger().setLevel("WARNING")  # otherwise it writes lines to stderr

Announce = Callable[[str], None]  # called with one line


class DownloadError(DogcatError):
    """A picture set cannot be downloaded."""


class _AddressError(Exception):
    """The reason why an address failed, as the end of a sentence that starts with the address."""


class _UnreachableError(_AddressError):
    """There was no answer, for example because the computer is offline."""


class _PassingError(_AddressError):
    """A temporary failure, such as a broken connection or a busy server."""


def download_first(
    entries: list[CatalogueEntry], progress: ProgressCallback | None = None, announce: Announce | None = None
) -> tuple[CatalogueEntry, Path]:
    """Download the archive of the first of several entries that works, from the first of its addresses that works.

    The archive is stored in `downloads/` of the home folder. If it is complete there, the network is not used. An
    interrupted download leaves its part there. The next download resumes from it if the server supports that and its
    file has not changed (HTTP Range and If-Range, RFC 9110, sections 13.1.5 and 14.2).

    Args:
        entries: one or more entries of `catalogue()`, tried in this order.
        progress: called with (bytes done, all bytes) after each piece; all bytes is 0 if the size is unknown. It starts
            again at each address.
        announce: called with one line per address that is tried, and one per address that fails.

    Returns:
        The entry and the path of its archive, which has the checksum and size of the catalogue. The caller deletes the
        archive after use.

    Raises:
        DownloadError: all addresses failed, the disk is full, or another process is downloading the entry. The text has
            the reason of every address.
    """
    failures: dict[str, _AddressError] = {}
    for entry in entries:
        with _reserved(entry) as folder:
            for address in entry.addresses:
                try:
                    return entry, _archive_from(address, entry, folder, progress, announce)
                except _AddressError as error:
                    failures[address] = error
                    if announce:
                        announce(f"{address} {error}.")
    if all(isinstance(error, _UnreachableError) for error in failures.values()):
        hosts = ", ".join(dict.fromkeys(urlsplit(address).netloc for address in failures))
        raise DownloadError(
            _("No connection to {hosts}: this computer seems to be offline. {other_ways}").format(
                hosts=hosts, other_ways=_(OTHER_WAYS)
            )
        )
    reasons = "; ".join(
        _("{address} {reason}").format(address=address, reason=error) for address, error in failures.items()
    )
    raise DownloadError(
        _("Nothing could be downloaded: {reasons}. Try again later. {other_ways}").format(
            reasons=reasons, other_ways=_(OTHER_WAYS)
        )
    )


@contextmanager
def _reserved(entry: CatalogueEntry) -> Iterator[Path]:
    """Yield the cleaned folder of downloads, locked against other downloads of the same entry."""
    folder = home_dir() / "downloads"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(folder / f"{entry.id}.lock", timeout=0):
            _remove_abandoned(folder, {_part_file(folder, address).stem for address in entry.addresses})
            yield folder
    except filelock.Timeout:
        raise DownloadError(
            _(
                "{title} is being downloaded already, in another window or by somebody else. Wait until it is done."
            ).format(title=_(entry.title))
        ) from None
    except OSError as error:
        raise DownloadError(
            _(
                "The download cannot be stored in {folder}: {why}. Free some space, or set DOGCAT_HOME to a folder"
                " that you can write to."
            ).format(folder=folder, why=error.strerror or error)
        ) from None


def _remove_abandoned(folder: Path, wanted: set[str]) -> None:
    """Delete parts that are older than a day, except those in `wanted`, from which this download may resume."""
    for file in folder.iterdir():
        pooch_left_it = file.name.startswith("tmp") and not file.suffix
        with suppress(FileNotFoundError):  # another process may delete it first
            if (pooch_left_it or (file.suffix in {".part", ".tag"} and file.stem not in wanted)) and (
                file.stat().st_mtime < time.time() - _ABANDONED_SECONDS
            ):
                file.unlink()


def _part_file(folder: Path, address: str) -> Path:
    """Return the path of the downloaded part of an address' file. The `.tag` file beside it has the file's ETag."""
    return folder / f"{hashlib.sha256(address.encode()).hexdigest()[:16]}.part"


def _archive_from(
    address: str, entry: CatalogueEntry, folder: Path, progress: ProgressCallback | None, announce: Announce | None
) -> Path:
    archive, part = folder / entry.archive_name, _part_file(folder, address)
    if entry.num_bytes and archive.exists() and archive.stat().st_size != entry.num_bytes:
        archive.unlink()

    def fetch(_address: str, output: str, _pooch: object) -> None:
        if announce:
            size = f", {size_words(entry.num_bytes)}" if entry.num_bytes else ""
            announce(f"Trying {entry.title}{size}: {address}")
        _fetch_patiently(address, entry, part, progress)
        part.replace(output)
        part.with_suffix(".tag").unlink()

    try:
        pooch.retrieve(address, known_hash=entry.sha256, fname=archive.name, path=folder, downloader=fetch)
    except ValueError:
        if part.exists():  # then pooch's comparison of checksums did not raise it
            raise
        raise _AddressError(
            _("sent a file with a wrong checksum: it was damaged on the way, or is no longer the catalogue's file")
        ) from None
    return archive


def _fetch_patiently(address: str, entry: CatalogueEntry, part: Path, progress: ProgressCallback | None) -> None:
    """Retry after temporary failures, each time from where the last attempt stopped."""
    failures, furthest = 0, _size(part)
    while True:
        try:
            return _fetch_once(address, entry, part, progress)
        except (_PassingError, _UnreachableError) as error:
            if isinstance(error, _UnreachableError) and not failures:
                raise  # offline from the start; a connection that worked a moment ago may come back
            failures = 1 if _size(part) > furthest else failures + 1
            furthest = max(furthest, _size(part))
            if failures == _ATTEMPTS:
                raise
        sleep(2.0 ** (failures - 1))


def _fetch_once(address: str, entry: CatalogueEntry, part: Path, progress: ProgressCallback | None) -> None:
    tag_file = part.with_suffix(".tag")
    tag = tag_file.read_text(encoding="latin-1") if tag_file.exists() else ""
    done = _size(part) if tag else 0  # without an ETag the file may have changed
    headers = {"Accept-Encoding": "identity"}
    if done:
        headers |= {"Range": f"bytes={done}-", "If-Range": tag}
    try:
        with requests.get(address, headers=headers, stream=True, timeout=_TIMEOUTS) as answer:
            _receive(answer, entry, part, done, tag, progress)
    except requests.exceptions.SSLError:
        raise _AddressError(
            _("has no certificate that this computer trusts; an internet filter can be the cause")
        ) from None
    except requests.ConnectionError:
        raise _UnreachableError(_("cannot be reached")) from None
    except (requests.Timeout, urllib3.exceptions.ReadTimeoutError):
        raise _PassingError(_("has sent nothing for {seconds:g} seconds").format(seconds=_TIMEOUTS[1])) from None
    except urllib3.exceptions.HTTPError:
        raise _PassingError(_broken_off(part)) from None
    except requests.TooManyRedirects:
        raise _AddressError(_("redirects in a circle")) from None
    except requests.RequestException as error:
        raise _AddressError(_("cannot be requested ({why})").format(why=error)) from None


def _receive(
    answer: requests.Response, entry: CatalogueEntry, part: Path, done: int, tag: str, progress: ProgressCallback | None
) -> None:
    """Append the server's data to the part, after checking that it is the same archive."""
    status = _("answers {status}").format(status=f"{answer.status_code} {answer.reason or ''}".rstrip())
    if answer.status_code in _PASSING_STATUSES:
        raise _PassingError(status)
    if answer.status_code not in {200, 206, 416}:
        raise _AddressError(status)
    new_tag = answer.headers.get("ETag", "")
    start, in_all = _extent(answer)
    if answer.status_code != 200 and (start != done or new_tag != tag):
        part.unlink(missing_ok=True)
        raise _PassingError(_("has a different file than before"))
    if "html" in answer.headers.get("Content-Type", "").lower():
        raise _AddressError(_(_WEB_PAGE))
    if in_all and entry.num_bytes and in_all != entry.num_bytes:
        raise _AddressError(
            _(
                "has a file of {found:,} bytes, but the catalogue says {expected:,}: it is no longer the same file"
            ).format(found=in_all, expected=entry.num_bytes)
        )
    expected = in_all or entry.num_bytes or 0
    _check_disk(part.parent, expected - start)
    # Undecoded: some servers declare a .tar.gz as a gzip-encoded tar, which requests would unpack.
    pieces = answer.raw.stream(_PIECE_BYTES, decode_content=False)
    first = next(pieces, b"")
    if start == 0:
        if first and not first.startswith(_ARCHIVE_STARTS):
            is_page = first.lstrip()[:9].lower().startswith((b"<!doctype", b"<html"))
            raise _AddressError(
                _(_WEB_PAGE) if is_page else _("sent something that is neither a zip nor a tar.gz file")
            )
        part.unlink(missing_ok=True)
        # RFC 9110 forbids weak tags in If-Range.
        part.with_suffix(".tag").write_text("" if new_tag.startswith("W/") else new_tag, encoding="latin-1")
    with part.open("ab") as file:
        for piece in itertools.chain([first], pieces):
            file.write(piece)
            if progress:
                progress(file.tell(), expected)
    if not first or (expected and _size(part) != expected):
        raise _PassingError(_broken_off(part))


def _extent(answer: requests.Response) -> tuple[int, int]:
    """Return the first byte of an answer (-1 if unknown) and the size of the whole file (0 if unknown)."""
    if answer.status_code == 200:
        length = answer.headers.get("Content-Length", "")
        return 0, int(length) if length.isdecimal() else 0
    found = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", answer.headers.get("Content-Range", ""))
    return (int(found[1]), int(found[2])) if found else (-1, 0)


def _check_disk(folder: Path, needed: int) -> None:
    free = usable_bytes(folder)
    if needed > free:
        raise DownloadError(
            _(
                "The download needs {needed:,.0f} MB, but the disk of {folder} has {free:,.0f} MB free. Free some"
                " space, or set DOGCAT_HOME to a folder on another disk."
            ).format(needed=needed / MEGABYTE, folder=folder, free=free / MEGABYTE)
        )


def _broken_off(part: Path) -> str:
    return _("stopped after {size:,.1f} MB").format(size=_size(part) / MEGABYTE)


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0
