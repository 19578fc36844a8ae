"""TIFF files in many forms, for mutants.py: made here, of the project's codec samples, and of SIMSTRIP_DATA.

All that is made here holds one volume of 6 slices of 24 × 20 voxels, whose rows run from the SSE into the electrode.
"""

import lzma
import os
import pathlib
import struct
import zlib
from dataclasses import dataclass

SLICES, ROWS, COLUMNS = 6, 24, 20
ROOT = pathlib.Path(__file__).resolve().parents[2]
CODECS = ROOT / "Tests/VolumeIOTests/Resources/codecs"
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 16: 8}


@dataclass
class Sample:
    name: str
    data: bytes
    options: list
    # Whether its compression ends in a checksum of what it holds.
    checked: bool
    # Where its strips or tiles lie: (offset, bytes).
    chunks: list
    # Where its directory entries lie, and the byte order and word of the file.
    entries: list
    order: str
    word: str


def voxel(z, y, x):
    if y < 12:
        return 190 + (x * 7 + y * 3 + z) % 9
    grain = (x // 4 + y // 3 + z // 2) % 3
    return (60 if grain else 130) + (x * 5 + y + z * 3) % 11


def packbits(data):
    out = b""
    at = 0
    while at < len(data):
        run = 1
        while run < 128 and at + run < len(data) and data[at + run] == data[at]:
            run += 1
        if run > 2:
            out += bytes([257 - run, data[at]])
            at += run
        else:
            end = min(len(data), at + 100)
            out += bytes([end - at - 1]) + data[at:end]
            at = end
    return out


def lzw(data):
    bits = count = 0
    out = bytearray()

    def put(code, width):
        nonlocal bits, count
        bits = bits << width | code
        count += width
        while count >= 8:
            count -= 8
            out.append(bits >> count & 0xFF)
        bits &= (1 << count) - 1

    table = {bytes([byte]): byte for byte in range(256)}
    following, width = 258, 9
    put(256, width)
    text = b""
    for byte in data:
        longer = text + bytes([byte])
        if longer in table:
            text = longer
            continue
        put(table[text], width)
        table[longer] = following
        following += 1
        width = max(9, following.bit_length())
        if following == 4094:
            put(256, width)
            table = {bytes([value]): value for value in range(256)}
            following, width = 258, 9
        text = bytes([byte])
    put(table[text], width)
    put(257, max(9, (following + 1).bit_length()))
    put(0, 7)
    return bytes(out)


ENCODERS = {
    1: bytes,
    5: lzw,
    8: zlib.compress,
    32946: lambda data: zlib.compress(data, 9),
    32773: packbits,
    34925: lambda data: lzma.compress(data, check=lzma.CHECK_CRC32, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 4096}]),
}


def differences(row, size, order, channels=1):
    code = order + str(len(row) // size) + {1: "B", 2: "H", 4: "I", 8: "Q"}[size]
    values = struct.unpack(code, row)
    mask = (1 << 8 * size) - 1
    return struct.pack(
        code, *[(v - (values[i - channels] if i >= channels else 0)) & mask for i, v in enumerate(values)]
    )


def by_significance(row, size, order):
    count = len(row) // size
    places = range(size) if order == ">" else range(size - 1, -1, -1)
    planes = bytes(row[i * size + place] for place in places for i in range(count))
    return planes[:1] + bytes((b - a) & 0xFF for a, b in zip(planes, planes[1:]))


def tiff(code, order="<", big=False, compression=1, tile=False, predictor=1, rgb="", text="", bits=0, contiguous=False):
    """A volume as a file, a page for every slice.

    code: the samples' type as struct names it. rgb: "", "chunky" or "planar". bits: of packed samples.
    """
    size = struct.calcsize(code)
    form = {"b": 2, "h": 2, "i": 2, "f": 3, "d": 3, "e": 3}.get(code, 1)
    planes = 3 if rgb == "planar" else 1
    channels = 3 if rgb == "chunky" else 1
    high, wide = (16, 16) if tile else (7, COLUMNS)

    def row_bytes(z, y, xs):
        values = [voxel(z, min(y, ROWS - 1), min(x, COLUMNS - 1)) for x in xs for _ in range(channels)]
        if bits:
            number = 0
            for value in values:
                number = number << bits | value
            spare = -len(values) * bits % 8
            return (number << spare).to_bytes((len(values) * bits + spare) // 8, "big")
        row = struct.pack(order + str(len(values)) + code, *values)
        if predictor == 2:
            return differences(row, size, order, channels)
        return by_significance(row, size, order) if predictor == 3 else row

    def page_chunks(z):
        chunks = []
        for _ in range(planes):
            for top in range(0, ROWS, high):
                for left in range(0, COLUMNS, wide):
                    rows = range(top, top + high if tile else min(top + high, ROWS))
                    data = b"".join(row_bytes(z, y, range(left, left + wide)) for y in rows)
                    chunks.append(ENCODERS[compression](data))
        return chunks

    word = "Q" if big else "I"
    wide_word = struct.calcsize(word)
    file = bytearray((b"II" if order == "<" else b"MM") + struct.pack(order + "H", 43 if big else 42))
    if big:
        file += struct.pack(order + "HH", 8, 0)
    link = len(file)
    file += bytes(wide_word)
    pages = [b"".join(row_bytes(z, y, range(COLUMNS)) for y in range(ROWS)) for z in range(SLICES)] if contiguous else None
    for z in range(1 if contiguous else SLICES):
        if contiguous:
            offsets, counts = [len(file)], [len(pages[0])]
            file += b"".join(pages)
        else:
            offsets, counts = [], []
            for chunk in page_chunks(z):
                offsets.append(len(file))
                counts.append(len(chunk))
                file += chunk + b"\0" * (len(chunk) % 2)
        samples = 3 if rgb else 1
        tags = {
            256: (4, [COLUMNS]),
            257: (4, [ROWS]),
            258: (3, [bits or 8 * size] * samples),
            259: (3, [compression]),
            262: (3, [2 if rgb else 1]),
            277: (3, [samples]),
            284: (3, [2 if planes == 3 else 1]),
            339: (3, [form] * samples),
        }
        if predictor > 1:
            tags[317] = (3, [predictor])
        if tile:
            tags.update({322: (4, [wide]), 323: (4, [high]), 324: (4, offsets), 325: (4, counts)})
        else:
            tags.update({278: (4, [ROWS if contiguous else high]), 273: (4, offsets), 279: (4, counts)})
        if text and z == 0:
            tags[270] = (2, list(text.encode() + b"\0"))
        body = b""
        for tag, (kind, values) in sorted(tags.items()):
            data = struct.pack(order + str(len(values)) + {2: "B", 3: "H", 4: "I"}[kind], *values)
            if len(data) > wide_word:
                at = len(file)
                file += data + b"\0" * (len(data) % 2)
                data = struct.pack(order + word, at)
            body += struct.pack(order + "HH" + word, tag, kind, len(values)) + data.ljust(wide_word, b"\0")
        struct.pack_into(order + word, file, link, len(file))
        file += struct.pack(order + ("Q" if big else "H"), len(tags)) + body
        link = len(file)
        file += bytes(wide_word)
    return bytes(file)


OME = (
    '<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0">'
    f'<Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="uint16" SizeX="{COLUMNS}" SizeY="{ROWS}" SizeZ="{SLICES}" SizeC="1"'
    ' SizeT="1" PhysicalSizeX="1.4" PhysicalSizeY="1.4" PhysicalSizeZ="1.4"><TiffData/></Pixels></Image></OME>'
)
IMAGEJ = f"ImageJ=1.53t\nimages={SLICES}\nslices={SLICES}\nunit=um\nspacing=1.4\n"
MADE = {
    "plain-u8": dict(code="B"),
    "plain-u16-be-big": dict(code="H", order=">", big=True),
    "plain-tiles-i16": dict(code="h", tile=True),
    "plain-12bit": dict(code="H", bits=12),
    "imagej-contiguous-u16-be": dict(code="H", order=">", text=IMAGEJ, contiguous=True),
    "imagej-deflate-u16": dict(code="H", compression=8, text=IMAGEJ),
    "ome-deflate-tiles-u16": dict(code="H", compression=8, tile=True, text=OME),
    "deflate-u8": dict(code="B", compression=8),
    "deflate-2-u16-be": dict(code="H", compression=8, predictor=2, order=">"),
    "deflate-2-tiles-i32-big": dict(code="i", compression=32946, predictor=2, tile=True, big=True),
    "deflate-3-f32": dict(code="f", compression=8, predictor=3),
    "deflate-3-tiles-f64-be": dict(code="d", compression=8, predictor=3, tile=True, order=">"),
    "deflate-12bit": dict(code="H", compression=8, bits=12),
    "deflate-planar-u8": dict(code="B", compression=8, rgb="planar"),
    "deflate-rgb-2-u16": dict(code="H", compression=8, rgb="chunky", predictor=2),
    "lzw-u8": dict(code="B", compression=5),
    "lzw-2-tiles-u16": dict(code="H", compression=5, predictor=2, tile=True),
    "packbits-u8": dict(code="B", compression=32773),
    "packbits-tiles-f16-be": dict(code="e", compression=32773, tile=True, order=">"),
    "lzma-u16": dict(code="H", compression=34925),
    "lzma-2-tiles-u8-big": dict(code="B", compression=34925, predictor=2, tile=True, big=True),
}
# What Python's own library cannot write: (folder, name, threshold).
TAKEN = [
    (CODECS, "zstd-1-uint8-le-strips.tif", "105"),
    (CODECS, "zstd-2-uint16-be-tiles.tif", "105"),
    (CODECS, "zstd-1-float32-be-tiles.tif", "30"),
    (CODECS.parent, "jpeg_grey.tif", "105"),
]
VALID = [
    ("seq/seq-1c-1b-fax3-71f6a21a.tiff", "0.5"),
    ("seq/seq-1c-8b-multipage-adeefdcc.tiff", "105"),
    ("seq/seq-1c-16b-lzw-68f373a0.tiff", "160"),
    ("seq/seq-1c-32f-deflate-fpredict-390fe673.tiff", "0.6"),
    ("seq/seq-1c-8b-tiled-bigtiff-20f3db0c.tiff", "160"),
    ("seq/seq-1c-12b-hpredict-47c39b31.tiff", "160"),
    ("tiled-oversize-gray-i8.tif", "105"),
]


def layout(data):
    """Where the strips and directory entries of a file lie."""
    order = "<" if data[:2] == b"II" else ">"
    big = struct.unpack_from(order + "H", data, 2)[0] == 43
    word = "Q" if big else "I"
    wide = struct.calcsize(word)
    offset = struct.unpack_from(order + word, data, 8 if big else 4)[0]
    chunks, entries = [], []
    while offset:
        count = struct.unpack_from(order + ("Q" if big else "H"), data, offset)[0]
        at = offset + (8 if big else 2)
        tables = {}
        for _ in range(count):
            tag, kind, number = struct.unpack_from(order + "HH" + word, data, at)
            entries.append(at)
            if kind in (3, 4, 16):
                place = at + 4 + wide
                if number * SIZES[kind] > wide:
                    place = struct.unpack_from(order + word, data, place)[0]
                tables[tag] = struct.unpack_from(order + str(number) + {3: "H", 4: "I", 16: "Q"}[kind], data, place)
            at += 4 + 2 * wide
        chunks += zip(tables.get(273, tables.get(324, ())), tables.get(279, tables.get(325, ())))
        offset = struct.unpack_from(order + word, data, at)[0]
    return chunks, entries, order, word


def samples():
    """All samples there are here."""
    files = [(name, tiff(**form), "105", 12) for name, form in MADE.items()]
    files += [(path.stem, path.read_bytes(), threshold, 8) for path, threshold in ((f / n, t) for f, n, t in TAKEN)]
    folder = os.environ.get("SIMSTRIP_DATA")
    if folder:
        paths = [(pathlib.Path(folder, "tiff-valid", name), threshold) for name, threshold in VALID]
        files += [(path.stem, path.read_bytes(), threshold, 8) for path, threshold in paths if path.exists()]
    result = []
    for name, data, threshold, interface in files:
        options = ["--interface", str(interface), "--na-threshold", threshold, "--allow-grey-rgb"]
        checked = name.startswith(("deflate", "lzma", "imagej-deflate", "ome-deflate")) or "-deflate-" in name
        result.append(Sample(name, data, options, checked, *layout(data)))
    return result
