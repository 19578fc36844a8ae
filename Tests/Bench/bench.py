"""The table of docs/performance.md: simstrip against read(2) and against what Python users do, in one run.

Usage: python bench.py SIMSTRIP KERNEL_BENCH FOLDER [--large]
Data are generated in FOLDER and removed again. Every figure is the median of five, the runs of the things compared take
turns. Ratios are of elapsed time; behind them stand those of processor time, which tell more where other programs run.
--large adds the eightfold volume (8 GiB).
"""
import glob
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import cc3d
import numpy as np
import scipy.ndimage
import skimage.filters
import skimage.restoration
import skimage.segmentation
import tifffile

from timing import compare, is_reached, run, seconds

SIMSTRIP, KERNELS, FOLDER = sys.argv[1:4]
SIDE, SLICES, INTERFACE, LAYERS = 1024, 512, 100, 100
LITHIUM, SODIUM, ELECTROLYTE, NOISE = 11_000, 45_000, 38_000, 2_500
rows = []


def generate(name, slices, interface=INTERFACE, **options):
    """Slices of uint16: SSE, then Li with flat Na grains, white noise. A few noise fields are shifted about."""
    path = f"{FOLDER}/{name}"
    os.makedirs(path)
    rng = np.random.default_rng(1)
    noise = rng.normal(0, NOISE, (8, SIDE, SIDE)).astype(np.float32)
    field = scipy.ndimage.gaussian_filter(rng.normal(size=(24, SIDE // 4, SIDE // 4)), (2, 1.5, 1.5))
    grains = np.kron(field > np.quantile(field, 0.9), np.ones((1, 4, 4), bool))
    for z in range(slices):
        shift = tuple(int(v) for v in rng.integers(SIDE, size=2))
        isSodium = grains[z % 24] & (z > interface + 10)
        grey = ELECTROLYTE if z < interface else np.where(isSodium, np.float32(SODIUM), np.float32(LITHIUM))
        samples = np.clip(grey + np.roll(noise[z % 8], shift, (0, 1)), 0, 65_535).astype(np.uint16)
        tifffile.imwrite(f"{path}/slice_{z:05d}.tif", samples, metadata=None, **options)
    return path


def strip(path, *options, threshold="auto", axis="z", interface=INTERFACE, layers=LAYERS):
    return [
        SIMSTRIP, "strip", path, "--output", f"{FOLDER}/result", "--voxel-size", "1um", "--segmentation", "threshold",
        "--electrode", "high", "--axis", axis, "--interface", str(interface), "--layers", str(layers), "--maps", "none",
        "--na-threshold", threshold, "--quiet", *options]


def peak_memory(command):
    """Bytes. Asked for by a small process: a child counts what its parent held when it was started."""
    words = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True);" \
        " print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    return int(subprocess.check_output([sys.executable, "-S", "-c", words, *command]).split()[-1]) * 1024


def told(*arguments):
    """Seconds as kernel-bench tells them: of the work alone."""
    return lambda: tuple(map(float, subprocess.check_output([KERNELS, *map(str, arguments)]).split()))


def timed(function):
    def once():
        start, processor = time.perf_counter(), time.process_time()
        function()
        return time.perf_counter() - start, time.process_time() - processor
    return once


def bytes_read(command):
    """What the program asked the system to read, as the kernel counts it; start-up taken off."""
    def count(words):
        shell = ["sh", "-c", '"$@" >/dev/null 2>&1; cat /proc/$$/io', "sh", *words]
        text = subprocess.check_output(shell, text=True)
        return int(text.split("rchar:")[1].split()[0])
    return count(command) - count([SIMSTRIP, "--version"])


def row(work, ratio, bound, detail):
    ratio, *processor = np.atleast_1d(ratio)
    detail += "".join(f", processor time {value:.2f}" for value in processor)
    rows.append((work, f"{ratio:.2f}", bound, "yes" if is_reached(ratio, bound) else "no", detail))
    print(" | ".join(rows[-1]), flush=True)


def milliseconds(times):
    return f"{times[0] * 1000:.0f} ms"


def usual_python(path):
    volume = tifffile.imread(sorted(glob.glob(path + "/*.tif")))
    threshold = skimage.filters.threshold_otsu(volume[INTERFACE:])
    isSodium = volume[INTERFACE:INTERFACE + LAYERS] > threshold
    return np.logical_or.accumulate(isSodium, axis=0).mean(axis=(1, 2))


def streaming_python(path):
    files = sorted(glob.glob(path + "/*.tif"))[INTERFACE:]
    with ThreadPoolExecutor(2) as pool:
        counts = sum(pool.map(lambda f: np.bincount(tifffile.imread(f).ravel(), minlength=65_536), files))
        threshold = skimage.filters.threshold_otsu(hist=(counts, np.arange(65_536)))
        isNa = np.zeros((SIDE, SIDE), bool)
        curve = []
        for samples in pool.map(tifffile.imread, files[:LAYERS]):
            isNa |= samples > threshold
            curve.append(isNa.mean())
    return curve


def bare(path):
    work, read = strip(path), [KERNELS, "read", path]
    own, plain = compare(seconds(work), told(*read[1:]))
    row("bare method / read(2)", own / plain, "≤2.5", f"{milliseconds(own)} / {milliseconds(plain)}")
    own, streaming = compare(seconds(work), timed(lambda: streaming_python(path)))
    row("streaming Python / bare method", streaming / own, "≥10", f"{milliseconds(streaming)} / {milliseconds(own)}")
    own, usual = compare(seconds(work), timed(lambda: usual_python(path)))
    row("usual Python / bare method", usual / own, "≥30", f"{milliseconds(usual)} / {milliseconds(own)}")
    z, y, x = compare(seconds(work), seconds(strip(path, axis="y")), seconds(strip(path, axis="x")))
    row("axis y / z", y / z, "≤1.5", f"{milliseconds(y)} / {milliseconds(z)}")
    row("axis x / z", x / z, "≤1.5", f"{milliseconds(x)} / {milliseconds(z)}")
    one, sweep = compare(seconds(work), seconds(strip(path, "--threshold-sweep")))
    row("every threshold / one threshold", sweep / one, "≤1.5", f"{milliseconds(sweep)} / {milliseconds(one)}")


def reading(path):
    needed = 20 * SIDE * SIDE * 2
    read = bytes_read(strip(path, threshold="28000", layers=20))
    row("bytes read / bytes of 20 layers", read / needed, "≤1.1", f"{read / 2**20:.1f} / {needed / 2**20:.1f} MiB")
    strips = generate("strips", 120, interface=20, compression="zlib", rowsperstrip=4)
    first, last, needed = 480, 544, 0
    for file in sorted(glob.glob(strips + "/*.tif"))[20:120]:
        page = tifffile.TiffFile(file).pages[0]
        needed += sum(page.databytecounts[first // 4:last // 4])
    read = bytes_read(
        strip(strips, "--roi", f":,{first}:{last},:", threshold="28000", interface=20))
    row("bytes decoded / needed, 1/16 along y", read / needed, "≤1.3", f"{read / 2**20:.1f} / {needed / 2**20:.1f} MiB")
    shutil.rmtree(strips)


def kernels():
    rng = np.random.default_rng(2)
    grey = rng.integers(0, 65_536, (64, 512, 512), dtype=np.uint16)
    tifffile.imwrite(f"{FOLDER}/grey.tif", grey, metadata=None)
    own, peer = compare(
        told("median", f"{FOLDER}/grey.tif"),
        timed(lambda: scipy.ndimage.median_filter(grey[:8], size=3)))
    peer *= len(grey) / 8
    rate = f"{grey.size / own[0] / 1e6:.0f} / {grey.size / peer[0] / 1e6:.1f} Mvoxel/s"
    row("median against scipy (an eighth, scaled)", peer / own, "≥200", rate)
    field = scipy.ndimage.gaussian_filter(rng.normal(size=(100, 512, 512)).astype(np.float32), 1.5)
    labels = np.where(field > np.quantile(field, 0.9), 2, 1).astype(np.uint8)
    tifffile.imwrite(f"{FOLDER}/labels.tif", labels, metadata=None)
    mask = labels == 2
    own, peer = compare(
        told("domains", f"{FOLDER}/labels.tif"), timed(lambda: cc3d.connected_components(mask, connectivity=26)))
    row("cc3d / connected domains", peer / own, "≥1", f"{milliseconds(peer)} / {milliseconds(own)}")
    for name in ["zlib", "lzw"]:
        path = generate(name, 64, compression=name)
        one, two = compare(told("libtiff", path), told("decode", path, 2))
        row(f"libtiff on one core / {name} on two", one / two, "≥1.8", f"{milliseconds(one)} / {milliseconds(two)}")
        shutil.rmtree(path)


class Peer:
    """What scipy, scikit-image and cc3d make of a phantom's slab, with more help than we get: the true interface, the
    true grey of Li below it, and of many filters, thresholds and sizes those that come closest to the true curve."""

    def __init__(self, path, layers=10):
        height = tifffile.imread(f"{path}/truth_interface.tif")
        first = np.ceil(height - 0.5).astype(int)
        low, high = first.min() - 4, first.max() + layers + 6
        volume = tifffile.imread(sorted(glob.glob(path + "/volume/*.tif")))[low:high].astype(np.float32)
        self.index = first - low + np.arange(layers)[:, None, None]
        self.electrode = np.arange(high - low)[:, None, None] >= first - low
        self.grey = np.where(self.electrode, volume, 45)
        self.truth = coverages(f"{path}/truth_curve.csv")[1:layers + 1]
        self.error, self.best = min(self.candidates(), key=lambda candidate: candidate[0])

    def candidates(self):
        filters = [lambda g, s=s: scipy.ndimage.gaussian_filter(g, s) for s in (0.4, 0.5, 0.6, 0.7, 0.8, 1)]
        filters += [lambda g: scipy.ndimage.median_filter(g, 3)]
        filters += [lambda g, w=w: skimage.restoration.denoise_tv_chambolle(g, weight=w) for w in (20, 40, 80)]
        filters += [lambda g, w=w: skimage.restoration.denoise_tv_bregman(g, weight=1 / w) for w in (20, 40)]
        filters += [
            lambda g, h=h: skimage.restoration.denoise_nl_means(
                g, patch_size=3, patch_distance=4, h=30 * h, sigma=30, fast_mode=True) for h in (0.5, 0.8)]
        for smooth in filters:
            grey = smooth(self.grey)
            for threshold in (None, 90, 95, 100, 105, 110):
                for size in (0, 5, 10, 20):
                    error = self.off(self.thresholded(grey, threshold, size))
                    yield error, lambda f=smooth, t=threshold, s=size: self.thresholded(f(self.grey), t, s)
        for seeds in ((70, 130), (85, 120)):
            for beta in (10, 130):
                yield self.off(self.walked(*seeds, beta)), lambda s=seeds, b=beta: self.walked(*s, b)

    def thresholded(self, grey, threshold, size):
        mask = (grey >= (threshold or skimage.filters.threshold_otsu(grey[self.electrode]))) & self.electrode
        return self.curve(cc3d.dust(mask, threshold=size, connectivity=26) if size else mask)

    def walked(self, low, high, beta):
        seeds = np.where(self.grey < low, 1, np.where(self.grey > high, 2, 0))
        mask = skimage.segmentation.random_walker(self.grey / 133, seeds, beta=beta, mode="cg_j", tol=1e-3) == 2
        return self.curve(cc3d.dust(mask & self.electrode, threshold=5, connectivity=26))

    def curve(self, mask):
        return np.logical_or.accumulate(np.take_along_axis(mask, self.index, 0), axis=0).mean(axis=(1, 2))

    def off(self, curve):
        return 100 * np.abs(curve - self.truth).max()


def coverages(path):
    lines = open(path).read().split()
    column = lines[0].split(",").index("na_coverage")
    return np.array([float(line.split(",")[column]) for line in lines[1:]])


def automatic():
    path = f"{FOLDER}/phantom"
    run([SIMSTRIP, "phantom", "--output", path, "--noise", "30", "--roughness", "1", "--quiet"])
    peer = Peer(path)
    work = [SIMSTRIP, "strip", path + "/volume", "--output", f"{FOLDER}/result", "--maps", "none", "--quiet"]
    own, other = compare(seconds(work), timed(peer.best))
    error = peer.off(coverages(f"{FOLDER}/result/curve.csv")[1:])
    row(
        "the most truthful peer / automatic run", other / own, "≥10",
        f"{milliseconds(other)}, {peer.error:.1f} points off / {milliseconds(own)}, {error:.1f} points off")


def growth(path):
    allowed = (64 << 20) + 16 * SIDE * SIDE
    memory = peak_memory(strip(path))
    row("peak memory / (64 MB + 16 B a column)", memory / allowed, "≤1", f"{memory / 2**20:.0f} MiB")
    own = compare(seconds([SIMSTRIP, "--version"]))[0]
    row("start-up / 15 ms", own / 0.015, "≤1", f"{own[0] * 1000:.1f} ms")
    if "--large" not in sys.argv:
        return
    if shutil.disk_usage(FOLDER).free < 12 << 30:
        print("8 GiB: SKIPPED, less than 12 GiB are free")
        return
    large = generate("large", 8 * SLICES, interface=8 * INTERFACE)
    work = strip(large, interface=8 * INTERFACE, layers=8 * LAYERS)
    small, eight = compare(seconds(strip(path)), seconds(work))
    row("8 × the voxels", eight / small, "≤8.5", f"{milliseconds(eight)} / {milliseconds(small)}")
    memory = peak_memory(strip(large, interface=8 * INTERFACE))
    row("peak memory of 8 GiB / allowed", memory / allowed, "≤1", f"{memory / 2**20:.0f} MiB")


def main():
    os.makedirs(FOLDER)
    try:
        path = generate("slices", SLICES)
        bare(path)
        reading(path)
        growth(path)
        kernels()
        automatic()
    finally:
        shutil.rmtree(FOLDER)
    print("\n| work | ratio | asked for | reached | measured |\n|---|---|---|---|---|")
    for cells in rows:
        print("| " + " | ".join(cells) + " |")


main()
