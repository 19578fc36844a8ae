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
                    data = volume(dtype, (3, 6, 7))
                    if version == "earliest":
                        file.create_dataset(f"{base}-contiguous", data=data)
                    else:
                        file.create_dataset(f"{base}-box", data=data, chunks=(2, 4, 3), **FILTERS["shuffle-deflate"])
                        file.create_dataset(f"{base}-slice", data=data, chunks=(1, 6, 7), **FILTERS["bitshuffle-lz4"])
                        file.create_dataset(f"{base}-whole", data=data, chunks=(3, 6, 7))
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
                    if version == "earliest" and kind == "whole":
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
            early(file, "implicit", SHAPE, (3, 5, 4))
            early(file, "implicit-exact", SHAPE, (2, 4, 3))
            # Chunks deeper than the volume, axes before the third.
            file.create_dataset("deep", data=data, chunks=(7, 5, 4), maxshape=(None, 8, 6), **GZIP)
            file.create_dataset("four", data=data[None], chunks=(1, 3, 5, 4), **GZIP)
            file.create_dataset("five", data=data[None, None], chunks=(2, 1, 3, 5, 4), maxshape=(4, 1, *SHAPE), **GZIP)
            file.create_dataset("four-contiguous", data=data[None])
            # Chunks at the border that are not filtered.
            creation = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
            creation.set_chunk((3, 5, 4))
            creation.set_deflate(6)
            if version == "latest" and hasattr(creation, "set_chunk_opts"):
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


def main(folder, others):
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*"):
        old.unlink()
    make_types(folder)
    make_filters(folder)
    make_indices(folder)
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
    print(sum(path.stat().st_size for path in folder.glob("*")), "bytes")


main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
