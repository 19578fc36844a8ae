"""Opens what our writer wrote in tifffile and in ImageJ and compares samples and calibration.

    mkdir /tmp/round_trip
    SIMSTRIP_ROUND_TRIP=/tmp/round_trip swift test --filter RoundTripTests
    python3 -m venv /tmp/peers && /tmp/peers/bin/pip install tifffile numpy
    apt-get install imagej xvfb
    /tmp/peers/bin/python Tests/Peers/round_trip.py /tmp/round_trip

ImageJ knows neither signed 8-bit samples nor floating point of 16 or 64 bits; those are checked in tifffile only. Without ImageJ
the rest is checked. Ends with status 1 if anything differs.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy
import tifffile

UNKNOWN_TO_IMAGEJ = ("int8", "float16", "float64")

MACRO = """
setBatchMode(true);
files = getFileList("{folder}");
for (i = 0; i < files.length; i++) {{
    name = files[i];
    if (startsWith(name, "int8") || startsWith(name, "float16") || startsWith(name, "float64")) continue;
    open("{folder}/" + name);
    getVoxelSize(width, height, depth, unit);
    getDimensions(columns, rows, channels, slices, frames);
    sum = 0;
    setSlice(nSlices);
    for (y = 0; y < rows; y++) for (x = 0; x < columns; x++) sum += (x + 40 * y) * getValue(x, y);
    print(name + "\\t" + columns + "\\t" + rows + "\\t" + nSlices + "\\t" + channels * frames + "\\t" + d2s(width, 9)
        + "\\t" + d2s(height, 9) + "\\t" + d2s(depth, 9) + "\\t" + unit + "\\t" + d2s(sum, 3));
    close();
}}
"""


def expected(dtype, slices):
    return (numpy.arange(slices * 20 * 37) * 7 % 251).astype("int64").reshape(slices, 20, 37).astype(dtype)


def check_tifffile(path):
    dtype, kind, slices = path.stem.split("-")
    with tifffile.TiffFile(path) as file:
        found = file.asarray().reshape(int(slices), 20, 37)
        pages = numpy.stack([page.asarray() for page in file.pages])
        metadata = file.imagej_metadata or {}
        tags = file.pages[0].tags
        resolution = [tags[name].value[1] / tags[name].value[0] for name in ("XResolution", "YResolution") if name in tags]
    wanted = expected(dtype, int(slices))
    assert found.dtype == wanted.dtype and (found == wanted).all(), "samples of the series"
    assert (pages == wanted).all(), "samples of the pages"
    if kind == "calibrated":
        assert metadata["unit"] == "um" and metadata["spacing"] == 0.7 and resolution == [1.3, 1.4], "calibration"
    else:
        assert "unit" not in metadata and not resolution, "calibration where there is none"


def check_imagej(folder):
    with tempfile.NamedTemporaryFile("w", suffix=".ijm") as macro:
        macro.write(MACRO.format(folder=folder))
        macro.flush()
        command = ["xvfb-run", "-a", "java", "-cp", "/usr/share/java/ij.jar", "ij.ImageJ", "-batch", macro.name]
        lines = subprocess.run(command, capture_output=True, text=True, timeout=60).stdout.splitlines()
    rows = [line.split("\t") for line in lines if line.count("\t") == 9]
    weights = numpy.add.outer(40 * numpy.arange(20), numpy.arange(37))
    for name, columns, height, slices, others, *voxel, unit, total in rows:
        dtype, kind, count = name[:-4].split("-")
        assert (columns, height, slices, others) == ("37", "20", count, "1"), (name, "dimensions")
        wanted = (expected(dtype, int(count))[-1] * weights.astype("float64")).sum()
        assert float(total) == wanted, (name, "samples", total, wanted)
        if kind == "calibrated":
            assert [float(edge) for edge in voxel] == [1.3, 1.4, 0.7] and unit in ("um", "µm", "micron"), (name, voxel, unit)
        else:
            assert [float(edge) for edge in voxel] == [1, 1, 1], (name, voxel)
    return len(rows)


def main(folder):
    files = sorted(folder.glob("*.tif"))
    assert files, "no files"
    for path in files:
        check_tifffile(path)
    print(f"tifffile: {len(files)} files agree")
    if shutil.which("xvfb-run") and pathlib.Path("/usr/share/java/ij.jar").exists():
        count = check_imagej(folder)
        assert count == sum(not path.name.startswith(UNKNOWN_TO_IMAGEJ) for path in files), count
        print(f"ImageJ: {count} files agree")
    else:
        print("ImageJ: not installed, not checked")


main(pathlib.Path(sys.argv[1]).resolve())
