#!/usr/bin/env python3
"""Kills strip, compare and batch at random moments, again and again, most of them while a result replaces another.

Where strace is installed, half of the kills fall exactly on a call that moves, removes or syncs a file.

    kills.py SIMSTRIP [COUNT [SEED]]

After every kill the output holds the former result whole, the new one whole, or one without a seal; the user's own files
are there; the same command again ends in 0 with the bytes of an undisturbed run, and nothing else is left. Every twentieth
round starts two commands onto one output at once instead. Ends with 1 where anything else was found.
"""
import csv
import collections
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

SIMSTRIP = os.path.realpath(sys.argv[1])
COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 200
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 1
SIGNALS = [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT]
OWN = {"notes.txt": "mine", "maps/notes.txt": "mine", "own/deep/file.txt": "mine"}
STRACE = shutil.which("strace")
# A file system that knows no exchange.
NO_EXCHANGE = ["-e", "inject=renameat2:error=EINVAL"]
CALLS = ["rename", "renameat2", "fsync", "unlink", "rmdir", "mkdir", "unlinkat"]
SEALS = ["result.json", "comparison.json"]
draw = random.Random(SEED)
counts = collections.Counter()
violations = []


def run(words, **options):
    return subprocess.run([SIMSTRIP] + words, capture_output=True, text=True, **options)


def must(words):
    done = run(words)
    if done.returncode != 0:
        sys.exit(f"kills: {' '.join(words)} ended with {done.returncode}: {done.stderr}")


def digests(folder):
    """Every file below a folder by its bytes, but for times."""
    found = {}
    for base, folders, files in os.walk(folder):
        for name in files:
            path = os.path.join(base, name)
            short = os.path.relpath(path, folder)
            with open(path, "rb") as file:
                data = file.read()
            if os.path.basename(path) == "times.csv":
                data = b""
            if os.path.basename(path) == "summary.csv":
                # How long a scan took is all that may differ.
                table = list(csv.reader(data.decode().splitlines()))
                seconds = table[0].index("seconds")
                data = repr([row[:seconds] + row[seconds + 1:] for row in table]).encode()
            found[short] = hashlib.sha256(data).hexdigest()
        found.update({os.path.relpath(os.path.join(base, name), folder) + "/": "" for name in folders})
    return found


def write_own(out):
    for name, text in OWN.items():
        os.makedirs(os.path.dirname(os.path.join(out, name)), exist_ok=True)
        with open(os.path.join(out, name), "w") as file:
            file.write(text)


def without_own(found):
    return {name: digest for name, digest in found.items() if name not in OWN and not name.startswith("own/")}


def visible(found):
    return {name: digest for name, digest in found.items() if ".simstrip-" not in name}


def filled(found):
    """Without empty folders, which nobody misses."""
    files = [name for name in found if not name.endswith("/")]
    return {n: d for n, d in found.items() if not n.endswith("/") or any(f.startswith(n) for f in files)}


class Case:
    """A command onto a place: what lies there before, and what after an undisturbed run."""

    def __init__(self, name, before, words, own, parts=("",)):
        self.name, self.own, self.parts = name, own, parts
        self.words = words
        self.place = os.path.join(name, "out")
        self.before = os.path.join(name, "before")
        os.makedirs(name)
        if before:
            must(before + ["--output", self.place, "--quiet"])
            os.rename(self.place, self.before)
            if own:
                write_own(self.before)
        self.old = filled(without_own(digests(self.before)))
        self.reset()
        times = []
        for _ in range(5):
            self.reset()
            start = time.monotonic()
            must(self.command)
            times.append(time.monotonic() - start)
        self.took = min(times)
        self.calls = self.count_calls()
        self.new = filled(without_own(digests(self.place)))

    @property
    def command(self):
        return self.words + ["--output", self.place, "--quiet"]

    def reset(self):
        for name in os.listdir(self.name):
            if name != "before":
                shutil.rmtree(os.path.join(self.name, name), ignore_errors=True)
                if os.path.lexists(os.path.join(self.name, name)):
                    os.unlink(os.path.join(self.name, name))
        if os.path.exists(self.before):
            shutil.copytree(self.before, self.place)

    def count_calls(self):
        """How often an undisturbed run makes each of the calls that it is killed at."""
        found = []
        if not STRACE:
            return found
        for faults in ([], NO_EXCHANGE):
            self.reset()
            log = self.name + ".strace"
            subprocess.run(
                [STRACE, "-f", "-qq", "-o", log, "-e", "trace=" + ",".join(CALLS)] + faults + [SIMSTRIP] + self.command,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            with open(log) as file:
                lines = [line.split(None, 1)[1] for line in file if "resumed>" not in line]
            os.unlink(log)
            for call in CALLS:
                number = sum(line.startswith(call + "(") for line in lines)
                if call != "renameat2" or not faults:
                    # What moves is worth more than what is synced.
                    found += [(call, index + 1, faults) for index in range(number)] * (5 if call == "rename" else 1)
        return found

    def fault(self, what):
        violations.append(f"{self.name}: {what}")
        print(f"kills: {self.name}: {what}", file=sys.stderr, flush=True)

    def check_whole(self, when):
        """Every part of the output with a seal is one result or the other."""
        found = filled(visible(without_own(digests(self.place))))
        for part in self.parts:
            inner = {n[len(part):]: d for n, d in found.items() if n.startswith(part) and n != part}
            if not part:
                inner = {n: d for n, d in inner.items() if n != "own/"}
            sealed = any(seal in inner for seal in SEALS)
            old = {n[len(part):]: d for n, d in self.old.items() if n.startswith(part) and n != part}
            new = {n[len(part):]: d for n, d in self.new.items() if n.startswith(part) and n != part}
            state = "old" if inner == old else "new" if inner == new else "mixture" if sealed else "unsealed"
            counts[f"{self.name} {state}"] += 1
            if state == "mixture":
                self.fault(f"{when}: a sealed mixture in '{part}': {sorted(set(inner.items()) ^ set(new.items()))[:4]}")
        self.check_own(when)

    def check_own(self, when):
        """The user's own files are there."""
        for name, text in OWN.items() if self.own else []:
            path = os.path.join(self.place, name)
            if not os.path.exists(path) or open(path).read() != text:
                self.fault(f"{when}: the user's {name} is gone")

    def check_end(self, when):
        """The same command again: its status, its bytes, and nothing besides."""
        done = run(self.command)
        if done.returncode != 0:
            self.fault(f"{when}: the same command again ended with {done.returncode}: {done.stderr.strip()}")
        found = without_own(digests(self.place)) if os.path.exists(self.place) else {}
        if filled(found) != self.new:
            self.fault(f"{when}: other files or bytes: {sorted(set(filled(found).items()) ^ set(self.new.items()))[:4]}")
        beside = [name for name in os.listdir(self.name) if name not in ("out", "before")]
        left = [name for name in found if ".simstrip-" in name] + beside
        if left:
            self.fault(f"{when}: left behind: {left[:4]}")
        self.check_own(f"{when}, after the next run")

    def has_begun(self, aim):
        """Whether a hidden folder holds a seal, which is the last but the maps; whether it has begun to replace anything."""
        names = SEALS if aim == "gathered" else ["journal"]
        for folder in [self.name, self.place] + [os.path.join(self.place, part) for part in self.parts]:
            try:
                hidden = [name for name in os.listdir(folder) if ".simstrip-" in name]
            except OSError:
                continue
            if any(os.path.exists(os.path.join(folder, name, wanted)) for name in hidden for wanted in names):
                return True
            # Moved out of the output, to be exchanged for it.
            if aim == "replacing" and folder != self.place + "/" and os.path.exists(self.place):
                if any(name.startswith(".") and not name.startswith(".simstrip-") and not name.endswith("-lock")
                       for name in hidden):
                    return True
        return False

    def kill(self):
        self.reset()
        if self.calls and draw.random() < 0.5:
            self.kill_at(*draw.choice(self.calls))
            return
        number = draw.choice(SIGNALS)
        process = subprocess.Popen([SIMSTRIP] + self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        share = draw.random()
        aim = draw.choice(["anywhere", "gathered", "replacing", "replacing"])
        counts[f"aimed: {aim}"] += 1
        if aim == "anywhere":
            time.sleep(share * self.took)
        else:
            # What is gathered is synced and then replaces what is there.
            while process.poll() is None and not self.has_begun(aim):
                pass
            time.sleep(share * draw.choice([0, 0.0005, 0.004]))
        process.send_signal(number)
        status = process.wait()
        counts["kills"] += 1
        counts["too late" if status == 0 else f"by {number.name}"] += 1
        when = f"{number.name} at {share:.2f}"
        if number != signal.SIGKILL and status not in (0, 130, -number):
            self.fault(f"{when}: it ended with {status}")
        if os.path.exists(self.place):
            self.check_whole(when)
        if any(".simstrip-" in name for base, f, n in os.walk(self.name) for name in f + n):
            counts["left staging or lock"] += 1
            if number != signal.SIGKILL and status != -number:
                self.fault(f"{when}: handled, but it left something")
        self.check_end(when)

    def kill_at(self, call, index, faults):
        status = subprocess.run(
            [STRACE, "-f", "-qq", "-o", "/dev/null", "-e", f"inject={call}:signal=KILL:when={index}"] + faults
            + [SIMSTRIP] + self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
        counts["kills"] += 1
        counts["too late" if status == 0 else "by SIGKILL"] += 1
        counts[f"aimed: {call}"] += 1
        counts["without an exchange"] += bool(faults)
        when = f"{call} {index}{' without an exchange' if faults else ''}"
        if os.path.exists(self.place):
            self.check_whole(when)
        if any(".simstrip-" in name for base, f, n in os.walk(self.name) for name in f + n):
            counts["left staging or lock"] += 1
        self.check_end(when)

    def race(self):
        self.reset()
        both = []
        for _ in range(2):
            both.append(
                subprocess.Popen([SIMSTRIP] + self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            time.sleep(draw.random() * self.took * 0.2)
        statuses = sorted(process.wait() for process in both)
        counts["races"] += 1
        counts[f"races that ended with {statuses}"] += 1
        if statuses[0] != 0 or statuses[1] not in (0, 73):
            self.fault(f"two at once ended with {statuses}")
        self.check_whole("two at once")
        self.check_end("two at once")


def main():
    folder = tempfile.mkdtemp(prefix="simstrip-kills-")
    os.chdir(folder)
    try:
        for seed in (1, 2, 3):
            must(["phantom", "--output", f"phantom/{seed}", "--shape", "24,32,32", "--layers", "4", "--seed", f"{seed}",
                  "--quiet"])
        quick = ["--axis", "z", "--interface", "12", "--segmentation", "threshold", "--layers"]
        volume = "phantom/1/volume"
        strip = ["strip", volume] + quick + ["4"]
        must(["strip", "phantom/2/volume"] + quick + ["5", "--output", "side", "--quiet"])
        must(["strip", "phantom/3/volume"] + quick + ["5", "--output", "other", "--quiet"])
        must(["strip", volume] + quick + ["5", "--output", "first", "--quiet"])
        with open("batch.yaml", "w") as file:
            file.write("defaults: { segmentation: threshold, axis: z, interface: 12, layers: 4 }\nscans:\n")
            for seed in (1, 2, 3):
                file.write(f"  - {{ name: scan_{seed}, volume: phantom/{seed}/volume }}\n")
            file.write("compare:\n  - [scan_1, scan_2]\n")
        with open("before.yaml", "w") as file:
            file.write(open("batch.yaml").read().replace("layers: 4", "layers: 5"))
        parts = ("scan_1/", "scan_2/", "scan_3/", "scan_1_vs_scan_2/")
        cases = [
            Case("strip", ["strip", volume] + quick + ["5", "--labels"], strip, own=False),
            Case("strip-own", ["strip", volume] + quick + ["5", "--labels"], strip, own=True),
            Case("strip-new", None, strip, own=False),
            Case("compare", ["compare", "other", "side"], ["compare", "first", "side"], own=False),
            Case("compare-own", ["compare", "other", "side"], ["compare", volume, "phantom/2/volume"] + quick + ["4"],
                 own=True),
            Case("batch", ["batch", "before.yaml"], ["batch", "batch.yaml"], own=False, parts=parts),
        ]
        start = time.monotonic()
        for number in range(COUNT):
            cases[number % len(cases)].kill()
            if number % 20 == 19:
                cases[draw.choice([0, 1, 2, 3, 4])].race()
        for name in sorted(counts):
            print(f"{counts[name]:6}  {name}")
        print(f"kills: {COUNT} in {time.monotonic() - start:.0f} s, {len(violations)} violations")
    finally:
        os.chdir("/")
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if violations else 0)


main()
