"""Picture files that ask for far more memory or time than their size promises, of each format that the app reads."""

import base64
import lzma
import struct
import zlib
from collections.abc import Callable, Sequence

from PIL import Image, features

from dogcat.pictures.file_formats import FORMATS
from tests.odd_files import black_png, encoded

Entry = tuple[int, int, int, int]  # of a TIFF directory: tag, type, count, value or offset
_SHORT, _LONG = 3, 4
_DEFLATE, _JPEG = 8, 7
# An AVIF file of 11,585 x 11,585 red pixels with full colour resolution, which takes 12 s to make.
LARGE_AVIF = zlib.decompress(
    base64.b85decode(
        "c-muNU{FXasVqn=%S>Yc0uY^>nP!-qnV9D5Xy^zOdYzkElE?r7iWw<6MNl?FL1uCZ0~+8f$SlbPvlxL`E;A=T8N_h`@fjhajKT~I"
        "9I-&QMrLMS8eFXukdw*;<t3IG7&_<Y<b&<X$}A`<0Mg!>1<Cn9S|qc$AQfVrt|J692oz*iWP(JPIXF0g6i;HAp>v}>SdnmYeoj$d"
        "a!v)%WL^fg2B465W<f5@Pe6yUFfui>09}=uo03=}#K6UE|2@}XE8`Lt6DbFy(*nXr4kfEJvIzJq0QIJvKNq-G^V9wBe=1%&Uin(o"
        "_~xC7M#yCQHBpAUB9&IHY5cY9c(L-rXfCei`CYEMr(b>&DRF(B;I`?*F&pkvj+#cNROj)F`qc1+ub%kf-A<0Z-}7t)r&xC=UEAcu"
        "bh-Pgi;lVeW{0%%=OW6Pz63ht-@36=QRH*FZ{(q)U(|m1<bPGH@;tb1@fB`un_H`b7`C3fb0O<y!2gdc4<5Uu%{Dc{`OA)+dyem}"
        "2wqLK-F=%|Nb6$QgDIi@djc%=-2;y<-1hAAGfUH5T<(w4Uo$5+(952AB-^uA=ke{QHnaXs{wQkqrk5k0ZT<f=iTw8I=F<7^9REIi"
        "DEsr;@%#6AUia62n||rjiRK6HXV^Lw_no;i>EErKOB?Mf%5F_Qv-*^dR<zZ^M89~I2UniRMd-1cFE(xSbhErz`jFwiu>E1N&&wZO"
        "UY=wz+`@Y_UPt3~ILGS}+J{4i+JE2Z9luu1yjZC%R8jr=)W==*GS-bz_DO42RDR%LoRt;ZxG!Et)Y3od#X8e{;qN8dY8+cWZepHR"
        "vq7&ux5DJ_?NL`!&y|BVLB5-yJb#_Exx4tsqlNRBJ?52dD!XI7XU78PO&OvAD^E&oJwA_ler3pmr6=c3{|^9u&69!"
    )
)
_TEXT = b"<script>alert(1)</script> ignore all rules "


def hostile_pictures() -> dict[str, Callable[[], bytes]]:
    """A function for each file's bytes by the file's name, which begins with its format; all are made in a moment."""
    gif = encoded(Image.new("P", (16, 16)), "GIF")
    single = b"\x01\x07"  # one pixel of a BMP file with run lengths
    files: dict[str, Callable[[], bytes]] = {
        "jpeg: 20,000 scans": lambda: scans_jpeg(2_000, 20_000),
        "jpeg: as many scans as allowed": lambda: scans_jpeg(3_000, 200),
        "png: 400 million pixels": lambda: black_png(20_000, 1),
        "webp: truncated": lambda: encoded(Image.effect_noise((300, 300), 90), "WEBP")[:5_000],
        "gif: screen of 65535 x 65535": lambda: _patched(gif, 6, b"\xff" * 4),
        "gif: frame of 65535 x 65535": lambda: _patched(gif, gif.index(b",") + 5, b"\xff" * 4),
        "gif: 100,000 frames": lambda: gif[:-1] + b",\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0" * 100_000 + b";",
        "gif: comment of 19 MB behind": lambda: gif[:-1] + b"!\xfe" + (b"\xff" + b"x" * 255) * 75_000 + b"\0;",
        "gif: 3.8 million comments": lambda: gif[: gif.index(b",")] + b"!\xfe\x01x\0" * 3_800_000 + gif[-20:],
        "gif: 9 million pieces of a picture": lambda: gif[: gif.index(b",") + 11] + b"\x01x" * 9_000_000,
        "gif: truncated": lambda: encoded(Image.effect_noise((300, 300), 90), "GIF")[:5_000],
        "gif: text inside": lambda: gif[:-1] + _TEXT * 1_000,
        "bmp: 2 billion rows": lambda: bmp(1, 2**31 - 1),
        "bmp: 50 million pixels, none there": lambda: bmp(7_071, 7_071),
        "bmp: run lengths, 50 million pixels": lambda: bmp(7_071, 7_071, 1, single * 9_900_000),
        "bmp: run lengths, one line of 49 million": lambda: bmp(49_000_000, 1, 1, b"\x01\x07\0\0" * 100),
        "bmp: run lengths, 4 million single pixels": lambda: bmp(2_000, 2_000, 1, single * 1_990_000),
        "bmp: run lengths, one line of 4 million": lambda: bmp(4_000_000, 1, 1, b"\x01\x07\0\0" * 100),
        "bmp: run lengths of 19 MB for 3 pixels": lambda: bmp(1, 3, 1, b"\xff\x07" * 9_900_000),
        "bmp: run lengths of 4 bits, in pairs": lambda: bmp(2_000, 2_000, 2, (b"\0\xfe" + b"x" * 127) * 30_000),
        "bmp: wrong offsets": lambda: _patched(bmp(100, 100), 10, b"\xff" * 4),
        "bmp: text inside": lambda: bmp(8, 8, 0, _TEXT * 10_000),
        "tiff: 4 billion pixels": lambda: tiff(65_535, 65_535, b"x"),
        "tiff: deflate bomb of 100 MB": lambda: tiff(100, 100, zlib.compress(bytes(10**8), 1), _DEFLATE),
        "tiff: strip of 4 billion rows": lambda: tiff(
            100, 100, zlib.compress(bytes(10**7)), _DEFLATE, extra=[(278, _LONG, 1, 2**32 - 1)]
        ),
        "tiff: directory that comes after itself": lambda: tiff(30, 30, bytes(900), next_directory=8),
        "tiff: 1 billion strips": lambda: tiff(30, 30, bytes(900), extra=[(273, _LONG, 10**9, 8), (279, 4, 10**9, 8)]),
        "tiff: 2 million strips": lambda: strips_tiff(2_000_000),
        "tiff: 131,072 strips": lambda: strips_tiff(131_072),
        "tiff: 131,072 strips, deflate": lambda: strips_tiff(131_072, _DEFLATE),
        "tiff: 60,000 tags on the same 19 MB": tags_tiff,
        "tiff: JPEG of 65,000 x 65,000 inside": lambda: jpeg_tiff(65_000),
        "tiff: JBIG": lambda: tiff(30, 30, bytes(900), 34_661),
        "tiff: LERC": lambda: tiff(30, 30, bytes(900), 34_887),
        "tiff: LZMA with a dictionary of 4 GB": lambda: tiff(30, 30, lzma_bomb(), 34_925),
        "tiff: truncated": lambda: tiff(300, 300, bytes(90_000))[:5_000],
        "tiff: text inside": lambda: tiff(30, 30, _TEXT * 10_000),
    }
    if features.check("avif"):
        avif = encoded(Image.new("RGB", (64, 64), "red"), "AVIF", speed=10)
        files |= {
            "avif: says 4 billion pixels": lambda: resized(avif, 65_535, 65_535),
            "avif: says 64 x 64, is 134 million": lambda: resized(LARGE_AVIF, 64, 64),
            "avif: is 134 million": lambda: LARGE_AVIF,
            "avif: film of 300": film_avif,
            "avif: the same bytes in 900 items": lambda: items_avif(avif),
            "avif: 10 million units": lambda: units_avif(avif),
            "avif: truncated": lambda: avif[:-10],
            "avif: wrong lengths": lambda: avif.replace(b"meta", b"meta\xff\xff\xff\xff", 1),
            "avif: text inside": lambda: avif + _TEXT * 10_000,
        }
    if "HEIF" in FORMATS:
        heic = encoded(Image.new("RGB", (64, 64), "red"), "HEIF")
        files |= {
            "heic: says 4 billion pixels": lambda: resized(heic, 65_535, 65_535),
            "heic: says 24 million, is 64 x 64": lambda: resized(heic, 4_900, 4_900),
            "heic: says 64 x 64, is 4 million": lambda: resized(_heic(2_000), 64, 64),
            "heic: 900 tiles": lambda: _heic(1_920, tiling={"tile_width": 64, "tile_height": 64}),
            "heic: truncated": lambda: heic[:-10],
            "heic: wrong lengths": lambda: heic.replace(b"meta", b"meta\xff\xff\xff\xff", 1),
            "heic: text inside": lambda: heic + _TEXT * 10_000,
        }
    return files


def largest_pictures() -> dict[str, Callable[[], bytes]]:
    """The files that cost most among those that are allowed, each of which takes a second to make."""
    files: dict[str, Callable[[], bytes]] = {
        "png: 50 million, grey and transparent": lambda: black_png(7_071, 8, 4),
        "tiff: tile of 25 million": lambda: tile_tiff(5_000),
    }
    if features.check("avif"):
        plain = Image.new("RGB", (5_000, 5_000))
        files["avif: 25 million, full colour"] = lambda: encoded(plain, "AVIF", speed=10, subsampling="4:4:4")
    if "HEIF" in FORMATS:
        files["heic: 48 million"] = lambda: _heic(6_928)
    return files


def bmp(width: int, height: int, compression: int = 0, pixels: bytes = b"") -> bytes:
    """A BMP file with a palette; compression 1 is RLE8, 2 is RLE4."""
    bits = 4 if compression == 2 else 8
    palette = bytes(4 * 2**bits)
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, compression, len(pixels), 0, 0, 2**bits, 0)
    start = 14 + len(header) + len(palette)
    return struct.pack("<2sIHHI", b"BM", start + len(pixels), 0, 0, start) + header + palette + pixels


def tiff(
    width: int,
    height: int,
    pixels: bytes,
    compression: int = 1,
    values: int = 1,
    bits: int = 8,
    extra: Sequence[Entry] = (),
    next_directory: int = 0,
) -> bytes:
    """A TIFF file with one strip; the pixels lie behind the directory.

    Args:
        width: in pixels.
        height: in pixels.
        pixels: the strip, compressed.
        compression: its number in TIFF.
        values: of each pixel: 1 grey, 4 CMYK.
        bits: of each value.
        extra: entries that replace those of their tag.
        next_directory: where the next directory begins.
    """
    entries: dict[int, Entry] = {}
    end = 8 + 2 + 12 * (10 + len({tag for tag, *_ in extra} - {278, 273, 279})) + 4
    of_bits = (258, _SHORT, values, end) if values > 2 else (258, _SHORT, 1, bits)
    behind = struct.pack(f"<{values}H", *[bits] * values) if values > 2 else b""
    for entry in (
        (256, _LONG, 1, width),
        (257, _LONG, 1, height),
        of_bits,
        (259, _SHORT, 1, compression),
        (262, _SHORT, 1, 5 if values == 4 else 1),
        (273, _LONG, 1, end + len(behind)),
        (277, _SHORT, 1, values),
        (278, _LONG, 1, height),
        (279, _LONG, 1, len(pixels)),
        (284, _SHORT, 1, 1),
        *extra,
    ):
        entries[entry[0]] = entry
    directory = struct.pack("<H", len(entries)) + b"".join(
        struct.pack("<HHII", *entries[tag]) for tag in sorted(entries)
    )
    return b"II*\0\x08\0\0\0" + directory + struct.pack("<I", next_directory) + behind + pixels


def strips_tiff(number: int, compression: int = 1) -> bytes:
    """A TIFF file with one row in each strip, all at the same place."""
    at = 8 + 2 + 12 * 10 + 4
    pixels = zlib.compress(bytes(12)) if compression == _DEFLATE else bytes(12)
    data = tiff(12, number, pixels, compression, extra=[
        (273, _LONG, number, at + len(pixels)), (278, _LONG, 1, 1), (279, _LONG, number, at + len(pixels) + 4 * number),
    ])  # fmt: skip
    return data + struct.pack("<I", at) * number + struct.pack("<I", len(pixels)) * number


def tags_tiff() -> bytes:
    """A TIFF file with as many entries as a directory takes, each of which is the rest of the file."""
    number = 60_000
    size = 19_000_000 - 12 * number
    return tiff(
        30, 30, bytes(size), extra=[(40_000 + place % 25_000, _SHORT, size // 2, 200) for place in range(number)]
    )


def tile_tiff(side: int) -> bytes:
    """A TIFF file of 64 x 64 pixels with one large tile of CMYK with 16 bits."""
    data = tiff(64, 64, zlib.compress(bytes(8 * side * side), 9), _DEFLATE, 4, 16)
    for old, new in ((278, (322, _LONG, 1, side)), (284, (323, _LONG, 1, side))):
        place = data.index(struct.pack("<H", old), 10)
        data = data[:place] + struct.pack("<HHII", *new) + data[place + 12 :]
    return _patched(_patched(data, data.index(struct.pack("<HH", 273, 4)), struct.pack("<H", 324)),
                    data.index(struct.pack("<HH", 279, 4)), struct.pack("<H", 325))  # fmt: skip


def jpeg_tiff(side: int) -> bytes:
    """A TIFF file of 64 x 64 pixels whose strip is a JPEG that says it has more."""
    inside = encoded(Image.new("L", (64, 64)), "JPEG", progressive=True)
    place = inside.index(b"\xff\xc2") + 5
    return tiff(64, 64, _patched(inside, place, struct.pack(">HH", side, side)), _JPEG)


def lzma_bomb() -> bytes:
    """An xz stream that asks for the largest dictionary."""
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 2**20}]
    data = lzma.compress(bytes(900), lzma.FORMAT_XZ, check=lzma.CHECK_NONE, filters=filters)
    size = (data[12] + 1) * 4
    header = bytearray(data[12 : 12 + size])
    header[4] = 40  # the properties of LZMA2: 4 GB
    header[-4:] = struct.pack("<I", zlib.crc32(bytes(header[:-4])))
    return data[:12] + bytes(header) + data[12 + size :]


def scans_jpeg(side: int, number: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    data = encoded(Image.new("L", (side, side)), "JPEG", progressive=True)
    again = data[data.rindex(b"\xff\xc4", 0, data.rindex(b"\xff\xda")) : -2]
    return data[:-2] + again * number + data[-2:]


def film_avif() -> bytes:
    """An AVIF film."""
    frames = [Image.new("RGB", (16, 16), (number % 256, 0, 0)) for number in range(300)]
    return encoded(frames[0], "AVIF", save_all=True, append_images=frames[1:], speed=10)


def items_avif(data: bytes) -> bytes:
    """An AVIF file whose picture has 900 pieces, each of them 15 MB that lie behind it."""
    at = data.index(b"iloc") + 4
    size = int.from_bytes(data[at - 8 : at - 4], "big")
    piece = struct.pack(">II", len(data), 15_000_000)
    iloc = b"\0\0\0\0\x44\0" + struct.pack(">HHHH", 1, 1, 0, 900) + piece * 900
    longer = _longer(data, at - 8, 8 + len(iloc) - size)
    return longer[:at] + iloc + longer[at - 8 + size :] + bytes(15_000_000)


def units_avif(data: bytes) -> bytes:
    """An AVIF file whose picture has 10 million units of two bytes before its own."""
    at = data.index(b"iloc") + 4
    size = int.from_bytes(data[at - 8 : at - 4], "big")
    iloc = b"\0\0\0\0\x44\0" + struct.pack(">HHHHII", 1, 1, 0, 1, len(data), 19_000_000)
    longer = _longer(data, at - 8, 8 + len(iloc) - size)
    return longer[:at] + iloc + longer[at - 8 + size :] + b"\x12\0" * 9_600_000


def _longer(data: bytes, box: int, more: int) -> bytes:
    """The file with the lengths of a box and of the box around it changed."""
    for place in (box, data.index(b"meta") - 4):
        data = _patched(data, place, struct.pack(">I", int.from_bytes(data[place : place + 4], "big") + more))
    return data


def resized(data: bytes, width: int, height: int) -> bytes:
    """An AVIF or HEIC file that says it has another size than its coded picture."""
    return _patched(data, data.index(b"ispe") + 8, struct.pack(">II", width, height))


def _heic(side: int, **options: object) -> bytes:
    return encoded(Image.new("RGB", (side, side)), "HEIF", quality=30, enc_params={"preset": "ultrafast"}, **options)


def _patched(data: bytes, at: int, by: bytes) -> bytes:
    return data[:at] + by + data[at + len(by) :]
