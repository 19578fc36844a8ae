"""Validates every result.json and comparison.json below a folder with Python's jsonschema, against the schema that each names."""
import copy
import json
import pathlib

from jsonschema import Draft202012Validator

# What is no result: each of these changes has to be refused. A place in the document, and what is put there.
BROKEN = {
    "result.json": [
        (["geometry", "axis"], "w"), (["input", "shape", 0], 0), (["input", "voxel_size_um"], [1, 1]),
        (["input", "files", 0, "modified"], "2026-02-30T00:00:00.000000000Z"), (["curve", 1, "na_coverage"], 1.01),
        (["curve", 1, "li_coverage"], "all"), (["warnings"], [{"code": "unheard_of", "message": "?"}]), (["verdict"], None),
        (["parameters", "axis"], "auto"), (["request", "colour"], "red"), (["thresholds"], {"na": 100}),
    ],
    "comparison.json": [
        (["differ"], "yes"), (["a", "result_sha256"], "0"), (["b", "measures", "abruptness"], -1),
        (["difference", "onset"], 1), (["compared", "slope_layers"], 0), (["a", "measures", "area_nm"], 1),
    ],
}
# Of the comparison.json of a series.
BROKEN_SERIES = [
    (["series", 0, "letter"], 1), (["comparisons", 0, "differ"], "yes"), (["peaks", "followed"], "yes"), (["peaks", "count"], -1),
    (["comparisons"], []),
]


def faults(folder):
    """What is wrong below a folder, in words; also where nothing was found to validate, or something broken passes."""
    found = []
    for name, broken in BROKEN.items():
        documents = sorted(pathlib.Path(folder).rglob(name))
        if len(documents) < 2:
            found.append(f"{len(documents)} {name} only")
        for path in documents:
            document = json.loads(path.read_text(encoding="utf-8"))
            schema = json.loads((path.parent / document["$schema"]).read_text(encoding="utf-8"))
            Draft202012Validator.check_schema(schema)
            validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
            found += [f"{path}: {error.json_path}: {error.message[:200]}" for error in validator.iter_errors(document)]
            for place, value in BROKEN_SERIES if "series" in document else broken:
                if validator.is_valid(changed(document, place, value)):
                    found.append(f"{path}: {value!r} passes in {place}")
    return found


def changed(document, place, value):
    """The document with another value in a place."""
    document = copy.deepcopy(document)
    inner = document
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return document
