"""Small files in every compression, written by an independent encoder.

Makes Tests/VolumeIOTests/Resources/codecs, which CodecTests.swift reads. To make it anew:

    python3 -m venv /tmp/peers && /tmp/peers/bin/pip install tifffile imagecodecs numpy
    /tmp/peers/bin/python Tests/Peers/codec_samples.py Tests/VolumeIOTests/Resources/codecs

Every file but jpeg_grey.tif beside them holds the same two slices of 20 × 37 voxels of its type: sample number i (z, y, x order) is i * 7 % 251 for
integers, a quarter of that for floating point. Names: codec, predictor, NumPy type, byte order, strips or tiles.
"""

import pathlib
import sys

import numpy
import tifffile

SHAPE = (2, 20, 37)


def volume(dtype):
    values = numpy.arange(numpy.prod(SHAPE)) * 7 % 251
    if numpy.dtype(dtype).kind == "f":
        values = values / 4
    return values.reshape(SHAPE).astype(dtype)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    kinds = [("none", 1), ("lzw", 1), ("deflate", 1), ("adobe_deflate", 1), ("packbits", 1), ("zstd", 1), ("lzma", 1)]
    kinds += [("lzw", 2), ("adobe_deflate", 2), ("zstd", 2), ("lzma", 2), ("lzw", 3), ("adobe_deflate", 3)]
    for codec, predictor in kinds:
        types = ["float32", "float64"] if predictor == 3 else ["uint8", "uint16", "int16", "float32", "float16"]
        if predictor == 2:
            types = ["uint8", "uint16", "int32"]
        for dtype in types:
            for order, tile in (("<", None), (">", (16, 32))):
                # imagecodecs writes predictor 3 in the machine's order only.
                if predictor == 3:
                    order = "<"
                name = f"{codec}-{predictor}-{dtype}-{'le' if order == '<' else 'be'}-{'tiles' if tile else 'strips'}"
                options = {"rowsperstrip": 7} if tile is None else {"tile": tile}
                tifffile.imwrite(
                    folder / f"{name}.tif",
                    volume(dtype),
                    byteorder=order,
                    compression=None if codec == "none" else codec,
                    predictor=None if predictor == 1 else predictor,
                    photometric="minisblack",
                    metadata=None,
                    software=False,
                    **options,
                )
    # JPEG changes values: this one is a slope, which it changes by little.
    slope = (numpy.add.outer(numpy.arange(40) * 2, numpy.arange(64)) + 20).astype("uint8")
    options = {"photometric": "minisblack", "metadata": None, "software": False}
    tifffile.imwrite(folder.parent / "jpeg_grey.tif", slope, compression="jpeg", compressionargs={"level": 95}, **options)


main(pathlib.Path(sys.argv[1]))
