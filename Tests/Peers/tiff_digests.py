"""Digests of TIFF files as an independent decoder sees them.

Writes the reference of Tests/VolumeIOTests/ConformanceTests.swift. To make it anew:

    python3 -m venv /tmp/peers && /tmp/peers/bin/pip install tifffile imagecodecs numpy
    /tmp/peers/bin/python Tests/Peers/tiff_digests.py "$SIMSTRIP_DATA/tiff-valid" \
        > Tests/VolumeIOTests/Resources/tiff_valid_digests.json

For every file with one grey sample per pixel: NumPy's type, the shape (z, y, x) and the SHA-256 over all samples in
that order, little endian, in their own type; bilevel samples are uint8 0 and 1; MinIsWhite is decoded to MinIsBlack
first, which tifffile leaves to its caller. Colour, palettes and uint64 are not grey volumes and are left out.
"""

import hashlib
import json
import logging
import pathlib
import sys

import numpy
import tifffile


def decoded(page):
    samples = page.asarray()
    bits = page.bitspersample
    if samples.dtype == bool:
        samples = samples.astype(numpy.uint8)
    if page.photometric == tifffile.PHOTOMETRIC.MINISWHITE:
        samples = (samples ^ samples.dtype.type((1 << bits) - 1)) if samples.dtype.kind == "u" else ~samples
    return samples


def digest(path):
    with tifffile.TiffFile(path) as file:
        pages = [page for page in file.pages if not page.is_reduced]
        first = pages[0]
        grey = (tifffile.PHOTOMETRIC.MINISWHITE, tifffile.PHOTOMETRIC.MINISBLACK)
        if first.photometric not in grey or first.samplesperpixel != 1:
            return None
        volume = numpy.stack([decoded(page) for page in pages])
    if volume.dtype in (numpy.uint64, numpy.int64):
        return None
    stored = volume.astype(volume.dtype.newbyteorder("<"))
    return {
        "dtype": volume.dtype.name,
        "shape": list(volume.shape),
        "sha256": hashlib.sha256(stored.tobytes()).hexdigest(),
    }


def main(root):
    logging.disable(logging.CRITICAL)
    digests = {}
    for path in sorted(root.rglob("*.tif*")):
        found = digest(path)
        if found:
            digests[str(path.relative_to(root))] = found
    json.dump(digests, sys.stdout, indent=1, sort_keys=True)
    print()


main(pathlib.Path(sys.argv[1]))
