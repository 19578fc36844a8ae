"""What every call of simstrip has to keep to, whatever it is given."""

import re
import resource

# The exit status that docs and contract know: done, failed, partly, usage, data, input, output, interrupted.
STATUSES = {0, 1, 3, 64, 65, 66, 73, 130}
# C0 but tab and line end, DEL, C1, the controls of the direction of writing, separators of lines and paragraphs.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
# The longest message, with the usage that may follow it.
LONGEST = 6000


def limits():
    """What a call may take: 2 GiB of addresses, and no file of its memory."""
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def complaints(status, errors, output=b"", statuses=STATUSES):
    """What is wrong with how a call has ended and with what it said; status None for one that did not end."""
    if status is None:
        return ["no end in time"]
    found = []
    if status not in statuses:
        found.append(f"status {status}: {errors[-300:]!r}")
    try:
        text = errors.decode()
    except UnicodeDecodeError:
        return found + ["standard error is not UTF-8"]
    control = CONTROL.search(text + output.decode("utf-8", "replace"))
    if control:
        found.append(f"control character {control.group()!r}")
    if len(text) > LONGEST:
        found.append(f"a message of {len(text)} characters")
    if status and not any(line.startswith("simstrip: ") for line in text.splitlines()):
        found.append(f"no message: {text[:80]!r}")
    return found
