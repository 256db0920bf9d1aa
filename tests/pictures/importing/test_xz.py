"""Reading an xz file."""

import io
import lzma
import random

import pytest

from dogcat.pictures.importing import xz
from dogcat.pictures.importing.xz import XzFile

DATA = random.Random(1).randbytes(300_000) + bytes(300_000)


def test_it_reads_what_was_packed_in_one_stream_or_several() -> None:
    packed = lzma.compress(DATA[:1000]) + bytes(8) + lzma.compress(DATA[1000:])
    assert XzFile(io.BytesIO(packed)).readall() == DATA
    assert XzFile(io.BytesIO(lzma.compress(b""))).readall() == b""


def test_it_seeks_in_both_directions() -> None:
    with io.BufferedReader(XzFile(io.BytesIO(lzma.compress(DATA)))) as file:
        for place in (250_000, 10, 0, 599_990):
            file.seek(place)
            assert (file.tell(), file.read(20)) == (place, DATA[place : place + 20])


def test_one_that_breaks_off_or_is_damaged_is_an_error() -> None:
    packed = lzma.compress(DATA)
    with pytest.raises(EOFError):
        XzFile(io.BytesIO(packed[:-100])).readall()
    with pytest.raises(lzma.LZMAError):
        XzFile(io.BytesIO(packed[:500] + b"xxxx" + packed[504:])).readall()


def test_one_that_wants_much_memory_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 200 * 2**20}]
    packed = lzma.compress(b"x", filters=filters)
    assert lzma.decompress(packed) == b"x"
    with pytest.raises(lzma.LZMAError, match="Memory"):
        XzFile(io.BytesIO(packed)).readall()
    monkeypatch.setattr(xz, "MAX_MEMORY", 400 * 2**20)
    assert XzFile(io.BytesIO(packed)).readall() == b"x"
