"""Zips of runs as strangers may send them: the good one, with files replaced, added or left out."""

import io
import stat
import zipfile
from collections.abc import Mapping

from dogcat.export.bundle import write_zip
from dogcat.runs.run import Run

DAMAGED = b"\x00\xff not what it should be"


def contents(run: Run) -> dict[str, bytes]:
    """Return the files of a run's zip by their path in it."""
    buffer = io.BytesIO()
    write_zip(run, buffer)
    with zipfile.ZipFile(buffer) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: Mapping[str, bytes]) -> io.BytesIO:
    """Return a zip of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    buffer.seek(0)
    return buffer


def changed(run: Run, name: str, data: bytes | None) -> io.BytesIO:
    """Return a run's zip in which one file of the run has other content; None leaves it out."""
    files = contents(run)
    files.pop(f"{run.id}/{name}", None)
    return packed(files if data is None else files | {f"{run.id}/{name}": data})


def with_entry(run: Run, name: str, data: bytes = b"x", mode: int = 0, flags: int = 0) -> io.BytesIO:
    """Return a run's zip with one more entry.

    Args:
        run: the run.
        name: of the entry, as it stands in the zip.
        data: its content.
        mode: file type and permissions of Unix.
        flags: of the zip format; 1 says that it is encrypted.
    """
    buffer = packed(contents(run))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo("placeholder")
        entry.filename = name
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = mode << 16
        archive.writestr(entry, data)
        archive.infolist()[-1].flag_bits |= flags
    buffer.seek(0)
    return buffer


HOSTILE = {  # what is wrong with an entry, with part of the refusal
    "a path to the root": (("/etc/passwd",), "leads out of the zip"),
    "a path upward": (("x/../../evil.txt",), "leads out of the zip"),
    "a path upward for Windows": (("x\\..\\..\\evil.txt",), "leads out of the zip"),
    "a drive": (("C:evil.txt",), "leads out of the zip"),
    "a reserved name": (("x/what?.txt",), "is no name for a file"),
    "a control character": (("x/a\nb.txt",), "is no name for a file"),
    "a long name": (("x" * 201,), "is no name for a file"),
    "a link": (("x/link", b"/etc/passwd", stat.S_IFLNK | 0o777), "is a link or a special file"),
    "a device": (("x/device", b"", stat.S_IFCHR | 0o600), "is a link or a special file"),
    "a password": (("x/secret", b"x", 0, 1), "is protected by a password"),
    "a bomb": (("x/zeros", bytes(9 * 10**6)), "far more than such a file has"),
}
