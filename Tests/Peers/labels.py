#!/usr/bin/env python3
"""Holds labels that are stripped to NumPy: MATBOX, and the cylindrical cell thresholded four times, along every axis and side.

    labels.py SIMSTRIP DATA

DATA is the folder of the shared data. Ends with the number of runs that differ. NumPy and tifffile.
"""
import glob
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
import tifffile

LAYERS = 12
OUTSIDE, LI, NA, VOID, SSE = range(5)


def reference(phases, isolated, axis, side):
    """first_na, h, and the curves of Na and void, as DEFINITIONS tells them."""
    stack = np.moveaxis(phases, axis, 0)
    if side == "low":
        stack = stack[::-1]
    count = stack.shape[0]
    index = np.arange(count)[:, None, None]
    inside = stack != OUTSIDE
    start = np.where(inside.any(0), inside.argmax(0), count)
    behind = (index >= start) & (stack != SSE)
    end = np.where(behind.any(0), behind.argmax(0), count)
    layers = [np.take_along_axis(stack, np.clip(end + n, 0, count - 1)[None], 0)[0] for n in range(LAYERS)]
    counts = (start < count) & (end > start) & (end + LAYERS <= count) & ~np.any([layer == OUTSIDE for layer in layers], 0)
    layers = [np.where(layer == SSE, isolated, layer) for layer in layers]
    first = np.zeros(counts.shape, np.uint16)
    for n in range(LAYERS, 0, -1):
        first[layers[n - 1] == NA] = n
    covered = [(first > 0) & (first <= n) for n in range(LAYERS + 1)]
    sodium = [(counts & covered[n]).sum() / counts.sum() for n in range(LAYERS + 1)]
    void = [(counts & ~covered[n] & (layers[max(n, 1) - 1] == VOID)).sum() / counts.sum() for n in range(LAYERS + 1)]
    height = np.where(counts, end if side == "high" else count - end, np.nan).astype(np.float32)
    return np.where(counts, first, 65535), height, sodium, void


def cell(data):
    """A part of the cell as labels of every kind, two of Na."""
    grey = np.stack([tifffile.imread(path) for path in sorted(glob.glob(f"{data}/volumes/cylindrical_cell/*.tif*"))])
    grey = grey[:, 60:560, 200:700]
    sodium = np.where(grey % 2 == 0, 2, 5)
    return np.select([grey < 60, grey < 110, grey < 150, grey < 232], [3, 1, 0, sodium], 255).astype(np.uint16)


def main():
    simstrip, data = sys.argv[1:]
    matbox = f"{data}/volumes/matbox_bi_layer_240.tif"
    differing = 0
    with tempfile.TemporaryDirectory() as folder:
        tifffile.imwrite(f"{folder}/cell.tif", cell(data), imagej=True, metadata={"axes": "ZYX"})
        for path, codes, table, isolated in (
            (matbox, "li=1,na=2,sse=0,isolated=void", {0: SSE, 1: LI, 2: NA}, VOID),
            (f"{folder}/cell.tif", "li=1,na=2+5,sse=3,void=0,outside=255,isolated=li",
             {0: VOID, 1: LI, 2: NA, 3: SSE, 5: NA, 255: OUTSIDE}, LI),
        ):
            phase = np.zeros(256, np.uint8)
            phase[list(table)] = list(table.values())
            phases = phase[tifffile.imread(path)]
            for axis, name in enumerate("zyx"):
                for side in ("high", "low"):
                    out = f"{folder}/{os.path.basename(path)}-{name}-{side}"
                    subprocess.run(
                        [simstrip, "strip", path, "--segmentation", "labels", "--codes", codes, "--voxel-size", "voxel", "--axis", name,
                         "--electrode", side, "--layers", str(LAYERS), "--maps", "none", "--output", out, "--quiet"],
                        check=True, stderr=subprocess.DEVNULL)
                    first, height, sodium, void = reference(phases, isolated, axis, side)
                    with open(f"{out}/result.json", encoding="utf-8") as file:
                        curve = json.load(file)["curve"]
                    equal = (
                        np.array_equal(tifffile.imread(f"{out}/first_na_layer.tif"), first)
                        and np.array_equal(tifffile.imread(f"{out}/interface.tif"), height, equal_nan=True)
                        and [point["na_coverage"] for point in curve] == sodium
                        and [point["void_coverage"] for point in curve] == void)
                    print(os.path.basename(path), name, side, "equal" if equal else "DIFFERS",
                          f"{(first < 65535).sum()} of {first.size} columns, Na {sodium[-1]:.4f}", flush=True)
                    differing += not equal
    sys.exit(differing)


main()
