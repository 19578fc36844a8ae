"""Tiny TIFF files to begin fuzzing with: every tag the reader looks at, in classic and BigTIFF, both byte orders.

    python3 Tests/Fuzz/make_seeds.py FOLDER
"""

import pathlib
import struct
import sys

OME = (
    '<?xml version="1.0"?><OME><Image ID="Image:0"><Pixels DimensionOrder="XYCZT" Type="uint8" SizeX="8" SizeY="4"'
    ' SizeZ="2" SizeC="1" SizeT="1" PhysicalSizeX="1.4" PhysicalSizeY="1.4" PhysicalSizeZ="700"'
    ' PhysicalSizeZUnit="nm"><TiffData FirstZ="0" IFD="0" PlaneCount="2"><UUID FileName="a&amp;b.tif">u</UUID>'
    "</TiffData></Pixels></Image></OME>"
)
IMAGEJ = "ImageJ=1.53t\nimages=2\nchannels=1\nslices=2\nframes=1\nunit=\\u00B5m\nspacing=0.7\nloop=false\n"


def tiff(order, big, pages, description, tags, samples):
    word = "Q" if big else "I"
    size = struct.calcsize(order + word)
    file = b"II" if order == "<" else b"MM"
    file += struct.pack(order + "HHHQ", 43, 8, 0, 16) if big else struct.pack(order + "HI", 42, 8)
    for page in range(pages):
        entries = {256: (4, [8]), 257: (4, [4]), 258: (3, [8]), 259: (3, [1]), 262: (3, [1]), 277: (3, [1])}
        entries.update({278: (4, [4]), 273: (4, [0]), 279: (4, [len(samples)]), 296: (3, [3])})
        if description and page == 0:
            entries[270] = (2, description.encode() + b"\0")
        entries[282] = entries[283] = (5, [(50000, 7)])
        entries.update(tags)
        count = len(entries)
        start = len(file)
        end = start + struct.calcsize(order + ("Q" if big else "H")) + count * (20 if big else 12) + size
        extra = b""
        body = b""
        for tag, (kind, values) in sorted(entries.items()):
            if kind == 2:
                data, number = bytes(values), len(values)
            elif kind == 5:
                data, number = b"".join(struct.pack(order + "II", *pair) for pair in values), len(values)
            else:
                code = {3: "H", 4: "I"}[kind]
                data, number = b"".join(struct.pack(order + code, value) for value in values), len(values)
            if len(data) > size:
                field = struct.pack(order + word, end + len(extra))
                extra += data + b"\0" * (len(data) % 2)
            else:
                field = data.ljust(size, b"\0")
            body += struct.pack(order + "HH" + word, tag, kind, number) + field
        offset = end + len(extra)
        # The strips lie behind the values; their offset is known only now.
        key = struct.pack(order + "HH" + word, 324 if 322 in tags else 273, 4, 1)
        at = body.index(key) + len(key)
        body = body[:at] + struct.pack(order + "I", offset).ljust(size, b"\0") + body[at + size :]
        after = offset + len(samples) + len(samples) % 2
        file += struct.pack(order + ("Q" if big else "H"), count) + body
        file += struct.pack(order + word, after if page + 1 < pages else 0)
        file += extra + samples + b"\0" * (len(samples) % 2)
    return file


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    samples = bytes(range(32))
    variants = {
        "plain": (1, "", {}, samples),
        "ome": (2, OME, {}, samples),
        "imagej": (2, IMAGEJ, {}, samples),
        "contiguous": (1, IMAGEJ, {}, samples + samples),
        "inverted": (1, "", {262: (3, [0]), 274: (3, [1])}, samples),
        "reduced": (2, "", {254: (4, [0]), 255: (3, [1])}, samples),
        "palette": (1, "", {262: (3, [3]), 320: (3, list(range(0, 65536, 256)) * 3)}, samples),
        "twelve": (1, "", {258: (3, [12])}, samples + samples),
        "difference": (1, "", {317: (3, [2])}, samples),
        "rgb": (1, "", {262: (3, [2]), 277: (3, [3]), 258: (3, [8, 8, 8])}, bytes(96)),
        "tiles": (1, "", {322: (3, [16]), 323: (3, [16]), 324: (4, [0]), 325: (4, [256])}, bytes(256)),
        "packbits": (1, "", {259: (3, [32773])}, bytes([0xE1, 7])),
    }
    for name, (pages, description, tags, data) in variants.items():
        for order in "<>":
            for big in (False, True):
                path = folder / f"{name}-{'little' if order == '<' else 'big'}-{'64' if big else '32'}.tif"
                path.write_bytes(tiff(order, big, pages, description, tags, data))


main(pathlib.Path(sys.argv[1]))
