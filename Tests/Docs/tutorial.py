#!/usr/bin/env python3
"""Runs what docs/tutorial.md and docs/how-to.md tell a reader to type, and holds them to what comes out.

    tutorial.py SIMSTRIP [PAGE ...]

Every page has a folder of its own, with Fixtures in it and SIMSTRIP on the path. Its blocks are taken in order:

    ```sh             is run by sh -e, and has to end with 0
    ```sh exits-65    has to end with 65
    ```sh not-run     is for the reader's eyes: it needs Slurm, a browser or data that are not there
    ```python         is run by this Python; where a module is not there, it and the rest of its section are left out, and named
    ```text           is all that the block before it printed, line by line; a line of … stands for any lines, … within a line for
                      any text

Links of these pages, the glossary and the readme have to lead to a file and a heading that are there. Ends with 1 after the first
fault of each page. Python's standard library only.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RUN = ["docs/tutorial.md", "docs/how-to.md"]
LINKED = RUN + ["docs/glossary.md", "README.md"]
SECONDS = 300


class Fault(Exception):
    pass


def read(page):
    with open(os.path.join(ROOT, page), encoding="utf-8") as file:
        return file.read()


def blocks(page):
    """The fenced blocks of a page: line number, the line of its heading, words behind the fence, text."""
    found, words, start, section, lines = [], None, 0, 0, []
    for number, line in enumerate(read(page).split("\n"), 1):
        if not line.startswith("```"):
            lines.append(line)
            if words is None and line.startswith("#"):
                section = number
        elif words is None:
            words, start, lines = line[3:].split(), number, []
        else:
            found.append((start, section, words, "".join(f"{line}\n" for line in lines)))
            words = None
    if words is not None:
        raise Fault(f"{page}:{start}: a block has no end")
    return found


def pattern(quoted):
    """What a quoted output stands for."""
    parts = []
    for line in quoted.splitlines():
        if line.strip() == "…":
            parts.append(r"(?:[^\n]*\n)*?")
        else:
            parts.append(r"[^\n]*".join(re.escape(text) for text in line.split("…")) + r"\n")
    return parts


def hold(quoted, printed):
    """Says which quoted line was not printed there, or what was printed besides."""
    if printed and not printed.endswith("\n"):
        printed += "\n"
    parts = pattern(quoted)
    if re.fullmatch("".join(parts), printed):
        return None
    for count in range(len(parts), 0, -1):
        if re.match("".join(parts[:count]), printed):
            break
    else:
        count = 0
    if count < len(parts):
        return f"this line was not printed there: {quoted.splitlines()[count]}"
    return "more was printed than is quoted"


def run(words, text, folder, environment):
    """Output and exit status of a block; no output where a module of Python's is missing."""
    command = ["sh", "-e", "-c", text] if words[0] == "sh" else [sys.executable, "-c", text]
    try:
        ended = subprocess.run(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise Fault(f"took more than {SECONDS} s")
    printed = ended.stdout.decode("utf-8", "replace")
    missing = re.search(r"^ModuleNotFoundError: No module named '(\w+)'", printed, re.MULTILINE)
    if words[0] == "python" and missing:
        return missing.group(1), 0, True
    return printed, ended.returncode, False


def follow(page, simstrip):
    """Does what a page says. Lines to print."""
    began = time.monotonic()
    folder = tempfile.mkdtemp(prefix="simstrip-docs-")
    try:
        os.mkdir(os.path.join(folder, ".bin"))
        os.symlink(simstrip, os.path.join(folder, ".bin", "simstrip"))
        shutil.copytree(os.path.join(ROOT, "Fixtures"), os.path.join(folder, "Fixtures"))
        environment = dict(os.environ, LC_ALL="C.UTF-8", PYTHONIOENCODING="utf-8", SWIFT_BACKTRACE="enable=no")
        environment["PATH"] = os.path.join(folder, ".bin") + os.pathsep + environment["PATH"]
        said, printed, count, programs, skipped = [], None, 0, 0, None
        for line, section, words, text in blocks(page):
            kind, mark = (words + ["", ""])[:2]
            if section == skipped:
                continue
            if kind == "text":
                if printed is not None:
                    reason = hold(text, printed)
                    if reason:
                        raise Fault(f"{page}:{line}: {reason}\nIt printed:\n{printed}")
                printed = None
            elif kind not in ("sh", "python") or mark == "not-run":
                printed = None
            else:
                expected = re.fullmatch(r"exits-(\d+)", mark)
                if mark and not expected:
                    raise Fault(f"{page}:{line}: '{mark}' behind {kind} means nothing; it is not-run or exits-N")
                try:
                    printed, status, left_out = run(words, text, folder, environment)
                except Fault as fault:
                    raise Fault(f"{page}:{line}: {fault}")
                if left_out:
                    said.append(f"{page}:{line}: left out with the rest of its section, since Python has no {printed}")
                    printed, skipped = None, section
                    continue
                wanted = int(expected.group(1)) if expected else 0
                if status != wanted:
                    raise Fault(f"{page}:{line}: ended with {status}, not with {wanted}\nIt printed:\n{printed}")
                count += 1
                programs += text.count("simstrip ")
        if not programs:
            raise Fault(f"{page}: no block calls simstrip")
        return said + [f"{page}: {count} blocks do what it says, {time.monotonic() - began:.0f} s"]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def anchors(page):
    """The names that the host gives to the headings of a page."""
    prose = re.sub(r"^```.*?^```", "", read(page), flags=re.MULTILINE | re.DOTALL)
    names = set()
    for heading in re.findall(r"^#+ (.*)$", prose, re.MULTILINE):
        text = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).lower())
        names.add(text.replace(" ", "-"))
    return names


def links(page):
    """Raises the first link of a page that leads nowhere."""
    prose = re.sub(r"^```.*?^```", "", read(page), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        linked = os.path.normpath(os.path.join(os.path.dirname(page), path)) if path else page
        if not os.path.exists(os.path.join(ROOT, linked)):
            raise Fault(f"{page}: links to {target}, which is not there")
        if anchor and anchor not in anchors(linked):
            raise Fault(f"{page}: links to {target}, but {linked} has no such heading")


def check(page, simstrip):
    """Looks at the links of a page and, where it has commands to type, types them."""
    links(page)
    return follow(page, simstrip) if page in RUN else [f"{page}: links lead somewhere"]


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    simstrip = os.path.abspath(sys.argv[1])
    if not os.access(simstrip, os.X_OK):
        sys.exit(f"{simstrip} is no program")
    pages = [os.path.relpath(os.path.abspath(page), ROOT) for page in sys.argv[2:]]
    with ThreadPoolExecutor() as pool:
        work = [(page, pool.submit(check, page, simstrip)) for page in pages or LINKED]
    faults = 0
    for page, done in work:
        try:
            print("\n".join(done.result()), flush=True)
        except Fault as fault:
            faults += 1
            print(f"FAULT {fault}", flush=True)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
