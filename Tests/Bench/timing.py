"""Commands and functions timed beside each other."""
import os
import subprocess
import sys
import time

import numpy as np

ROUNDS = 5


def run(command):
    """Elapsed and processor seconds."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime


def seconds(command):
    return lambda: run(command)


def compare(*functions):
    """Medians of functions that take turns."""
    times = [[] for _ in functions]
    for _ in range(ROUNDS):
        for function, list_ in zip(functions, times):
            list_.append(function())
    return [np.median(list_, axis=0) for list_ in times]


def is_reached(ratio, bound):
    """Whether a ratio is what is asked for: "≤2.5", "≥10"."""
    return ratio <= float(bound[1:]) if bound[0] == "≤" else ratio >= float(bound[1:])
