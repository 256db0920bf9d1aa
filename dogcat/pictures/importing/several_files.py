"""Several files as one source of an import: the parts of a split archive, or files that a visitor uploads together."""

import io
import re
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from dogcat.common.language import _
from dogcat.pictures.importing.archives import ArchiveEntry, Listing, plain_name
from dogcat.pictures.picture_set import PictureSetError

_PART = re.compile(r"(?P<whole>.+)\.(?P<number>\d{3})")  # pets.zip.001, as 7-Zip and others split a file


@dataclass(frozen=True)
class UploadedFiles:
    """Files that a visitor uploads together, by their names: archives or pictures."""

    files: tuple[tuple[str, bytes], ...]

    def listing(self) -> Listing:
        """Return the files as those of a folder."""
        return Listing(
            [ArchiveEntry((plain_name(name),), len(data), partial(io.BytesIO, data)) for name, data in self.files], [()]
        )

    def joined(self) -> "UploadedFiles | BinaryIO":
        """Return the split file whose parts these are; the files themselves if they are no parts.

        Raises:
            PictureSetError: a part is missing.
        """
        parts = {name: data for name, data in self.files if _PART.fullmatch(name)}
        if len(parts) < len(self.files) or len({_whole(name) for name in parts}) > 1:
            return self
        return io.BytesIO(b"".join(parts[name] for name in _in_order(list(parts))))

    def title(self) -> str:
        """Return what the files are called in messages."""
        wholes = {_whole(name) for name, _data in self.files}
        return wholes.pop() if len(wholes) == 1 else ", ".join(plain_name(name) for name, _data in self.files[:3])


class _JoinedFile(io.RawIOBase):
    """The parts of a split file, read as one file."""

    def __init__(self, files: Sequence[BinaryIO]) -> None:
        self._files = [(file, file.seek(0, io.SEEK_END)) for file in files]
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: sum(size for _file, size in self._files)}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        start = self._at
        for file, size in self._files:
            if start < size:
                file.seek(start)
                data = file.read(min(len(buffer), size - start))
                buffer[: len(data)] = data
                self._at += len(data)
                return len(data)
            start -= size
        return 0


def open_file(path: Path, stack: ExitStack) -> BinaryIO:
    """Open a file; of a split one, all parts that lie beside it, as one file.

    Args:
        path: the file, or any part of a split one.
        stack: closes what is opened.

    Raises:
        PictureSetError: a part is missing.
    """
    if not _PART.fullmatch(path.name) or not path.is_file():
        return stack.enter_context(path.open("rb"))
    beside = [one.name for one in path.parent.iterdir() if _PART.fullmatch(one.name)]
    names = _in_order([name for name in beside if _whole(name) == _whole(path.name)])
    files = [stack.enter_context((path.parent / name).open("rb")) for name in names]
    return cast("BinaryIO", stack.enter_context(io.BufferedReader(_JoinedFile(files))))


def _whole(name: str) -> str:
    found = _PART.fullmatch(name)
    return found["whole"] if found else name


def _in_order(names: list[str]) -> list[str]:
    """Return the names of all parts in their order, from 001 on without a gap."""
    ordered = sorted(names)
    for number, name in enumerate(ordered, start=1):
        if name != (expected := f"{_whole(name)}.{number:03}"):
            raise PictureSetError(
                _(
                    "{title} is a part of a file that was split, and {missing} is missing. Choose all parts together,"
                    " or put them into one folder and import the first by its path."
                ).format(title=plain_name(name), missing=plain_name(expected))
            )
    return ordered
