#!/usr/bin/env python3
"""simstrip within narrow limits: memory, processes, open files, closed and full streams.

    limits.py SIMSTRIP [EVERY]

EVERY: of the limits of each kind only each so-manieth (1). Every command under every limit has to end within 60 s: well, with the results of an undisturbed run, or with a documented
status and a message, without a signal and with nothing left behind. Limits of processes hold for no superuser, so that they
are tried as another user where this is run as root. Ends with 1 where any of it does not hold.
"""

import filecmp
import os
import resource
import shutil
import subprocess
import sys
import tempfile

from rules import complaints

OTHER_USER = 65533


def results(folder):
    """The files of a folder that do not tell the time."""
    found = []
    for path, _, names in os.walk(folder):
        found += [os.path.relpath(os.path.join(path, name), folder) for name in names]
    return sorted(name for name in found if os.path.basename(name) not in ("times.csv", "summary.csv", "index.html", ".batch-lock"))


class Limits:
    def __init__(self, program):
        self.folder = tempfile.mkdtemp(prefix="limits")
        os.chmod(self.folder, 0o777)
        # Where another user may start it.
        self.program = shutil.copy(program, os.path.join(self.folder, "simstrip"))
        self.volume = os.path.join(self.folder, "p", "volume")
        subprocess.run([self.program, "phantom", "--output", os.path.dirname(self.volume), "--shape", "40,96,96", "--layers", "8", "--quiet"], check=True)
        self.manifest = os.path.join(self.folder, "m.yaml")
        with open(self.manifest, "w") as file:
            file.write(f"defaults: {{ layers: 3, maps: none }}\nscans:\n  - {{ name: a, volume: {self.volume} }}\n  - {{ name: b, volume: {self.volume} }}\ncompare: [[a, b]]\n")
        subprocess.run(["chmod", "-R", "a+rX", os.path.dirname(self.volume)], check=True)
        self.commands = {
            "info": ["info", self.volume],
            "strip": ["strip", self.volume, "--layers", "3"],
            "threshold": ["strip", self.volume, "--layers", "3", "--segmentation", "threshold", "--labels"],
            "compare": ["compare", self.volume, self.volume, "--layers", "3"],
            "batch": ["batch", self.manifest],
            "phantom": ["phantom", "--shape", "24,24,24", "--layers", "4"],
        }
        self.faults, self.counts, self.whole = [], {}, {}
        for name in self.commands:
            self.whole[name] = self.run("undisturbed", name, lambda: None, keep=True)

    def run(self, limit, name, prepare, wrap=(), keep=False, shell=None):
        place = tempfile.mkdtemp(prefix="out", dir=self.folder)
        os.chmod(place, 0o777)
        out = os.path.join(place, "out")
        words = [*wrap, self.program, *self.commands[name]] + ([] if name == "info" else ["--output", out, "--quiet"])
        if shell:
            words = ["sh", "-c", 'exec "$0" "$@" ' + shell, *words]
        try:
            done = subprocess.run(words, capture_output=True, timeout=60, stdin=subprocess.DEVNULL, preexec_fn=prepare, cwd=place)
            status, said = done.returncode, done.stderr
        except subprocess.TimeoutExpired:
            status, said = None, b""
        why = []
        if status == 127 and b"loading shared libraries" in said:
            status = "not loaded"
        elif shell is None or status is None:
            why = complaints(status, said)
        else:
            # Where a stream is closed, what it should have said is not heard.
            why = [why for why in complaints(status, said) if not why.startswith("no message")]
        hidden = [entry for entry in os.listdir(place) if entry != "out"]
        if hidden and status is not None:
            why.append(f"left {hidden}")
        if status == 0 and not keep and name != "info":
            there, whole = results(out), results(os.path.join(self.whole[name], "out"))
            _, other, missing = filecmp.cmpfiles(out, os.path.join(self.whole[name], "out"), whole, shallow=False)
            # Where it lies is told in some.
            other = [entry for entry in other if not entry.endswith((".json", ".html"))]
            if there != whole or other or missing:
                why.append(f"other results: {sorted(set(there) ^ set(whole)) + other + missing}")
        self.counts.setdefault(limit, {}).setdefault(str(status), 0)
        self.counts[limit][str(status)] += 1
        if why:
            self.faults.append(f"{limit}: {name}: {'; '.join(why)}")
        if not keep:
            shutil.rmtree(place)
        return place

    def attack(self, every):
        for name in self.commands:
            for mebibytes in [*range(100, 400, 25), *range(400, 900, 100)][::every]:
                self.run("memory", name, lambda m=mebibytes: resource.setrlimit(resource.RLIMIT_AS, (m << 20, m << 20)))
            for files in [*range(3, 36, 2), 64][::every]:
                self.run("open files", name, lambda n=files: resource.setrlimit(resource.RLIMIT_NOFILE, (n, n)))
            if os.getuid() == 0 and shutil.which("setpriv"):
                user = ["setpriv", "--reuid", str(OTHER_USER), "--regid", str(OTHER_USER), "--clear-groups"]
                for processes in range(1, 9, every):
                    self.run("processes", name, lambda n=processes: resource.setrlimit(resource.RLIMIT_NPROC, (n, n)), wrap=user)
            for kibibytes in (0, 1, 4, 16, 64)[::every]:
                self.run("file size", name, lambda k=kibibytes: resource.setrlimit(resource.RLIMIT_FSIZE, (k << 10, k << 10)))
            for streams in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-", ">/dev/full", "2>/dev/full", ">/dev/full 2>/dev/full")[::every]:
                self.run("streams", name, lambda: None, shell=streams)


def main():
    limits = Limits(os.path.realpath(sys.argv[1]))
    limits.attack(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    shutil.rmtree(limits.folder)
    for limit, statuses in limits.counts.items():
        print(f"{limit:12} " + ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items())))
    for fault in limits.faults[:40]:
        print("FAULT " + fault)
    total = sum(sum(statuses.values()) for statuses in limits.counts.values())
    print(f"{total} runs, {len(limits.faults)} faults")
    sys.exit(1 if limits.faults else 0)


main()
