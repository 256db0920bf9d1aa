"""Opens a zip that is untrusted input, without reading a directory that lists too many files.

`zipfile` reads the whole directory of a zip and makes an object of each entry, of about 1 kB, before anyone can count
them. A zip of 100 MB can list 2.3 million files, which take 800 MB and 20 seconds.
"""

import zipfile
from typing import BinaryIO, cast

_SIGNATURE = b"PK\1\2"  # starts each entry of the directory
_ENTRY_BYTES = 256  # on average for each entry; 46 and the name are usual
_END_BYTES = 2**17  # of the end record with its comment, which may have 2**16


class LongDirectoryError(zipfile.BadZipFile):
    """A zip lists more files than are allowed."""


def open_zip(file: BinaryIO, most: int) -> zipfile.ZipFile:
    """Return an open zip for reading.

    Args:
        file: the file, which stays open when the zip is closed.
        most: number of files and folders that it may list.

    Raises:
        LongDirectoryError: it lists more, or its directory is too long for that number.
        zipfile.BadZipFile: the file is not a whole zip. As `zipfile.ZipFile`, it may raise other types as well.
    """
    measured = _MeasuredFile(file, most)
    archive = zipfile.ZipFile(cast("BinaryIO", measured))
    measured.is_listed = True
    return archive


class _MeasuredFile:
    """A file for `zipfile` that measures each part of the directory before `zipfile` gets it.

    `zipfile` itself says where the directory is and how long. So no trick in the end record makes it read another one
    than the one that was measured.
    """

    def __init__(self, file: BinaryIO, most: int) -> None:
        self._file, self._most, self.is_listed = file, most, False

    def read(self, size: int = -1) -> bytes:
        if self.is_listed:
            return self._file.read(size)
        limit = _END_BYTES + _ENTRY_BYTES * self._most
        data = b"" if size > limit else self._file.read(limit + 1 if size < 0 else size)
        if size > limit or len(data) > limit or data.count(_SIGNATURE) > self._most:
            raise LongDirectoryError(f"it lists more than {self._most:,} files")
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True
