"""Small HDF5 files in every type, layout, index of chunks and filter that is read, written by h5py.

Makes Tests/VolumeIOTests/Resources/hdf5, which HDF5SampleTests.swift reads, and digests.json in it: the SHA-256 over the
samples (z, y, x order, little endian) as h5py reads them. To make it anew:

    python3 -m venv /tmp/peers && /tmp/peers/bin/pip install h5py hdf5plugin numpy
    /tmp/peers/bin/python Tests/Peers/hdf5_samples.py Tests/VolumeIOTests/Resources/hdf5 $SIMSTRIP_DATA/hdf5

The second folder is that of files of others: of their datasets of three axes and more the digests go to
Tests/VolumeIOTests/Resources/hdf5/others.json. Sample number i (z, y, x order) is i * 7 % 251, for floating point a quarter
of that. A dataset's path tells what it is.
"""

import hashlib
import json
import pathlib
import sys

import h5py
import hdf5plugin
import numpy

SHAPE = (4, 8, 6)
# The latest forms that libhdf5 1.10 reads; h5py of 2025 brings HDF5 2.0, whose latest it does not.
LATEST = ("v110", "v110")
TYPES = ["u1", "i1", "u2", "i2", "u4", "i4", "f2", "f4", "f8"]
GZIP = {"compression": "gzip", "compression_opts": 6}
FILTERS = {
    "none": {},
    "deflate": GZIP,
    "shuffle": {"shuffle": True},
    "fletcher32": {"fletcher32": True},
    "shuffle-deflate": {**GZIP, "shuffle": True},
    "shuffle-deflate-fletcher32": {**GZIP, "shuffle": True, "fletcher32": True},
    "lz4": dict(hdf5plugin.LZ4()),
    "lz4-blocks": dict(hdf5plugin.LZ4(nbytes=64)),
    "bitshuffle": dict(hdf5plugin.Bitshuffle(cname="none")),
    "bitshuffle-blocks": dict(hdf5plugin.Bitshuffle(nelems=16, cname="none")),
    "bitshuffle-lz4": dict(hdf5plugin.Bitshuffle(cname="lz4")),
    "bitshuffle-lz4-blocks": dict(hdf5plugin.Bitshuffle(nelems=16, cname="lz4")),
    "bitshuffle-zstd": dict(hdf5plugin.Bitshuffle(cname="zstd")),
    "zstd": dict(hdf5plugin.Zstd()),
    "shuffle-zstd": {**dict(hdf5plugin.Zstd()), "shuffle": True},
}
BLOSC = {
    f"blosc-{cname}-{shuffle}": dict(hdf5plugin.Blosc(cname=cname, shuffle=shuffle))
    for cname, shuffle in [("lz4", 1), ("zstd", 2), ("blosclz", 1), ("zlib", 0), ("lz4hc", 2)]
}
CHUNKS = {"slice": (1, 8, 6), "box": (3, 5, 4), "whole": SHAPE}


def volume(dtype, shape=SHAPE):
    values = numpy.arange(numpy.prod(shape)) * 7 % 251
    if numpy.dtype(dtype).kind == "f":
        values = values / 4
    elif numpy.dtype(dtype) == numpy.dtype("i1"):
        values = values - 125
    return values.reshape(shape).astype(dtype)


def digest(dataset):
    values = dataset[...]
    return hashlib.sha256(values.astype(values.dtype.newbyteorder("<")).tobytes()).hexdigest()


def digests(path, into, name=None):
    def visit(key, item):
        if isinstance(item, h5py.Dataset) and item.ndim >= 3:
            try:
                into[f"{name or path.name}:/{key}"] = digest(item)
            except (OSError, TypeError):
                into[f"{name or path.name}:/{key}"] = None

    with h5py.File(path) as file:
        file.visititems(visit)


def early(file, name, shape, chunks, dtype="<u2", maximum=None, filtered=False):
    """A dataset whose chunks are all allocated when it is made."""
    creation = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    creation.set_chunk(chunks)
    creation.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    space = h5py.h5s.create_simple(shape, maximum)
    h5py.h5d.create(file.id, name.encode(), h5py.h5t.py_create(numpy.dtype(dtype)), space, creation)
    file[name][...] = volume(dtype, shape)


def make_types(folder):
    for version in ("earliest", "latest"):
        with h5py.File(folder / f"types-{version}.h5", "w", libver=LATEST if version == "latest" else version) as file:
            for code in TYPES:
                for order in "<>":
                    dtype = numpy.dtype(order + code)
                    if dtype.itemsize == 1 and order == ">":
                        continue
                    base = f"{dtype.name}-{'le' if order == '<' else 'be'}"
                    data = volume(dtype, (2, 5, 6))
                    if version == "earliest":
                        file.create_dataset(f"{base}-contiguous", data=data)
                    else:
                        file.create_dataset(f"{base}-box", data=data, chunks=(2, 3, 4), **FILTERS["shuffle-deflate"])
                        file.create_dataset(f"{base}-slice", data=data, chunks=(1, 5, 6), **FILTERS["bitshuffle-lz4"])
                        compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
                        compact.set_layout(h5py.h5d.COMPACT)
                        space = h5py.h5s.create_simple(data.shape)
                        name = f"{base}-compact"
                        h5py.h5d.create(file.id, name.encode(), h5py.h5t.py_create(dtype), space, compact)
                        file[name][...] = data


def make_filters(folder):
    # In the earliest version every index of chunks has the size of a full node.
    few = {name: FILTERS[name] for name in ("none", "deflate", "shuffle-deflate-fletcher32", "bitshuffle-lz4")}
    for version, dtype, filters in (("earliest", ">f4", few), ("latest", "<u2", {**FILTERS, **BLOSC})):
        with h5py.File(folder / f"filters-{version}.h5", "w", libver=LATEST if version == "latest" else version) as file:
            for name, options in filters.items():
                for kind, chunks in CHUNKS.items():
                    if version == "earliest" and kind != "box":
                        continue
                    file.create_dataset(f"{name}-{kind}", data=volume(dtype), chunks=chunks, **options)


def make_indices(folder):
    for version in ("earliest", "latest"):
        with h5py.File(folder / f"indices-{version}.h5", "w", libver=LATEST if version == "latest" else version, userblock_size=1024) as file:
            data = volume("<u2")
            kinds = (("fixed", None), ("extensible", (None, 8, 6)), ("btree", (None, None, 6)))
            for name, maximum in kinds if version == "latest" else kinds[:1]:
                for kind, options in (("plain", {}), ("deflate", GZIP)):
                    for size, chunks in (("box", (3, 5, 4)), ("small", (1, 1, 2))):
                        file.create_dataset(
                            f"{name}-{kind}-{size}", data=data, chunks=chunks, maxshape=maximum, **options
                        )
            if version == "latest":
                # More than a page of an array of chunks.
                file.create_dataset("paged", data=volume("u1", (6, 14, 15)), chunks=(1, 1, 1), dtype="u1")
            file.create_dataset("single-plain", data=data, chunks=SHAPE)
            file.create_dataset("single-deflate", data=data, chunks=SHAPE, **GZIP)
            if version == "latest":
                early(file, "implicit", SHAPE, (3, 5, 4))
                early(file, "implicit-exact", SHAPE, (2, 4, 3))
            # Chunks deeper than the volume, axes before the third.
            file.create_dataset("deep", data=data, chunks=(7, 5, 4), maxshape=(None, 8, 6), **GZIP)
            file.create_dataset("four", data=data[None], chunks=(1, 3, 5, 4), **GZIP)
            file.create_dataset("five", data=data[None, None], chunks=(2, 1, 3, 5, 4), maxshape=(4, 1, *SHAPE), **GZIP)
            file.create_dataset("four-contiguous", data=data[None])
            if version == "earliest":
                continue
            # Chunks at the border that are not filtered.
            creation = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
            creation.set_chunk((3, 5, 4))
            creation.set_deflate(6)
            if hasattr(creation, "set_chunk_opts"):
                creation.set_chunk_opts(2)
            space = h5py.h5s.create_simple(SHAPE)
            h5py.h5d.create(file.id, b"edges", h5py.h5t.py_create(numpy.dtype("<u2")), space, creation)
            file["edges"][...] = data
            # A chunk that did not go through its filters.
            file.create_dataset("masked", shape=SHAPE, dtype="<u2", chunks=(1, 8, 6), shuffle=True, **GZIP)
            for z in range(SHAPE[0]):
                if z == 2:
                    file["masked"].id.write_direct_chunk((z, 0, 0), data[z].tobytes(), 0b11)
                else:
                    file["masked"][z] = data[z]


def make_writers(folder):
    """Files as programs write them; the volume is that of uint8."""
    folder.mkdir(exist_ok=True)
    data = volume("u1")

    def make(name):
        return h5py.File(folder / name, "w", libver=LATEST)

    # tomocupy: parts beside, named by the path they had where they were written.
    (folder / "rec_parts").mkdir(exist_ok=True)
    layout = h5py.VirtualLayout(SHAPE, "u1")
    for part in range(2):
        piece = data[2 * part : 2 * part + 2]
        with make(f"rec_parts/p{part:04d}.h5") as file:
            file.create_dataset("exchange/data", data=piece, chunks=(1, *SHAPE[1:]), **GZIP)
        path = f"/data/2024/cell/rec_parts/p{part:04d}.h5"
        layout[2 * part : 2 * part + 2] = h5py.VirtualSource(path, "/exchange/data", shape=piece.shape, dtype="u1")
    with make("rec.h5") as file:
        file.create_virtual_dataset("/exchange/data", layout)
        file["exchange/data"].attrs["command"] = "tomocupy recon --pixel-size 0.7 --binning 1 --file-name scan.h5"
        file["exchange/data"].attrs["units"] = "counts"
    with make("nabu.hdf5") as file:
        file["entry0000/reconstruction/results/data"] = data
        options = file.create_group("entry0000/reconstruction/configuration/processing_options/reconstruction")
        options["voxel_size_cm"] = (6.5e-05, 6.5e-05, 6.5e-05)
        options["pixel_size_cm"] = 6.5e-05
        file["entry0000/reconstruction/results/sinogram"] = data[::-1]
    with make("savu.nxs") as file:
        file["entry/final_result_tomo/data"] = data
        file["entry/final_result_tomo"].attrs["signal"] = "data"
        file["entry/intermediate/tomo/data"] = data[::-1]
    with make("httomo.h5") as file:
        file["data"] = data
    with make("nexus.nxs") as file:
        file["a/one"] = data[::-1]
        file["a/two"] = data
        file.attrs["default"] = "a"
        file["a"].attrs["signal"] = "two"
    with make("several.h5") as file:
        file["one"] = data
        file["group/two"] = data
        file["small"] = data[0]
    with make("projections.h5") as file:
        file["exchange/data"] = data
        file["exchange/theta"] = numpy.arange(4.0)
    with make("sizes.h5") as file:
        for name in ("fiji", "millimetres", "no_unit", "oblong", "counts"):
            file[f"{name}/volume"] = data
        file["fiji/volume"].attrs["element_size_um"] = (3.0, 2.0, 1.0)
        file["millimetres/voxel_size"] = 0.0014
        file["millimetres/voxel_size"].attrs["units"] = "mm"
        file["no_unit/volume"].attrs["voxel_size"] = 1.4
        file["oblong/volume"].attrs["voxel_size_um"] = (3.0, 2.0, 1.0)
        file["counts/volume"].attrs["units"] = "um"
    with make("gaps.h5") as file:
        file.create_dataset("data", shape=SHAPE, dtype=">u2", chunks=(1, 8, 6), fillvalue=258, **GZIP)
        for z in (0, 1, 3):
            file["data"][z] = data[z]
    with make("unwritten.h5") as file:
        file.create_dataset("data", shape=SHAPE, dtype="u1")
    layout = h5py.VirtualLayout(SHAPE, "u1")
    layout[:2] = h5py.VirtualSource("rec_parts/p0000.h5", "/exchange/data", shape=(2, *SHAPE[1:]))
    layout[2:] = h5py.VirtualSource("rec_parts/p0009.h5", "/exchange/data", shape=(2, *SHAPE[1:]))
    with make("lost.h5") as file:
        file.create_virtual_dataset("data", layout, fillvalue=9)
    layout = h5py.VirtualLayout(SHAPE, "u1")
    layout[...] = h5py.VirtualSource("../../digests.json", "/data", shape=SHAPE)
    with make("outside.h5") as file:
        file.create_virtual_dataset("data", layout)
    # Images, one a file.
    layout = h5py.VirtualLayout((1, *SHAPE[1:]), "u1")
    with make("image.h5") as file:
        file["image"] = data[1]
    layout[0] = h5py.VirtualSource("image.h5", "image", shape=SHAPE[1:])
    with make("images.h5") as file:
        file.create_virtual_dataset("data", layout)
    # Something to strip along any axis: SSE before Li with grains of Na.
    z, y, x = numpy.indices((20, 22, 24))
    scene = numpy.where((z * y + 3 * x) // 5 % 4 == 0, 200, 60) + (z * 5 + y * 3 + x) % 7
    with make("scene.h5") as file:
        file.create_dataset("data", data=scene.astype(">u2"), chunks=(6, 8, 10), shuffle=True, **GZIP)
    with make("link.h5") as file:
        file["data"] = h5py.ExternalLink("httomo.h5", "/data")
    with make("raw.h5") as file:
        file.create_dataset("data", data=data, external=[("raw.bin", 0, data.nbytes)])
    pathlib.Path("raw.bin").unlink()
    with make("refused.h5") as file:
        file["int64"] = data.astype("i8")
        file["complex"] = data.astype("c8")
        file["truth"] = data > 0
        file["text"] = numpy.full((1, 1, 1), b"x")
        file["image"] = data[0]
        file["stack"] = numpy.stack([data, data])
        file.create_dataset("lzf", data=data, chunks=(1, 8, 6), compression="lzf")
        file.create_dataset("twice", data=data, chunks=(1, 8, 6), compression="gzip")
        file.create_dataset("scaled", data=data.astype("u2"), chunks=(1, 8, 6), scaleoffset=8)
        file.create_dataset("zfp", data=data.astype("f4"), chunks=(1, 8, 6), **hdf5plugin.Zfp(reversible=True))


def main(folder, others):
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.rglob("*"):
        if old.is_file():
            old.unlink()
    make_types(folder)
    make_filters(folder)
    make_indices(folder)
    make_writers(folder / "writers")
    found = {}
    for path in sorted(folder.glob("*.h5")):
        digests(path, found)
    assert None not in found.values()
    (folder / "digests.json").write_text(json.dumps(found, indent=0, sort_keys=True) + "\n")
    found = {}
    for path in sorted(others.glob("*.hdf5")):
        try:
            digests(path, found)
        except OSError as error:
            print(path.name, error)
    (folder / "others.json").write_text(json.dumps(found, indent=0, sort_keys=True) + "\n")
    print(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()), "bytes")


main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
