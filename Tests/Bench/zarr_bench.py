"""Speed of Zarr beside that of the same samples as TIFF slices, and beside zarr-python.

Usage: python zarr_bench.py SIMSTRIP FOLDER [SLICES]
Needs numpy, zarr, tifffile. SLICES of 1024 × 1024 uint16 (512 are 1 GiB) are made in FOLDER and removed again. Every figure is
the median of five, the runs of the things compared take turns; elapsed and, behind it, processor seconds. Two threads.
"""
import os
import shutil
import statistics
import subprocess
import sys
import time

import numpy as np
import tifffile
import zarr

SIMSTRIP, FOLDER = sys.argv[1:3]
SLICES = int(sys.argv[3]) if len(sys.argv) > 3 else 512
SIDE, ROUNDS = 1024, 5


def generate():
    os.makedirs(f"{FOLDER}/slices")
    chance = np.random.default_rng(1)
    noise = chance.normal(0, 2_500, (4, SIDE, SIDE)).astype(np.float32)
    blosc = zarr.codecs.BloscCodec(cname="lz4", typesize=2)
    forms = {
        "plain": {"chunks": (1, SIDE, SIDE), "compressors": None},
        "blosc": {"chunks": (1, SIDE, SIDE), "compressors": blosc},
        "boxes": {"chunks": (64, 64, 64), "compressors": blosc},
        "plain-boxes": {"chunks": (64, 64, 64), "compressors": None},
        "shards": {"chunks": (64, 64, 64), "shards": (64, SIDE, SIDE), "compressors": blosc},
    }
    arrays = {
        name: zarr.create_array(f"{FOLDER}/{name}.zarr", shape=(SLICES, SIDE, SIDE), dtype="u2", **options)
        for name, options in forms.items()}
    layer = []
    for z in range(SLICES):
        grey = 38_000 if z < 100 else 11_000
        samples = np.clip(grey + np.roll(noise[z % 4], z * 37, 1), 0, 65_535).astype(np.uint16) & 0xFFF0
        tifffile.imwrite(f"{FOLDER}/slices/slice_{z:05d}.tif", samples, metadata=None)
        layer.append(samples)
        # Boxes are written a layer at a time.
        if len(layer) == 64 or z == SLICES - 1:
            for array in arrays.values():
                array[z + 1 - len(layer) : z + 1] = np.stack(layer)
            layer = []


def run(command):
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    words = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(words.decode())
    return time.perf_counter() - begun, usage.ru_utime + usage.ru_stime


def strip(volume, axis="z"):
    shutil.rmtree(f"{FOLDER}/result", ignore_errors=True)
    options = "--voxel-size 1um --segmentation threshold --electrode high --interface 100 --layers 380 --maps none"
    options += " --na-threshold 20000 --denoise none --min-domain 1 --quiet --threads 2"
    return [SIMSTRIP, "strip", f"{FOLDER}/{volume}", "--output", f"{FOLDER}/result", "--axis", axis, *options.split()]


def python_reading(name, depth):
    return [
        sys.executable, "-c",
        f"import zarr\na = zarr.open_array('{FOLDER}/{name}.zarr', mode='r')\n"
        f"for z in range(0, a.shape[0], {depth}): a[z:z + {depth}].max()"]


def compare(title, commands):
    times = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            times[name].append(run(command()))
    middle = {name: [statistics.median(part) for part in zip(*found)] for name, found in times.items()}
    first = next(iter(middle.values()))
    print(title)
    for name, (wall, processor) in middle.items():
        print(f"  {name:32}{wall:8.2f} s {processor:8.2f} s  {wall / first[0]:6.2f}  {processor / first[1]:6.2f}", flush=True)


def main():
    generate()
    compare("plain", {
        "TIFF slices": lambda: strip("slices"), "Zarr, chunks of a slice": lambda: strip("plain.zarr"),
        "Zarr, boxes of 64³": lambda: strip("plain-boxes.zarr")})
    compare("blosc-lz4, chunks of a slice", {
        "simstrip": lambda: strip("blosc.zarr"), "zarr-python and a maximum": lambda: python_reading("blosc", 1)})
    compare("blosc-lz4, boxes of 64³", {
        **{f"axis {axis}": (lambda axis=axis: strip("boxes.zarr", axis)) for axis in "zyx"},
        "in shards, axis z": lambda: strip("shards.zarr"), "zarr-python and a maximum": lambda: python_reading("boxes", 64)})
    shutil.rmtree(FOLDER)


main()
