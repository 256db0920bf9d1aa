"""Tells files that cost far more memory or time than their size promises, before a decoder reads them."""

import struct
from collections.abc import Iterator

_MAX_STRIPS = 2**17  # of a TIFF file: Pillow keeps a record of 300 bytes for each
_STRIP_OFFSETS = frozenset({273, 324})  # TIFF's tags for the places of strips and tiles
_MAX_SCAN_PIXELS = 2_000_000_000  # pixels times scans of a JPEG file, since each scan may change each pixel
_START_OF_SCAN = b"\xff\xda"
_MAX_UNITS = 10_000  # of an AVIF file's item; a still picture has about three
_SEQUENCE_HEADER = 1  # AV1's number for the unit that holds the size of the coded picture


def has_too_many_strips(data: bytes) -> bool:
    """Return True if the first page of a TIFF file is in more strips or tiles than photos have.

    Args:
        data: the bytes of the file.
    """
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or data[2:4] not in (b"*\0", b"\0*", b"+\0", b"\0+"):
        return False
    is_big = b"+" in data[2:4]
    place, number, entry = (8, "Q", "HHQQ") if is_big else (4, "H", "HHII")
    try:
        (at,) = struct.unpack_from(order + ("Q" if is_big else "I"), data, place)
        (num_entries,) = struct.unpack_from(order + number, data, at)
        at += struct.calcsize(number)
        for start in range(at, at + num_entries * struct.calcsize("=" + entry), struct.calcsize("=" + entry)):
            tag, _, count, _ = struct.unpack_from(order + entry, data, start)
            if tag in _STRIP_OFFSETS and count > _MAX_STRIPS:
                return True
    except struct.error:
        return False  # cut off, which the decoder says
    return False


def has_too_many_scans(data: bytes, num_pixels: int) -> bool:
    """Return True if a JPEG file is in so many scans that its decoder takes more than some seconds.

    Args:
        data: the bytes of the file. A photo has one scan, or about ten if it is progressive.
        num_pixels: of the picture.
    """
    return data.count(_START_OF_SCAN) * num_pixels > _MAX_SCAN_PIXELS


def coded_pixels(data: bytes) -> int | None:
    """Return how many pixels the decoder of an AVIF file decodes, which may be more than the file says.

    A picture with full colour resolution counts twice, because it takes up to twice the memory.

    Args:
        data: the bytes of the file.

    Returns:
        The sum over all pictures in it, such as tiles and transparency; None if no photo is built like this.
    """
    total = 0
    view = memoryview(data)
    for kind, start, end in _boxes(data, 0, len(data)):
        if kind != b"meta":
            continue
        inside = {name: (first, last) for name, first, last in _boxes(data, start + 4, end)}
        if not {b"iloc", b"iinf"} <= inside.keys():
            continue
        try:
            coded = set(_coded_items(data, *inside[b"iinf"]))
            items = list(_extents(data, inside[b"iloc"][0], inside.get(b"idat", (0, 0))[0]))
        except (IndexError, struct.error):
            return None
        if sum(len(view[first:last]) for _, first, last in items) > len(data):
            return None  # the same bytes in several items
        pictures: dict[int, list[memoryview]] = {}
        for item, first, last in items:
            if item in coded:
                pictures.setdefault(item, []).append(view[first:last])
        for parts in pictures.values():
            num_pixels = _largest_sequence(b"".join(parts))
            if num_pixels is None:
                return None
            total += num_pixels
    return total


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield (type, start, end) of the content of each box of an ISO base media file."""
    while start + 8 <= end:
        size, head = int.from_bytes(data[start : start + 4], "big"), 8
        if size == 1:
            size, head = int.from_bytes(data[start + 8 : start + 16], "big"), 16
        stop = end if size == 0 else start + size
        if stop > end or stop < start + head:
            return
        yield data[start + 4 : start + 8], start + head, stop
        start = stop


def _coded_items(data: bytes, start: int, end: int) -> Iterator[int]:
    """Yield the numbers of the items that hold a picture coded as AV1."""
    wide = data[start] > 0
    for kind, first, _last in _boxes(data, start + (8 if wide else 6), end):
        width = 4 if data[first] >= 3 else 2
        if kind == b"infe" and data[first + 6 + width : first + 10 + width] == b"av01":
            yield int.from_bytes(data[first + 4 : first + 4 + width], "big")


def _extents(data: bytes, at: int, idat: int) -> Iterator[tuple[int, int, int]]:
    """Yield (item, start, end) of the pieces of each item."""
    version = data[at]
    offset_size, length_size = divmod(data[at + 4], 16)
    base_size, index_size = divmod(data[at + 5], 16)
    at += 6

    def number(size: int) -> int:
        nonlocal at
        if at + size > len(data):
            raise IndexError
        at += size
        return int.from_bytes(data[at - size : at], "big")

    for _ in range(number(4 if version == 2 else 2)):
        item = number(4 if version == 2 else 2)
        in_idat = bool(number(2) & 15) if version else False
        number(2)  # another file, which no decoder opens
        base = number(base_size) + (idat if in_idat else 0)
        for _ in range(number(2)):
            number(index_size if version else 0)
            start, length = base + number(offset_size), number(length_size)
            yield item, start, start + length if length else len(data)


def _largest_sequence(data: bytes) -> int | None:
    """Return the largest picture, in pixels, that the units of an item may hold; None if there are too many."""
    at, largest = 0, 0
    for _ in range(_MAX_UNITS):
        if at >= len(data):
            return largest
        head = data[at]
        at += 2 if head & 4 else 1
        size = len(data) - at
        if head & 2:
            size, at = _leb128(data, at)
        if (head >> 3) & 15 == _SEQUENCE_HEADER:
            largest = max(largest, _sequence_pixels(data[at : at + min(size, 256)]))
        at += size
    return None


def _leb128(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of variable length, and the place behind it."""
    number = 0
    for place, byte in enumerate(data[at : at + 8]):
        number |= (byte & 127) << (7 * place)
        at += 1
        if byte < 128:
            break
    return number, at


def _sequence_pixels(header: bytes) -> int:
    """Return width times height of AV1's sequence header (section 5.5.1), twice that with full colour resolution."""
    bits = int.from_bytes(header + bytes(64), "big")  # a header that is cut off reads as zeros
    left = 8 * (len(header) + 64)

    def read(number: int) -> int:
        nonlocal left
        left -= number
        return (bits >> left) & ((1 << number) - 1) if left >= 0 else 0

    profile = read(3)
    read(1)
    if read(1):  # a still picture with the short header
        read(5)
    else:
        delay_bits = 0
        if read(1):  # timing
            read(64)
            if read(1):
                zeros = 0
                while zeros < 32 and not read(1):
                    zeros += 1
                read(zeros)
            if read(1):  # decoder model
                delay_bits = read(5) + 1
                read(42)
        shows_delay = read(1)
        for _ in range(read(5) + 1):
            read(12)
            if read(5) > 7:
                read(1)
            if delay_bits and read(1):
                read(2 * delay_bits + 1)
            if shows_delay and read(1):
                read(4)
    width_bits, height_bits = read(4) + 1, read(4) + 1
    return (read(width_bits) + 1) * (read(height_bits) + 1) * (2 if profile else 1)
