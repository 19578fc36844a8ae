"""Small arrays of Zarr 2 and 3 in every type, byte order, codec, chunk and shard that is read, and images of OME-Zarr.

Makes Tests/VolumeIOTests/Resources/zarr/samples.json, which ZarrSampleTests.swift reads: of every sample its files, as texts
where they are metadata and else in base64, and the SHA-256 over its samples (z, y, x order, little endian) as zarr-python
reads them. One file, for the samples have some 900. To make it anew:

    python3 -m venv /tmp/peers && /tmp/peers/bin/pip install zarr ome-zarr tensorstore
    /tmp/peers/bin/python Tests/Peers/zarr_samples.py Tests/VolumeIOTests/Resources/zarr

Sample number i (z, y, x order) is i * 7 % 251 + 1, for floating point a quarter of that. A sample's name tells what it is.
"""

import base64
import hashlib
import json
import pathlib
import sys
import tempfile

import numcodecs
import numpy
import ome_zarr.format
import ome_zarr.writer
import tensorstore
import zarr
from zarr.codecs import BloscCodec, BytesCodec, Crc32cCodec, GzipCodec, ShardingCodec, ZstdCodec

zarr.config.set({"array.write_empty_chunks": True})

SHAPE = (4, 8, 6)
TYPES = ["u1", "i1", "u2", "i2", "u4", "i4", "f2", "f4", "f8"]
CHUNKS = {"slice": (1, 8, 6), "box": (3, 5, 4), "whole": SHAPE, "deep": (7, 8, 9)}
INNER = ["lz4", "lz4hc", "blosclz", "zlib", "zstd"]
SHUFFLES = ["noshuffle", "shuffle", "bitshuffle"]


def volume(dtype, shape=SHAPE):
    values = numpy.arange(numpy.prod(shape)) * 7 % 251 + 1
    if numpy.dtype(dtype).kind == "f":
        values = values / 4
    elif numpy.dtype(dtype) == numpy.dtype("i1"):
        values = values - 125
    return values.reshape(shape).astype(dtype)


def files(folder):
    found = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        name = str(path.relative_to(folder))
        if path.name in ("zarr.json", ".zarray", ".zgroup", ".zattrs"):
            found[name] = {"text": json.dumps(json.loads(path.read_text()), separators=(",", ":"))}
        else:
            found[name] = {"base64": base64.b64encode(path.read_bytes()).decode()}
    return found


class Samples:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.all = {}

    def note(self, name, array=""):
        folder = self.folder / name
        values = zarr.open_array(folder / array, mode="r")[...]
        values = values.reshape(values.shape[-3:])
        self.all[name] = {
            "files": files(folder),
            "shape": values.shape,
            "dtype": values.dtype.name,
            "samples_sha256": hashlib.sha256(values.astype(values.dtype.newbyteorder("<")).tobytes()).hexdigest(),
        }

    def two(self, name, dtype, compressor, chunks, separator="."):
        array = zarr.create_array(
            self.folder / name, shape=SHAPE, chunks=chunks, dtype=dtype, zarr_format=2, compressors=compressor,
            chunk_key_encoding={"name": "v2", "separator": separator}, fill_value=0,
        )
        array[...] = volume(dtype)
        self.note(name)

    def three(self, name, dtype, codecs, chunks, shards=None, endian="little", at="end", keys=None, shape=SHAPE):
        serializer = BytesCodec(endian=endian if numpy.dtype(dtype).itemsize > 1 else None)
        if shards:
            serializer = ShardingCodec(chunk_shape=chunks, codecs=[serializer, *codecs], index_location=at)
            chunks, codecs = shards, []
        array = zarr.create_array(
            self.folder / name, shape=shape, chunks=chunks, dtype=dtype, zarr_format=3, compressors=codecs or None,
            serializer=serializer, chunk_key_encoding=keys, fill_value=0,
        )
        array[...] = volume(dtype, shape)
        self.note(name)


def make(folder):
    samples = Samples(folder)
    blosc = numcodecs.Blosc(cname="lz4", shuffle=1)
    for code in TYPES:
        for order in "<>":
            dtype = numpy.dtype(order + code)
            if dtype.itemsize == 1 and order == ">":
                continue
            base = f"{dtype.name}-{'le' if order == '<' else 'be'}"
            samples.two(f"v2-{base}-none-whole", dtype, None, SHAPE)
            samples.two(f"v2-{base}-blosc-whole", dtype, blosc, SHAPE)
            endian = "little" if order == "<" else "big"
            samples.three(f"v3-{base}-none-whole", dtype.newbyteorder("="), [], SHAPE, endian=endian)
            samples.three(
                f"v3-{base}-zstd-shard", dtype.newbyteorder("="), [ZstdCodec()], (2, 4, 3), (4, 8, 6), endian=endian)
    two = {
        "none": None, "zlib": numcodecs.Zlib(), "gzip": numcodecs.GZip(), "zstd": numcodecs.Zstd(),
        "zstd-checksum": numcodecs.Zstd(checksum=True),
        **{f"blosc-{c}-{s}": numcodecs.Blosc(cname=c, shuffle=i) for c in INNER for i, s in enumerate(SHUFFLES)},
    }
    for name, codec in two.items():
        samples.two(f"v2-{name}-box", "<u2", codec, CHUNKS["box"], "/")
        if "-" not in name:
            for kind in ("slice", "deep"):
                samples.two(f"v2-{name}-{kind}", "<u2", codec, CHUNKS[kind])
    three = {
        "none": [], "gzip": [GzipCodec()], "zstd": [ZstdCodec(checksum=True)], "crc32c": [Crc32cCodec()],
        "zstd-crc32c": [ZstdCodec(), Crc32cCodec()], "crc32c-gzip": [Crc32cCodec(), GzipCodec()],
        **{f"blosc-{c}-{s}": [BloscCodec(cname=c, shuffle=s, typesize=2)] for c in INNER for s in SHUFFLES},
    }
    for name, codecs in three.items():
        samples.three(f"v3-{name}-box", "u2", codecs, CHUNKS["box"])
        if not name.startswith("blosc") or name == "blosc-zstd-bitshuffle":
            for kind in ("slice", "deep"):
                samples.three(f"v3-{name}-{kind}", "u2", codecs, CHUNKS[kind])
            for at in ("start", "end"):
                # Shards that reach beyond the end, and chunks of one slice in them.
                samples.three(f"v3-{name}-shards-{at}", "u2", codecs, (2, 4, 2), (2, 8, 4), at=at)
                samples.three(f"v3-{name}-shards-slices-{at}", "u2", codecs, (1, 8, 6), (3, 8, 6), at=at)
    keys = {"v2-point": ("v2", "."), "v2-slash": ("v2", "/"), "point": ("default", ".")}
    for name, (kind, separator) in keys.items():
        samples.three(f"v3-keys-{name}", "u2", [], CHUNKS["box"], keys={"name": kind, "separator": separator})
    # Axes of one element before z, in chunks that are longer there.
    samples.three("v3-five-axes", "u2", [ZstdCodec()], (1, 2, 3, 5, 4), shape=(1, 1, *SHAPE))
    samples.three("v3-five-axes-none", "u2", [], (2, 1, 3, 5, 4), shape=(1, 1, *SHAPE))
    samples.three("v3-four-axes-shards", "u2", [GzipCodec()], (1, 2, 4, 3), (2, 2, 8, 6), shape=(1, *SHAPE))

    # Another writer.
    for name, codec in (("gzip", {"name": "gzip"}), ("blosc", {"name": "blosc", "configuration": {"cname": "lz4"}})):
        name = f"tensorstore-{name}"
        sharding = {
            "name": "sharding_indexed",
            "configuration": {
                "chunk_shape": [2, 4, 3], "codecs": [{"name": "bytes", "configuration": {"endian": "big"}}, codec],
                "index_codecs": [{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "crc32c"}],
                "index_location": "start",
            },
        }
        store = tensorstore.open(
            {
                "driver": "zarr3", "kvstore": {"driver": "file", "path": str(samples.folder / name)}, "create": True,
                "metadata": {
                    "shape": SHAPE, "data_type": "int16", "codecs": [sharding],
                    "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [4, 8, 9]}},
                },
            }).result()
        store.write(volume("i2")).result()
        samples.note(name)

    # Images as ome-zarr-py writes them.
    for version in (ome_zarr.format.FormatV04(), ome_zarr.format.FormatV05()):
        for unit in (None, "nanometer"):
            name = f"ome-{version.version}{'-nm' if unit else ''}"
            group = zarr.open_group(samples.folder / name, mode="w", zarr_format=version.zarr_format)
            ome_zarr.writer.write_image(
                volume("u2", (8, 16, 16)), group, axes="zyx", fmt=version, scale_factors=[2],
                scale={"z": 700.0, "y": 650.0, "x": 650.0} if unit else None,
                axes_units={axis: unit for axis in "zyx"} if unit else None)
            first = sorted(p for p in (samples.folder / name).iterdir() if p.is_dir())[0].name
            samples.note(name, first)
    # What zarr-python leaves out of its own accord.
    with zarr.config.set({"array.write_empty_chunks": False}):
        array = zarr.create_array(samples.folder / "gaps", shape=SHAPE, chunks=(1, 8, 6), dtype="u2", fill_value=258)
        values = volume("u2")
        values[2] = 258
        array[...] = values
        samples.note("gaps")
        array = zarr.create_array(
            samples.folder / "gaps-shards", shape=SHAPE, chunks=(1, 8, 6), shards=(2, 8, 6), dtype=">i2", zarr_format=3,
            fill_value=-3, serializer=BytesCodec(endian="big"))
        values = volume("i2")
        values[1] = -3
        array[...] = values
        samples.note("gaps-shards")
    return samples.all


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        found = make(folder)
    target = pathlib.Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    lines = (f"{json.dumps(name)}:{json.dumps(sample, separators=(',', ':'))}" for name, sample in sorted(found.items()))
    (target / "samples.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(len(found), "samples,", sum(len(s["files"]) for s in found.values()), "files")
