"""Small volumes with a header, written by NumPy, pynrrd and SimpleITK, with the digests of what these read back.

Makes Tests/VolumeIOTests/Resources/headers, which HeaderPeerTests.swift reads. To make it anew:

    python3 -m venv /tmp/peers && /tmp/peers/bin/pip install numpy pynrrd SimpleITK
    /tmp/peers/bin/python Tests/Peers/header_samples.py Tests/VolumeIOTests/Resources/headers

digests.json: for each file its shape (z, y, x), NumPy's name of its type, the byte order, the compression, the edges of a voxel
in µm (z, y, x) that its writer was told (null: none), and SHA-256 over all samples in (z, y, x) order, little endian.
"""

import hashlib
import json
import pathlib
import shutil
import sys

import nrrd
import numpy
import SimpleITK

SHAPE = (5, 6, 7)
TYPES = ["uint8", "uint16", "uint32", "int8", "int16", "int32", "float16", "float32", "float64"]
NRRD = {"uint8": "uint8", "int8": "int8", "float32": "float", "float64": "double"}
# x, y, z in mm.
SPACING = (0.0014, 0.0014, 0.0007)


def volume(dtype):
    values = numpy.arange(numpy.prod(SHAPE)).reshape(SHAPE) * 7 % 127
    values = values / 4 - 3 if numpy.dtype(dtype).kind == "f" else values - (63 if numpy.dtype(dtype).kind == "i" else 0)
    return values.astype(dtype)


def main(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    digests = {}

    def note(name, array, order, compression, voxel=None):
        little = numpy.ascontiguousarray(array, array.dtype.newbyteorder("<"))
        assert array.shape == SHAPE, (name, array.shape)
        digests[name] = {
            "shape": list(array.shape),
            "dtype": array.dtype.name,
            "byte_order": "big" if order == ">" else "little",
            "compression": compression,
            "voxel_size_um": voxel,
            "samples_sha256": hashlib.sha256(little.tobytes()).hexdigest(),
        }

    for dtype in TYPES:
        for order in "<>":
            if order == ">" and numpy.dtype(dtype).itemsize == 1:
                continue
            end = "le" if order == "<" else "be"
            array = volume(dtype).astype(numpy.dtype(dtype).newbyteorder(order))
            for layout in "CF":
                for version in [(1, 0), (2, 0), (3, 0)] if dtype == "uint16" else [(1, 0)]:
                    name = f"{layout}-{dtype}-{end}-v{version[0]}.npy"
                    with open(folder / name, "wb") as file:
                        numpy.lib.format.write_array(file, numpy.array(array, order=layout), version=version)
                    note(name, numpy.load(folder / name), order, "none")
            if dtype == "float16":
                continue
            for encoding in ("raw", "gzip"):
                for ending in ("nrrd", "nhdr") if dtype == "int16" else ("nrrd",):
                    name = f"{encoding}-{dtype}-{end}.{ending}"
                    header = {"encoding": encoding, "endian": "little" if order == "<" else "big"}
                    if dtype == "uint8":
                        header["spacings"] = SPACING
                        header["units"] = ["mm", "mm", "mm"]
                    else:
                        header["space directions"] = numpy.diag(SPACING)
                        header["space"] = "left-posterior-superior"
                    # pynrrd writes samples as they lie in memory.
                    nrrd.write(str(folder / name), array.T, header, index_order="F")
                    read, _ = nrrd.read(str(folder / name))
                    compression = "gzip" if encoding == "gzip" else "none"
                    note(name, read.T, order, compression, [1000 * edge for edge in reversed(SPACING)])
        if dtype == "float16":
            continue
        image = SimpleITK.GetImageFromArray(volume(dtype))
        image.SetSpacing(SPACING)
        for ending in ("mha", "mhd"):
            for packed in (False, True):
                name = f"{'zlib' if packed else 'none'}-{dtype}.{ending}"
                SimpleITK.WriteImage(image, str(folder / name), useCompression=packed)
                read = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(folder / name)))
                note(name, read, "<", "zlib" if packed else "none", [1000 * edge for edge in reversed(SPACING)])
    (folder / "digests.json").write_text(json.dumps(digests, indent=1, sort_keys=True) + "\n")


main(pathlib.Path(sys.argv[1]))
