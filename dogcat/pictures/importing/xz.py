"""Reads an xz file with a limit of memory, which `lzma.LZMAFile` lacks."""

import io
import lzma
from typing import BinaryIO

from dogcat.common.units import MEGABYTE

MAX_MEMORY = 150 * MEGABYTE  # of the decompressor; `xz -9` needs 65 MiB, and a hostile file may declare 4 GiB
_PIECE_BYTES = 2**16


class XzFile(io.RawIOBase):
    """An xz file of one or several streams, open for reading. Seeking back starts again from the first byte."""

    def __init__(self, file: BinaryIO) -> None:
        """Open the file.

        Args:
            file: the packed file; it stays open.
        """
        self._file = file
        self._decoder = lzma.LZMADecompressor(memlimit=MAX_MEMORY)
        self._at = 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill a buffer with unpacked bytes, and return their number; 0 at the end.

        Raises:
            lzma.LZMAError: the file is damaged, or needs more than `MAX_MEMORY`.
            EOFError: the file breaks off.
        """
        view = memoryview(buffer)  # type: ignore[arg-type]
        while True:
            packed = b""
            if self._decoder.eof:
                packed = self._decoder.unused_data or self._file.read(_PIECE_BYTES)
                packed = packed.lstrip(b"\0")  # padding between streams
                if not packed:
                    return 0
                self._decoder = lzma.LZMADecompressor(memlimit=MAX_MEMORY)
            elif self._decoder.needs_input and not (packed := self._file.read(_PIECE_BYTES)):
                raise EOFError("the xz file breaks off")
            data = self._decoder.decompress(packed, len(view))
            if data:
                view[: len(data)] = data
                self._at += len(data)
                return len(data)

    def seek(self, position: int, whence: int = io.SEEK_SET) -> int:
        """Go to a position from the start, or forward from here, and return it; not past the end."""
        target = position + (self._at if whence == io.SEEK_CUR else 0)
        if target < self._at:
            self._file.seek(0)
            self._decoder, self._at = lzma.LZMADecompressor(memlimit=MAX_MEMORY), 0
        while self._at < target and self.read(min(target - self._at, _PIECE_BYTES)):
            pass
        return self._at

    def tell(self) -> int:
        """Return the position among the unpacked bytes."""
        return self._at
