"""Mutants of volumes with a header, and of raw ones, looked at: nothing may crash, hang or lie.

    python3 Tests/Assault/headers.py SIMSTRIP COUNT SEED

SIMSTRIP: the program. COUNT: how many mutants. SEED: a number; the same mutants come of the same seed. The samples are those of
Tests/VolumeIOTests/Resources/headers and some that are made here. Mutants that break a rule are kept in .build/mutants.

The rules, for every mutant, within 2 GiB of addresses and 2 seconds:
- the exit status is 0, 64, 65 or 66;
- standard error is UTF-8 without control characters, and where the status is not 0, it begins with `simstrip: `;
- where only packed samples were changed, a mutant that is accepted has the samples of the original.
"""

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
SAMPLES = ROOT / "Tests/VolumeIOTests/Resources/headers"
KEPT = ROOT / ".build/mutants"
STATUSES = (0, 64, 65, 66)
NUMBERS = "0 1 2 3 -1 -2 7 255 65536 1048576 2147483647 2147483648 4294967296 9223372036854775807 9223372036854775808".split()
NUMBERS += ["99999999999999999999999", "1e308", "nan", "inf", "0x10", "", "%d", "%n", "LIST", "LOCAL", "../x", "/dev/zero", "\x1b[31m"]
WORDS = "raw gzip hex bzip2 ascii little big True False float double int16 MET_SHORT MET_DOUBLE <i8 >f4 |O".split()


def originals():
    """Names, each with its files, the options, and the name of the file that holds packed samples only."""
    found = []
    names = {path.name for path in SAMPLES.iterdir()}
    for name in sorted(names):
        if name.endswith((".npy", ".nrrd", ".nhdr", ".mha", ".mhd")):
            files = {name: (SAMPLES / name).read_bytes()}
            packed = None
            stem = name.rsplit(".", 1)[0]
            if name.endswith((".nhdr", ".mhd")):
                data = re.search(rb"(?i)(?:data ?file:|ElementDataFile =) *(\S+)", files[name]).group(1).decode()
                files[data] = (SAMPLES / data).read_bytes()
                packed = data if stem.startswith(("gzip", "zlib")) else None
            found.append((name, files, [], packed))
    vgi = b"{volume1}\n[file1]\nSkipHeader = 3\nFileFormat = raw\nSize = 4 3 2\nName = v.vol\nDatatype = unsigned integer\n"
    vgi += b"BitsPerElement = 16\n{volumeprimitive1}\n[geometry]\nresolution = 0.001 0.002 0.003\nunit = mm\n"
    found.append(("v.vgi", {"v.vgi": vgi, "v.vol": bytes(range(51))}, [], None))
    found.append(("v.raw", {"v.raw": bytes(range(51))}, ["--raw", "2,3,4,uint16,offset=3"], None))
    lists = b"NRRD0004\ntype: short\ndimension: 3\nsizes: 4 3 2\nencoding: raw\nendian: big\nspacings: 1 2 3\nunits: \"um\" \"um\" \"um\"\n"
    slices = {"s0.raw": bytes(24), "s1.raw": bytes(range(24))}
    found.append(("l.nhdr", {"l.nhdr": lists + b"data file: LIST\ns1.raw\ns0.raw\n", **slices}, [], None))
    found.append(("p.nhdr", {"p.nhdr": lists + b"byte skip: -1\ndata file: s%d.raw 0 1 1 2\n", **slices}, [], None))
    return found


def mutate(original, chance):
    """The files and options of a mutant, and whether only packed samples were changed."""
    name, files, options, packed = original
    files, options = dict(files), list(options)
    if packed and chance.random() < 0.3:
        data = bytearray(files[packed])
        for _ in range(chance.choice((1, 1, 2, 8))):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        if chance.random() < 0.2:
            del data[chance.randrange(len(data)) :]
        files[packed] = bytes(data)
        return files, options, True
    target = chance.choice((name, name, name, chance.choice(sorted(files))))
    data = bytearray(files[target])
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        if len(data) < 4:
            break
        kind = chance.choice(("flip", "number", "number", "number", "word", "cut", "delete", "insert", "line", "zero"))
        at = chance.randrange(min(len(data), 700))
        if kind == "flip":
            data[at] ^= 1 << chance.randrange(8)
        elif kind in ("number", "word"):
            pattern = rb"-?[0-9][0-9.e-]*" if kind == "number" else rb"[A-Za-z_|<>][A-Za-z_0-9]*"
            places = list(re.finditer(pattern, bytes(data[:700])))
            if places:
                place = chance.choice(places)
                data[place.start() : place.end()] = chance.choice(NUMBERS if kind == "number" else WORDS + NUMBERS).encode()
        elif kind == "cut":
            del data[chance.randrange(len(data)) :]
        elif kind == "delete":
            del data[at : at + chance.randint(1, 20)]
        elif kind == "insert":
            data[at:at] = chance.randbytes(chance.randint(1, 8))
        elif kind == "zero":
            data[at : at + 8] = bytes(min(8, len(data) - at))
        else:
            lines = bytes(data[:700]).split(b"\n")
            first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
            lines[first] = lines[second]
            data[:700] = b"\n".join(lines)
    files[target] = bytes(data)
    if options and chance.random() < 0.5:
        parts = options[1].split(",")
        parts[chance.randrange(len(parts))] = chance.choice([n for n in NUMBERS if "\x1b" not in n] + ["big", "offset=9", "int64"])
        options[1] = ",".join(parts)
    return files, options, False


def look(program, name, files, options, folder):
    """Status, standard output and standard error; the status is None where it took too long."""
    for other, data in files.items():
        (folder / other).write_bytes(data)
    try:
        run = subprocess.run(
            [program, "info", name, "--json", "--quiet"] + options,
            cwd=folder,
            capture_output=True,
            timeout=2,
            preexec_fn=rules.limits,
        )
        return run.returncode, run.stdout, run.stderr
    except subprocess.TimeoutExpired:
        return None, b"", b""


def digest(output):
    return json.loads(output)["samples_sha256"]


def attempt(job):
    index, seed, program = job
    chance = random.Random(f"{seed}-{index}")
    original = ORIGINALS[index % len(ORIGINALS)]
    files, options, is_inside = mutate(original, chance)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="header-", dir=SCRATCH))
    try:
        status, output, words = look(program, original[0], files, options, folder)
        wrong = rules.complaints(status, words, statuses=STATUSES)
        if status == 0 and is_inside and digest(output) != DIGESTS[original[0]]:
            wrong.append("damaged samples were accepted")
        if wrong:
            KEPT.mkdir(parents=True, exist_ok=True)
            shutil.copytree(folder, KEPT / f"header-{seed}-{index}", dirs_exist_ok=True)
        return index, original[0], status, wrong
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(program, count, seed):
    global ORIGINALS, DIGESTS, SCRATCH
    program = str(pathlib.Path(program).resolve())
    ORIGINALS, DIGESTS = originals(), {}
    fast = pathlib.Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=fast if os.access(fast, os.W_OK) else None) as scratch:
        SCRATCH = scratch
        for name, files, options, _ in ORIGINALS:
            folder = pathlib.Path(tempfile.mkdtemp(dir=scratch))
            status, output, words = look(program, name, files, options, folder)
            if status != 0:
                print(f"the original {name} is refused: {status} {words.decode(errors='replace')[:300]}")
                return 1
            DIGESTS[name] = digest(output)
        begun = time.time()
        table = collections.defaultdict(collections.Counter)
        violations = 0
        with multiprocessing.Pool(os.cpu_count()) as pool:
            for index, name, status, wrong in pool.imap_unordered(
                attempt, ((index, seed, program) for index in range(count)), chunksize=16
            ):
                table[name.rsplit(".", 1)[1]][status] += 1
                if wrong:
                    violations += 1
                    print(f"mutant {index} of {name}: {'; '.join(wrong)}", flush=True)
    for ending, row in sorted(table.items()):
        print(f"{ending:6}" + "".join(f"  {status}: {row[status]:6}" for status in sorted(row, key=str)))
    print(f"{count} mutants in {time.time() - begun:.0f} s, {violations} broke a rule; seed {seed}")
    return 1 if violations else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
