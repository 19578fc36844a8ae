#!/usr/bin/env python3
"""Texts from elsewhere through simstrip: values of options, YAML, names of folders.

    texts.py SIMSTRIP [COUNT [SEED]]

COUNT (2000) calls, drawn by SEED (1). Each has to end within 20 s and 2 GiB with a documented status, without a signal; what it
says is short, begins with `simstrip:` where it is an error, and holds no control character. Names that a shell, a browser
or a spreadsheet would act on are followed to where they end: the printed commands and Slurm's scripts are run by sh,
report.html is compared tag by tag with that of a harmless name, summary.csv is read as CSV. Ends with 1 where any of it
does not hold.
"""

import csv
import html.parser
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

from rules import CONTROL, complaints, limits

CONTROLS = [chr(c) for c in [*range(1, 32), 127, *range(128, 160)]] + list("\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
JOINERS = ["\u0301", "\u0600", "\u200d", "\ufe0f", "\u0e31"]
NUMBERS = """0 -1 1 00007 1.0 1e308 -1e308 1e-308 1e400 nan -nan inf -inf infinity 0x10 9223372036854775807 9223372036854775808
-9223372036854775808 18446744073709551616 999999999999 4294967296 2147483648 1_000 1,000 ٣ １ ½ 1e9999999999 . - + -- ++1 1..2 1:2
3:1 :: 0:0:0 1:2,3 1um 1e308um 1e-300nm -1um 0um nanum 1furlong 1.4µm,1.4um,1.4um 1um,1um voxel auto all none 512M 1E 99999999999G
0G -1G 8796093022208M T x y z high low bright plane 3,6,10 -3 3,,6 ,""".split()
LONG = ["", " ", "\t", "x" * 100_000, "9" * 5000, "0." + "1" * 5000, ",".join(["1"] * 20_000), ",".join(["9" * 18] * 3000), "(" * 3000]
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}


class Assault:
    def __init__(self, program, seed):
        self.program, self.random = program, random.Random(seed)
        self.folder = tempfile.mkdtemp(prefix="assault")
        self.volume = os.path.join(self.folder, "plain")
        self.faults, self.outcomes = [], {}
        self.must("phantom", "--output", self.volume, "--shape", "24,24,24", "--layers", "4", "--quiet")
        self.volume += "/volume"
        self.options = {c: self.options_of(c) for c in ["strip", "compare", "batch", "info", "phantom"]}

    def must(self, *words, cwd=None):
        subprocess.run([self.program, *words], check=True, cwd=cwd, capture_output=True)

    def options_of(self, command):
        text = subprocess.run([self.program, command, "--help"], capture_output=True, text=True, check=True).stdout
        return sorted(set(re.findall(r"(--[a-z][a-z0-9-]*) <", text)) - {"--output"})

    def call(self, kind, words, cwd, seconds=20):
        """Runs simstrip and judges how it ends."""
        started = time.monotonic()
        try:
            done = subprocess.run(
                [self.program, *words], cwd=cwd, capture_output=True, timeout=seconds, stdin=subprocess.DEVNULL,
                env=ENVIRONMENT, preexec_fn=limits)
            status, out, err = done.returncode, done.stdout, done.stderr
        except subprocess.TimeoutExpired:
            status, out, err = None, b"", b""
        except (OSError, ValueError):
            return None  # The system itself does not take such a word.
        why = complaints(status, err, out)
        ours = (b"simstrip: ", b" ", b"Usage:", b"See '", b"Help:", b"\t")
        if any(line and not line.startswith(ours) for line in err.splitlines()):
            why.append(f"a line of its own: {err[:300]!r}")
        self.outcomes.setdefault(kind, {}).setdefault(str(status), 0)
        self.outcomes[kind][str(status)] += 1
        if why:
            self.fault(kind, words, f"{'; '.join(why)} after {time.monotonic() - started:.1f} s")
        return status, out, err

    def fault(self, kind, words, why):
        self.faults.append(f"{kind}: {' '.join(w if len(w) < 80 else w[:60] + '…' for w in map(ascii, words))}: {why}")

    # Options

    def value(self, rng):
        kind = rng.randrange(12)
        if kind == 0:
            return rng.choice(LONG)
        if kind == 1:
            base = rng.choice(NUMBERS)
            return base + rng.choice(JOINERS + CONTROLS)
        if kind == 2:
            return ",".join(rng.choice(NUMBERS) for _ in range(rng.randrange(1, 5)))
        if kind == 3:
            return "".join(rng.choice(CONTROLS + list("a1,.:-'\"<&=\\%/$`") + JOINERS) for _ in range(rng.randrange(1, 12)))
        return rng.choice(NUMBERS)

    def option(self, number):
        rng = random.Random(f"{self.seed_text}o{number}")
        command = rng.choice(["strip", "strip", "strip", "compare", "info", "phantom"])
        place = os.path.join(self.folder, f"o{number}")
        os.mkdir(place)
        words = [command]
        if command != "phantom":
            words += [self.volume] * (2 if command == "compare" else 1)
        else:
            words += ["--shape", "24,24,24", "--layers", "4"]
        if command != "info":
            words += ["--output", "out"]
        if command in ("strip", "compare"):
            words += ["--layers", "3", "--axis", "z"]
        for _ in range(rng.randrange(1, 3)):
            option, value = rng.choice(self.options[command]), self.value(rng)
            words += [f"{option}={value}"] if rng.random() < 0.7 else [option, value]
        answer = self.call("option", words, place)
        if answer and answer[0] in (64, 65, 66) and command in ("strip", "compare") and os.listdir(place):
            self.fault("option", words, f"left {os.listdir(place)}")
        shutil.rmtree(place, ignore_errors=True)

    # YAML

    def yaml(self, rng):
        kind = rng.randrange(12)
        deep = rng.choice([10, 200, 998, 1001, 20_000, 60_000 // 2])
        if kind == 0:
            return "scans: " + "[" * deep + "]" * deep
        if kind == 1:
            return "scans: " + "{a: " * deep + "b" + "}" * deep
        if kind == 2:
            return "scans: " + "{" * deep + "a: b" + "}: c" * deep
        if kind == 3:
            return "- " * deep + "x"
        if kind == 4:
            return "? " * deep + "x"
        if kind == 5:
            lines = ["a0: &a0 {k: v}"] + [f"a{i}: &a{i} {{? *a{i - 1} : *a{i - 1}}}" for i in range(1, 25)]
            return "\n".join(lines)
        if kind == 6:
            lines = ["a0: &a0 [x,x,x]"] + [f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
            return "\n".join(lines) + "\nscans: *a11"
        if kind == 7:
            return "{?" * deep + "x"
        if kind == 8:
            return "scans: !!set {" + ",".join("? x%d" % i for i in range(deep)) + "}"
        if kind == 9:
            return "scans:\n" + "".join(f"  - {{ name: s{i}, volume: nowhere/{i} }}\n" for i in range(min(deep, 5000)))
        valid = f"defaults: {{ layers: 3, axis: z, voxel-size: 1um }}\nscans:\n  - {{ name: a, volume: '{self.volume}' }}\n"
        if kind == 10:
            at = rng.randrange(len(valid))
            return valid[:at] + "".join(rng.choice(CONTROLS + list("&*?!|>'\"%@`{}[],:#-\n ")) for _ in range(rng.randrange(1, 6))) + valid[at:]
        raw = bytearray(valid.encode())
        for _ in range(rng.randrange(1, 5)):
            raw[rng.randrange(len(raw))] = rng.randrange(256)
        return bytes(raw)

    def document(self, number):
        rng = random.Random(f"{self.seed_text}y{number}")
        place = os.path.join(self.folder, f"y{number}")
        os.makedirs(place)
        text = self.yaml(rng)
        data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        role = rng.randrange(3)
        if role == 0:
            self.write(place, "m.yaml", data)
            self.call("manifest", ["batch", "m.yaml", "--output", "out", "--quiet"] + rng.choice([[], ["--dry-run"]]), place)
        elif role == 1:
            self.write(place, "c.yaml", data)
            self.call("config", ["strip", self.volume, "--config", "c.yaml", "--output", "out", "--quiet"], place)
        else:
            shutil.copytree(self.volume, os.path.join(place, "v"))
            self.write(os.path.join(place, "v"), "simstrip.yaml", data)
            self.call("simstrip.yaml", ["info", "v"], place)
        shutil.rmtree(place, ignore_errors=True)

    @staticmethod
    def write(folder, name, data):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)

    # Names

    def name(self, rng):
        acts = ["';touch PWN;'", "$(touch PWN)", "`touch PWN`", "\";touch PWN;\"", "<img src=x onerror=y>", "\" onload=\"y", "&lt;",
                "=1+1", "+cmd", "-x", "@sum", "a,b", "a\"b", "%s%n", "\\", "#", "!", "~", "*", "?", "[a]", "{{", "|", " ", "--layers"]
        parts = []
        for _ in range(rng.randrange(1, 4)):
            part = rng.choice(acts)
            at = rng.randrange(len(part) + 1)
            parts.append(part[:at] + rng.choice([*JOINERS, "", "", rng.choice(CONTROLS)]) + part[at:])
        return "".join(parts).replace("/", "")[:60]

    def named(self, number):
        rng = random.Random(f"{self.seed_text}n{number}")
        place = os.path.join(self.folder, f"n{number}")
        os.makedirs(place)
        name = self.name(rng)
        try:
            shutil.copytree(self.volume, os.path.join(place, "s", name))
        except (OSError, ValueError):
            return
        role = rng.randrange(4)
        options = ["--layers", "2", "--axis", "z", "--voxel-size", "1um"]
        if role == 0:
            # As its volume, to the report and result.json.
            path = "s/" + name
            answer = self.call("name", ["strip", path, *options, "--output", "out", "--maps", "none"], place)
            if answer and answer[0] == 0:
                self.page(place, "out/report.html", path)
                with open(os.path.join(place, "out/result.json"), encoding="utf-8") as file:
                    text = file.read()
                if CONTROL.search(text.replace("\n", "")):
                    self.fault("name", [name], "result.json holds a control character as it is")
        elif role == 1:
            # As one of a pattern, to the printed commands and what a shell makes of them.
            self.write(place, "m.yaml", b"defaults: { layers: 2, axis: z, voxel-size: 1um, maps: none }\nscans:\n  - volume: 's/*'\n")
            answer = self.call("pattern", ["batch", "m.yaml", "--output", rng.choice(["out", "o" + name]), "--engine", "print"], place)
            if answer and answer[0] == 0:
                self.shell(place, answer[1], name)
        elif role == 2:
            # As a scan of a batch, to summary.csv.
            self.write(place, "m.yaml", b"defaults: { layers: 2, axis: z, voxel-size: 1um, maps: none }\nscans:\n  - volume: 's/*'\n  - volume: "
                       + b"'" + self.volume.encode() + b"'\n")
            self.call("batch", ["batch", "m.yaml", "--output", "out", "--quiet"], place)
            self.table(place, name)
        else:
            # As a scan of Slurm's: the scripts are run by sh, in place of Slurm.
            self.write(place, "m.yaml", b"defaults: { layers: 2, axis: z, voxel-size: 1um, maps: none }\nscans:\n  - volume: 's/*'\n")
            out = rng.choice(["out", "o" + name])
            tools = os.path.join(place, "bin")
            os.mkdir(tools)
            for tool in ("sbatch", "squeue", "sacct"):
                self.write(tools, tool, b"#!/bin/sh\n[ ${0##*/} = sbatch ] && echo 1\nexit 0\n")
                os.chmod(os.path.join(tools, tool), 0o755)
            before = ENVIRONMENT["PATH"]
            done = subprocess.run(
                [self.program, "batch", "m.yaml", "--output", out, "--engine", "slurm", "--quiet"], cwd=place, capture_output=True,
                timeout=20, env={**ENVIRONMENT, "PATH": tools + ":" + before}, preexec_fn=limits)
            why = complaints(done.returncode, done.stderr, done.stdout)
            if why:
                self.fault("slurm", [name, out], "; ".join(why))
            self.outcomes.setdefault("slurm", {}).setdefault(str(done.returncode), 0)
            self.outcomes["slurm"][str(done.returncode)] += 1
            script = os.path.join(place, out, "slurm", "array.sh")
            if done.returncode == 0 and os.path.exists(script):
                run = subprocess.run(["sh", script], cwd=place, capture_output=True, timeout=60, env={**ENVIRONMENT, "SLURM_ARRAY_TASK_ID": "1"})
                if run.returncode != 0 or not os.path.exists(os.path.join(place, out, name, "result.json")):
                    self.fault("slurm", [name, out], f"its task ended with {run.returncode}: {run.stderr[:200]!r}")
        if any("PWN" in files for _, _, files in os.walk(place)):
            self.fault("name", [name], "what is in a name was executed")
        shutil.rmtree(place, ignore_errors=True)

    def shell(self, place, commands, name):
        os.symlink(self.program, os.path.join(place, "simstrip"))
        run = subprocess.run(["sh"], input=commands, cwd=place, capture_output=True, timeout=60, env={**ENVIRONMENT, "PATH": place + ":" + ENVIRONMENT["PATH"]})
        if run.returncode != 0:
            self.fault("pattern", [name], f"sh of the printed command ended with {run.returncode}: {run.stderr[:200]!r}")

    def page(self, place, page, path):
        def tags(text):
            found = []
            parser = html.parser.HTMLParser()
            parser.handle_starttag = lambda tag, attributes: found.append((tag, sorted(k for k, _ in attributes)))
            parser.feed(text)
            return found

        with open(os.path.join(place, page), encoding="utf-8") as file:
            text = file.read()
        if CONTROL.search(text.replace("\n", "").replace("\t", "")):
            self.fault("name", [path], "report.html holds a control character")
        if not hasattr(self, "plain_tags"):
            self.must("strip", self.volume, "--layers", "2", "--axis", "z", "--voxel-size", "1um", "--output", "plain_out", "--maps", "none", cwd=self.folder)
            with open(os.path.join(self.folder, "plain_out/report.html"), encoding="utf-8") as file:
                self.plain_tags = tags(file.read())
        if tags(text) != self.plain_tags:
            self.fault("name", [path], "report.html has other tags than that of a harmless name")

    def table(self, place, name):
        summary = os.path.join(place, "out/summary.csv")
        if not os.path.exists(summary):
            return
        with open(summary, encoding="utf-8", newline="") as file:
            text = file.read()
        rows = list(csv.reader(text.splitlines()))
        if len({len(row) for row in rows}) != 1 or len(rows) != 3:
            self.fault("batch", [name], f"summary.csv has rows of {[len(row) for row in rows]}")
        for row in rows:
            for field in row:
                if field[:1] in "=+-@" and field and not re.fullmatch(r"[-+]?[0-9.e+-]+", field):
                    self.fault("batch", [name], f"summary.csv: a spreadsheet calculates {field!r}")

    def run(self, count, seed):
        self.seed_text = f"{seed}-"
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            tasks = []
            for number in range(count):
                tasks.append(pool.submit([self.option, self.option, self.document, self.named][number % 4], number))
            for task in tasks:
                task.result()
        shutil.rmtree(self.folder, ignore_errors=True)


def main():
    program = os.path.realpath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    assault = Assault(program, seed)
    assault.run(count, seed)
    for kind, statuses in sorted(assault.outcomes.items()):
        print(f"{kind:14} " + ", ".join(f"{n} × {status}" for status, n in sorted(statuses.items())))
    for fault in assault.faults[:40]:
        print("FAULT " + fault)
    print(f"{count} texts, {len(assault.faults)} faults")
    sys.exit(1 if assault.faults else 0)


main()
