"""Speed of HDF5 beside that of the same samples as TIFF slices, and beside h5py.

Usage: python hdf5.py SIMSTRIP FOLDER [SLICES]
Needs numpy, h5py, tifffile. SLICES of 1024 × 1024 uint16 (512 are 1 GiB) are made in FOLDER and removed again. Every figure is
the median of five, the runs of the things compared take turns; elapsed and, behind it, processor seconds. Two threads.
"""
import os
import shutil
import statistics
import subprocess
import sys
import time

import h5py
import numpy as np
import tifffile

SIMSTRIP, FOLDER = sys.argv[1:3]
SLICES = int(sys.argv[3]) if len(sys.argv) > 3 else 512
SIDE, ROUNDS = 1024, 5


def generate():
    os.makedirs(f"{FOLDER}/slices")
    chance = np.random.default_rng(1)
    noise = chance.normal(0, 2_500, (4, SIDE, SIDE)).astype(np.float32)
    forms = {
        "plain": {"chunks": (1, SIDE, SIDE)},
        "deflate": {"chunks": (1, SIDE, SIDE), "compression": "gzip", "compression_opts": 1, "shuffle": True},
        "boxes": {"chunks": (64, 64, 64), "compression": "gzip", "compression_opts": 1, "shuffle": True},
    }
    files = {name: h5py.File(f"{FOLDER}/{name}.h5", "w") for name in forms}
    for name, options in forms.items():
        # Boxes are written a layer at a time.
        files[name].create_dataset("exchange/data", (SLICES, SIDE, SIDE), "u2", **options)
    layer = []
    for z in range(SLICES):
        grey = 38_000 if z < 100 else 11_000
        samples = np.clip(grey + np.roll(noise[z % 4], z * 37, 1), 0, 65_535).astype(np.uint16) & 0xFFF0
        tifffile.imwrite(f"{FOLDER}/slices/slice_{z:05d}.tif", samples, metadata=None)
        layer.append(samples)
        if len(layer) == 64 or z == SLICES - 1:
            first = z + 1 - len(layer)
            for file in files.values():
                file["exchange/data"][first : z + 1] = np.stack(layer)
            layer = []
    for file in files.values():
        file.close()


def run(command):
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    words = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(words.decode())
    return time.perf_counter() - begun, usage.ru_utime + usage.ru_stime


def strip(volume, axis):
    shutil.rmtree(f"{FOLDER}/result", ignore_errors=True)
    options = "--voxel-size 1um --segmentation threshold --electrode high --interface 100 --layers 380 --maps none"
    options += " --na-threshold 20000 --denoise none --min-domain 1 --quiet --threads 2"
    return [SIMSTRIP, "strip", volume, "--output", f"{FOLDER}/result", "--axis", axis, *options.split()]


def h5py_reading(name):
    return [
        sys.executable, "-c",
        f"import h5py\nd = h5py.File('{FOLDER}/{name}.h5')['exchange/data']\n"
        "for z in range(0, d.shape[0], d.chunks[0]): d[z:z + d.chunks[0]].max()"]


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
        "TIFF slices": lambda: strip(f"{FOLDER}/slices", "z"),
        "HDF5, chunks of a slice": lambda: strip(f"{FOLDER}/plain.h5", "z")})
    compare("deflate", {
        "simstrip, two threads": lambda: strip(f"{FOLDER}/deflate.h5", "z"),
        "h5py and a maximum": lambda: h5py_reading("deflate")})
    compare("boxes of 64³, deflate", {f"axis {axis}": (lambda axis=axis: strip(f"{FOLDER}/boxes.h5", axis)) for axis in "zyx"})
    shutil.rmtree(FOLDER)


main()
