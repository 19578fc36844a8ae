"""Mutants of Zarr arrays and OME-Zarr images: metadata, chunks and shards changed; nothing may crash, hang or take much memory.

    python3 Tests/Assault/zarr_mutants.py SIMSTRIP COUNT SEED

SIMSTRIP: the program. COUNT: how many mutants. SEED: a number; the same mutants come of the same seed. The samples are those of
Tests/VolumeIOTests/Resources/zarr. Mutants that break a rule are kept in .build/mutants.

The rules, for every mutant:
- the exit status is 0 or 65; 66 for files that are not there;
- standard error is UTF-8 without control characters, and where the status is not 0, it begins with `simstrip: `;
- it takes at most 2 s of processor time, 10 s on the clock, and 512 MB of memory;
- where everything that was changed is behind a CRC-32C, what is read is what was written.
"""

import base64
import collections
import json
import multiprocessing
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

import rules

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES_FILE = ROOT / "Tests/VolumeIOTests/Resources/zarr/samples.json"
KEPT = ROOT / ".build/mutants"
NUMBERS = (
    "0", "1", "-1", "2", "255", "65536", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "1e30", "1.5",
    "NaN", "-Infinity", "null", "[]", "{}", "\"\"", "\"0\"", "true")
WORDS = ("bytes", "gzip", "zstd", "blosc", "crc32c", "sharding_indexed", "transpose", "<u2", ">f8", "float64", "uint8", "v2", "default",
         "start", "end", "F", "/", ".", "..", "../..", "s1", "scale", "translation", "multiscales", "x", "\\u0000", "\\u001b[31m")


def samples():
    found = []
    for name, sample in sorted(json.loads(SAMPLES_FILE.read_text()).items()):
        files = {
            path: content["text"].encode() if "text" in content else base64.b64decode(content["base64"])
            for path, content in sample["files"].items()}
        found.append((name, files, sample["samples_sha256"]))
    return found


def mutate_text(data, chance):
    """A value of JSON changed for another, or any bytes."""
    text = data.decode()
    spots = list(re.finditer(r'-?\d+(\.\d+)?|"[^"]*"|null', text))
    if spots and chance.random() < 0.8:
        spot = chance.choice(spots)
        other = chance.choice(NUMBERS) if chance.random() < 0.6 else json.dumps(chance.choice(WORDS))
        return (text[: spot.start()] + other + text[spot.end() :]).encode()
    return mutate_bytes(data, chance)


def mutate_bytes(data, chance):
    data = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8))):
        if not data:
            break
        start = chance.choice((chance.randrange(len(data)), max(0, len(data) - 1 - chance.randrange(48))))
        kind = chance.choice(("flip", "flip", "byte", "word", "cut", "insert", "zero"))
        if kind == "flip":
            data[start] ^= 1 << chance.randrange(8)
        elif kind == "byte":
            data[start] = chance.randrange(256)
        elif kind == "word":
            value = chance.choice((0, 1, 16, len(data), 1 << 31, 1 << 32, 1 << 63, (1 << 64) - 1, (1 << 64) - 2))
            data[start : start + 8] = value.to_bytes(8, "little")
        elif kind == "cut" and chance.random() < 0.3:
            del data[start:]
        elif kind == "insert" and chance.random() < 0.3:
            data[start:start] = chance.randbytes(chance.randint(1, 8))
        elif kind == "zero":
            data[start : start + chance.randint(1, 40)] = b""
    return bytes(data)


def attempt(job):
    index, seed, program = job
    chance = random.Random(f"{seed}-{index}")
    name, files, digest = SAMPLES[index % len(SAMPLES)]
    store = pathlib.Path(SCRATCH, f"{index}.zarr")
    changed = []
    for path, data in files.items():
        (store / path).parent.mkdir(parents=True, exist_ok=True)
        (store / path).write_bytes(data)
    for path in chance.sample(sorted(files), min(len(files), chance.choice((1, 1, 1, 2)))):
        is_text = path.rsplit("/", 1)[-1] in ("zarr.json", ".zarray", ".zattrs", ".zgroup")
        changed.append(is_text)
        (store / path).write_bytes(mutate_text(files[path], chance) if is_text else mutate_bytes(files[path], chance))
    command = ["timeout", "-s", "KILL", "20", program, "info", str(store), "--json", "--quiet"]
    command += ["--allow-gaps"] if index % 2 or name.startswith("gaps") else []
    begun = time.time()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=rules.limits)
    try:
        output = process.stdout.read()
        words = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    finally:
        process.stdout.close()
        process.stderr.close()
    wall = time.time() - begun
    wrong = rules.complaints(process.returncode, words, statuses=(0, 65, 66))
    if usage.ru_utime + usage.ru_stime > 2:
        wrong.append(f"{usage.ru_utime + usage.ru_stime:.1f} s of processor time")
    if wall > 10:
        wrong.append(f"{wall:.1f} s")
    if usage.ru_maxrss > 512 << 10:
        wrong.append(f"{usage.ru_maxrss >> 10} MB")
    outcome = str(process.returncode)
    if process.returncode == 0:
        is_same = json.loads(output)["samples_sha256"] == digest
        outcome += ", the same samples" if is_same else ", other samples"
        if not is_same and "-crc32c-" in name and not any(changed) and not command[-1] == "--allow-gaps":
            wrong.append("other samples, though they have a checksum")
    if wrong:
        KEPT.mkdir(parents=True, exist_ok=True)
        shutil.copytree(store, KEPT / f"zarr-{seed}-{index}", dirs_exist_ok=True)
    shutil.rmtree(store)
    return index, name, outcome, wrong, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


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
        f"{count} mutants of {len(SAMPLES)} Zarr stores in {time.time() - begun:.0f} s, {violations} broke a rule; at most"
        f" {slowest:.2f} s of processor time and {largest >> 10} MB; seed {seed}"
    )
    return 1 if violations or count == 0 else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
