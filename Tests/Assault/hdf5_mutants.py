"""Mutants of HDF5 files, looked into and read: nothing may crash, hang, take much memory, or leave a program behind.

    python3 Tests/Assault/hdf5_mutants.py SIMSTRIP COUNT SEED

SIMSTRIP: the program, with simstrip-hdf5 beside it. COUNT: how many mutants. SEED: a number; the same mutants come of the same
seed. The samples are those of Tests/VolumeIOTests/Resources/hdf5, and the files of others where SIMSTRIP_DATA names the
folder of samples. Mutants that break a rule are kept in .build/mutants.

The rules, for every mutant:
- the exit status is 0 or 65; 66 where the dataset was named, for its name may be what was changed;
- standard error is UTF-8 without control characters, and where the status is not 0, it begins with `simstrip: `;
- it takes at most 2 s of processor time (of both programs), 10 s on the clock, and 512 MB of memory.
"""

import collections
import json
import multiprocessing
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

import rules

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILES = ROOT / "Tests/VolumeIOTests/Resources/hdf5"
KEPT = ROOT / ".build/mutants"
WORDS = (0, 1, 2, 8, 16, 64, 255, 4096, 65535, (1 << 31) - 1, (1 << 32) - 1, (1 << 63) - 1, (1 << 64) - 1)


def samples():
    """Name, bytes, and the datasets that may be named, or one empty name."""
    found = []
    named = collections.defaultdict(list)
    for name in json.loads((FILES / "digests.json").read_text()):
        file, dataset = name.split(":")
        named[file].append(dataset)
    for file, datasets in sorted(named.items()):
        found.append((file, (FILES / file).read_bytes(), datasets))
    for path in sorted((FILES / "writers").glob("*")):
        if path.is_file():
            found.append((path.name, path.read_bytes(), [""]))
    data = os.environ.get("SIMSTRIP_DATA")
    for path in sorted(pathlib.Path(data, "hdf5").glob("*.hdf5")) if data else []:
        if path.stat().st_size < 1 << 20:
            found.append((path.name, path.read_bytes(), [""]))
    return found


def mutate(data, others, chance):
    data = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        if len(data) < 16:
            break
        # Most headers lie at the start, and each object's where it was made.
        reach = chance.choice((len(data), len(data), min(len(data), 4096)))
        start = chance.randrange(reach)
        end = min(len(data), start + chance.randint(1, 40))
        kind = chance.choice(("flip", "flip", "byte", "byte", "word", "word", "zero", "ones", "cut", "splice", "insert", "copy"))
        if kind == "flip":
            data[start] ^= 1 << chance.randrange(8)
        elif kind == "byte":
            data[start] = chance.randrange(256)
        elif kind == "word":
            size = chance.choice((2, 4, 8))
            value = chance.choice(WORDS + (chance.randrange(len(data)), len(data)))
            data[start : start + size] = (value & ((1 << 8 * size) - 1)).to_bytes(size, "little")
        elif kind == "zero":
            data[start:end] = bytes(end - start)
        elif kind == "ones":
            data[start:end] = b"\xff" * (end - start)
        elif kind == "cut" and chance.random() < 0.3:
            del data[start:]
        elif kind == "splice":
            other = chance.choice(others)[1]
            place = chance.randrange(len(other))
            piece = other[place : place + chance.randint(1, 200)]
            data[start : start + len(piece)] = piece
        elif kind == "insert" and chance.random() < 0.3:
            data[start:start] = chance.randbytes(chance.randint(1, 8))
        elif kind == "copy":
            # An address of another place of the same file, where addresses are aligned.
            place = chance.randrange(len(data) // 8) * 8
            data[start // 8 * 8 : start // 8 * 8 + 8] = data[place : place + 8]
    return bytes(data)


def attempt(job):
    index, seed, program = job
    chance = random.Random(f"{seed}-{index}")
    name, data, datasets = SAMPLES[index % len(SAMPLES)]
    dataset = chance.choice(datasets)
    data = mutate(data, SAMPLES, chance)
    path = pathlib.Path(SCRATCH, f"{index}.h5")
    path.write_bytes(data)
    volume = f"{path}:{dataset}" if dataset else str(path)
    command = ["timeout", "-s", "KILL", "20", program, "info", volume, "--json", "--quiet"] + (["--allow-gaps"] if index % 2 else [])
    begun = time.time()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=rules.limits)
    # Both streams are short; what does not end, `timeout` ends.
    try:
        process.stdout.read()
        words = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    finally:
        process.stdout.close()
        process.stderr.close()
    wall = time.time() - begun
    statuses = (0, 65, 66) if dataset else (0, 65)
    wrong = rules.complaints(process.returncode, words, statuses=statuses)
    if usage.ru_utime + usage.ru_stime > 2:
        wrong.append(f"{usage.ru_utime + usage.ru_stime:.1f} s of processor time")
    if wall > 10:
        wrong.append(f"{wall:.1f} s")
    if usage.ru_maxrss > 512 << 10:
        wrong.append(f"{usage.ru_maxrss >> 10} MB")
    if wrong:
        KEPT.mkdir(parents=True, exist_ok=True)
        (KEPT / f"hdf5-{seed}-{index}.h5").write_bytes(data)
    path.unlink()
    outcome = str(process.returncode)
    if b"libhdf5 broke off" in words:
        outcome += ", libhdf5 crashed"
    elif b"busy beyond all measure" in words:
        outcome += ", libhdf5 was stopped"
    return index, name + (":" + dataset if dataset else ""), outcome, wrong, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def main(program, count, seed):
    global SAMPLES, SCRATCH
    program = str(pathlib.Path(program).resolve())
    SAMPLES = samples()
    fast = pathlib.Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=fast if os.access(fast, os.W_OK) else None) as scratch:
        SCRATCH = scratch
        table = collections.Counter()
        violations, slowest, largest = 0, 0, 0
        begun = time.time()
        with multiprocessing.Pool(os.cpu_count()) as pool:
            jobs = ((index, seed, program) for index in range(count))
            for index, name, outcome, wrong, seconds, kibibytes in pool.imap_unordered(attempt, jobs, chunksize=16):
                table[outcome] += 1
                slowest, largest = max(slowest, seconds), max(largest, kibibytes)
                if wrong:
                    violations += 1
                    print(f"mutant {index} of {name}: {'; '.join(wrong)}", flush=True)
    for outcome, number in sorted(table.items()):
        print(f"{outcome:28}{number:8}")
    print(
        f"{count} mutants of {len(SAMPLES)} HDF5 files in {time.time() - begun:.0f} s, {violations} broke a rule; at most"
        f" {slowest:.2f} s of processor time and {largest >> 10} MB; seed {seed}"
    )
    return 1 if violations or count == 0 else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
