"""Mutants of TIFF files, stripped: nothing may crash, hang, lie or be left behind.

    python3 Tests/Assault/mutants.py SIMSTRIP COUNT SEED [SECONDS]

SIMSTRIP: the program. COUNT: how many mutants. SEED: a number; the same mutants come of the same seed. SECONDS: no more
mutants are begun after so many. The samples are made by tiff_samples.py, more of them where SIMSTRIP_DATA names the
folder of samples. Mutants that break a rule are kept in .build/mutants.

The rules, for every mutant, within 2 GiB of addresses and 20 seconds:
- the exit status is one of 0, 64, 65, 66, 73;
- standard error is UTF-8 without control characters, and where the status is not 0, it begins with `simstrip: `;
- after a failure the folder holds what it held before;
- a second run of what was accepted gives the same bytes in curve, maps and the digest of all samples;
- where only the stored bytes of strips or tiles were changed, of a compression with a checksum, a mutant that is
  accepted has the samples of the original.
"""

import collections
import hashlib
import json
import multiprocessing
import os
import pathlib
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time

import rules
import tiff_samples

STATUSES = (0, 64, 65, 66, 73)
COMMON = "--quiet --voxel-size 1.4um --axis y --electrode high --layers 4 --segmentation threshold --denoise none"
COMMON += " --min-domain 1 --threads 1 --digest"
INTERESTING = (0, 1, 2, 3, 7, 8, 16, 32, 64, 127, 128, 255, 256, 32767, 32768, 65535, 1 << 20, (1 << 31) - 1, (1 << 32) - 1)
KEPT = tiff_samples.ROOT / ".build/mutants"


def mutate(sample, others, random):
    """A mutant and whether only stored bytes of strips or tiles were changed."""
    data = bytearray(sample.data)

    def span(most=64):
        start = random.randrange(len(data))
        return start, min(len(data), start + random.randint(1, most))

    if sample.chunks and random.random() < 0.4:
        # Within strips or tiles; the byte counts stay.
        for _ in range(random.choice((1, 1, 1, 2, 4))):
            offset, count = random.choice(sample.chunks)
            kind = random.choice(("flip", "flip", "zero", "half", "noise", "swap"))
            at = offset + random.randrange(count)
            end = min(offset + count, at + random.randint(1, 40))
            if kind == "flip":
                data[at] ^= 1 << random.randrange(8)
            elif kind == "zero":
                data[at:end] = bytes(end - at)
            elif kind == "half":
                data[offset + count // 2 : offset + count] = bytes(count - count // 2)
            elif kind == "noise":
                data[at:end] = random.randbytes(end - at)
            else:
                data[at:end] = data[at:end][::-1]
        return bytes(data), True
    for _ in range(random.choice((1, 1, 2, 3, 8))):
        if len(data) < 16:
            break
        kind = random.choice(("flip", "zero", "ones", "cut", "tag", "tag", "tag", "swap", "splice", "insert", "delete", "head"))
        start, end = span()
        if kind == "flip":
            data[start] ^= 1 << random.randrange(8)
        elif kind == "zero":
            data[start:end] = bytes(end - start)
        elif kind == "ones":
            data[start:end] = b"\xff" * (end - start)
        elif kind == "cut":
            del data[start:]
        elif kind == "swap":
            data[start:end] = data[start:end][::-1]
        elif kind == "splice":
            other = random.choice(others).data
            place = random.randrange(len(other))
            piece = other[place : place + random.randint(1, 200)]
            data[start : start + len(piece)] = piece
        elif kind == "insert":
            data[start:start] = random.randbytes(random.randint(1, 8))
        elif kind == "delete":
            del data[start : start + random.randint(1, 8)]
        elif kind == "head":
            data[random.randrange(16)] = random.randrange(256)
        elif sample.entries:
            at = random.choice(sample.entries)
            wide = struct.calcsize(sample.word)
            place, code = random.choice(((0, "H"), (2, "H"), (4, sample.word), (4 + wide, sample.word), (4 + wide, "H")))
            value = random.choice(INTERESTING + (random.randrange(65536), len(data)))
            value &= (1 << 8 * struct.calcsize(code)) - 1
            if at + place + struct.calcsize(code) <= len(data):
                struct.pack_into(sample.order + code, data, at + place, value)
    return bytes(data), False


def strip(program, sample, folder, output):
    """Status and standard error of a run; the status is None where it took too long."""
    command = [program, "strip", "v.tif", "--output", output] + COMMON.split() + sample.options
    try:
        run = subprocess.run(command, cwd=folder, capture_output=True, timeout=20, preexec_fn=rules.limits)
        return run.returncode, run.stderr
    except subprocess.TimeoutExpired:
        return None, b""


def result(folder):
    """The digest of curve and maps, and of the samples."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and (path.suffix in (".csv", ".pgm", ".tif")):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest(), json.loads((folder / "result.json").read_text())["input"]["samples_sha256"]


def complaints(status, words, folder):
    """What is wrong with a run."""
    found = rules.complaints(status, words, statuses=STATUSES)
    left = sorted(path.name for path in folder.iterdir())
    if status and left != ["v.tif"]:
        found.append(f"left behind: {left}")
    if status == 0 and left != ["out", "v.tif"]:
        found.append(f"beside the result: {left}")
    return found


def attempt(job):
    """Runs a mutant; the sample's name, the outcome, and what is wrong."""
    index, seed, program, deadline = job
    if time.time() > deadline:
        return None
    chance = random.Random(f"{seed}-{index}")
    samples = SAMPLES
    sample = samples[index % len(samples)]
    data, isInside = mutate(sample, samples, chance)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mutant-", dir=SCRATCH))
    try:
        (folder / "v.tif").write_bytes(data)
        status, words = strip(program, sample, folder, "out")
        wrong = complaints(status, words, folder)
        outcome = "too long" if status is None else str(status)
        if status == 0 and not wrong:
            first = result(folder / "out")
            outcome = "0, same samples" if first[1] == DIGESTS[sample.name] else "0, other samples"
            shutil.rmtree(folder / "out")
            status, words = strip(program, sample, folder, "out")
            wrong = complaints(status, words, folder)
            if status != 0 or result(folder / "out") != first:
                wrong.append(f"a second run ended otherwise ({status})")
            if isInside and sample.checked and first[1] != DIGESTS[sample.name]:
                wrong.append("damaged samples were accepted")
        if wrong:
            KEPT.mkdir(parents=True, exist_ok=True)
            (KEPT / f"{seed}-{index}-{sample.name}.tif").write_bytes(data)
        kind = "inside" if isInside else "anywhere"
        return index, sample.name, kind, outcome, wrong
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(program, count, seed, seconds=1e9):
    global SAMPLES, DIGESTS, SCRATCH
    program = str(pathlib.Path(program).resolve())
    SAMPLES = tiff_samples.samples()
    DIGESTS = {}
    fast = pathlib.Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=fast if os.access(fast, os.W_OK) else None) as scratch:
        SCRATCH = scratch
        folder = pathlib.Path(scratch, "originals")
        failing = 0
        for sample in SAMPLES:
            folder.mkdir()
            (folder / "v.tif").write_bytes(sample.data)
            status, words = strip(program, sample, folder, "out")
            if status == 0:
                DIGESTS[sample.name] = result(folder / "out")[1]
            else:
                failing += 1
                DIGESTS[sample.name] = None
                print(f"the original of {sample.name} is refused: {status} {words.decode(errors='replace')[:300]}")
            shutil.rmtree(folder)
        print(f"{len(SAMPLES)} formats, {failing} of their originals refused")
        table = collections.defaultdict(collections.Counter)
        violations = []
        begun = time.time()
        jobs = ((index, seed, program, begun + seconds) for index in range(count))
        with multiprocessing.Pool(os.cpu_count()) as pool:
            for report in pool.imap_unordered(attempt, jobs, chunksize=16):
                if report is None:
                    continue
                index, name, kind, outcome, wrong = report
                table[name][outcome] += 1
                table["all, strips changed" if kind == "inside" else "all, anything changed"][outcome] += 1
                table["all"][outcome] += 1
                if wrong:
                    violations.append(report)
                    print(f"mutant {index} of {name}: {'; '.join(wrong)}", flush=True)
    outcomes = sorted({outcome for row in table.values() for outcome in row})
    print(f"{'format':36}" + "".join(f"{outcome:>18}" for outcome in outcomes))
    for name, row in sorted(table.items(), key=lambda item: (item[0].startswith("all"), item[0])):
        print(f"{name:36}" + "".join(f"{row[outcome]:18}" for outcome in outcomes))
    tried = sum(table["all"].values())
    print(f"{tried} mutants in {time.time() - begun:.0f} s, {len(violations)} broke a rule; seed {seed}")
    return 1 if violations or failing > len(SAMPLES) // 4 or tried == 0 else 0


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], int(sys.argv[2]), sys.argv[3], *map(float, sys.argv[4:])))
