"""Stripping from HDF5, Zarr, NumPy and raw beside the same samples as TIFF slices, and beside h5py and zarr-python: the second
table of docs/performance.md.

Usage: python formats.py SIMSTRIP FOLDER [SLICES]
SLICES of 1024 × 1024 uint16 (512 are 1 GiB) are made in FOLDER and removed again. The work is the bare method with given
thresholds over 380 layers, on two threads; Python reads the same chunks and takes their maximum. Every figure is the median
of five, the runs of the things compared take turns. Ratios are of elapsed time; behind them stand those of processor time.
"""
import os
import shutil
import sys

import h5py
import numpy as np
import tifffile
import zarr

from timing import compare, is_reached, seconds

SIMSTRIP, FOLDER = sys.argv[1:3]
SLICES = int(sys.argv[3]) if len(sys.argv) > 3 else 512
SIDE, INTERFACE = 1024, 100
SLICE, BOX = (1, SIDE, SIDE), (64, 64, 64)


def layers():
    """64 slices at a time: SSE, then Li, white noise. The low four bits are 0, so that there is something to compress."""
    noise = np.random.default_rng(1).normal(0, 2_500, (4, SIDE, SIDE)).astype(np.float32)
    for first in range(0, SLICES, 64):
        places = range(first, min(first + 64, SLICES))
        yield first, np.stack([
            np.clip((38_000 if z < INTERFACE else 11_000) + np.roll(noise[z % 4], z * 37, 1), 0, 65_535).astype(np.uint16)
            & 0xFFF0
            for z in places])


def generate():
    os.makedirs(f"{FOLDER}/slices")
    shape, deflate = (SLICES, SIDE, SIDE), {"compression": "gzip", "compression_opts": 1, "shuffle": True}
    blosc = zarr.codecs.BloscCodec(cname="lz4", typesize=2)
    files = {
        name: h5py.File(f"{FOLDER}/{name}.h5", "w").create_dataset("exchange/data", shape, "u2", **options)
        for name, options in {
            "plain": {"chunks": SLICE}, "deflate": {"chunks": SLICE} | deflate, "boxes": {"chunks": BOX} | deflate}.items()}
    stores = {
        name: zarr.create_array(f"{FOLDER}/{name}.zarr", shape=shape, dtype="u2", **options)
        for name, options in {
            "plain": {"chunks": SLICE, "compressors": None}, "blosc": {"chunks": SLICE, "compressors": blosc},
            "boxes": {"chunks": BOX, "compressors": blosc},
            "shards": {"chunks": BOX, "shards": (64, SIDE, SIDE), "compressors": blosc}}.items()}
    whole = np.lib.format.open_memmap(f"{FOLDER}/volume.npy", "w+", np.uint16, shape)
    for first, samples in layers():
        for target in [*files.values(), *stores.values(), whole]:
            target[first:first + len(samples)] = samples
        for z, grey in enumerate(samples, first):
            tifffile.imwrite(f"{FOLDER}/slices/slice_{z:05d}.tif", grey, metadata=None)
    whole.flush()
    for file in files.values():
        file.file.close()


def strip(volume, axis="z"):
    options = f"--voxel-size 1um --segmentation threshold --electrode high --interface {INTERFACE} --layers 380 --maps none"
    options += " --na-threshold 20000 --denoise none --min-domain 1 --quiet --threads 2"
    return [SIMSTRIP, "strip", f"{FOLDER}/{volume}", "--output", f"{FOLDER}/result", "--axis", axis, *options.split()]


def python(opened, depth):
    words = f"d = {opened}\nfor z in range(0, d.shape[0], {depth}): d[z:z + {depth}].max()"
    return [sys.executable, "-c", words]


def in_h5py(name, depth):
    return python(f"__import__('h5py').File('{FOLDER}/{name}.h5')['exchange/data']", depth)


def in_zarr(name, depth):
    return python(f"__import__('zarr').open_array('{FOLDER}/{name}.zarr', mode='r')", depth)


def row(work, over, under, bound=None):
    """A ratio of two commands' times, against what is asked for."""
    over, under = compare(seconds(over), seconds(under))
    ratio, processor = over / under
    reached = "—" if bound is None else "yes" if is_reached(ratio, bound) else "no"
    detail = f"{over[0]:.2f} / {under[0]:.2f} s"
    print(" | ".join((work, f"{ratio:.2f}", f"{processor:.2f}", bound or "—", reached, detail)), flush=True)


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    generate()
    slices = strip("slices")
    row("HDF5, chunks of a slice / TIFF", strip("plain.h5"), slices, "≤1.3")
    row("Zarr, chunks of a slice / TIFF", strip("plain.zarr"), slices, "≤1.3")
    row("NumPy / TIFF", strip("volume.npy"), slices, "≤1.3")
    row("h5py / HDF5, Deflate", in_h5py("deflate", 1), strip("deflate.h5"), "≥1.7")
    row("zarr-python / Zarr, Blosc", in_zarr("blosc", 1), strip("blosc.zarr"))
    row("h5py / HDF5, boxes of 64³, Deflate", in_h5py("boxes", 64), strip("boxes.h5"))
    row("zarr-python / Zarr, boxes of 64³, Blosc", in_zarr("boxes", 64), strip("boxes.zarr"))
    row("Zarr, boxes in shards / not in shards", strip("shards.zarr"), strip("boxes.zarr"))
    for axis in "yx":
        row(f"HDF5, boxes, axis {axis} / z", strip("boxes.h5", axis), strip("boxes.h5"))
    shutil.rmtree(FOLDER)


main()
