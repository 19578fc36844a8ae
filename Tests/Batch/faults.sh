#!/bin/sh
# A disk that is full and a folder that becomes unwritable half-way through a batch: what could not be written is named,
# nothing half-written stays, and the next start brings the bytes of an undisturbed run.
#
#     sh Tests/Batch/faults.sh SIMSTRIP
#
# Runs as root: it mounts a small file system, and runs batches as nobody.
set -eu
simstrip=$(realpath "$1")
folder=$(mktemp -d)
trap 'umount "$folder/disk" 2>/dev/null || true; rm -rf "$folder"' EXIT
fail() {
    echo "faults.sh: $1" >&2
    exit 1
}
# What is left after the scans, the table, the page, the times.
expect_equal() {
    for scan in 1 2 3 4 5 6 7 8; do
        diff -r "whole/scan_$scan" "$1/scan_$scan" || fail "the results of scan_$scan differ after $2"
    done
    left=$(find "$1" -maxdepth 1 -mindepth 1 ! -name 'scan_*' ! -name summary.csv ! -name index.html ! -name times.csv)
    [ -z "$left" ] || fail "left after $2: $left"
}
cd "$folder"
chmod 755 .
cp "$simstrip" simstrip

echo 'defaults: { layers: 8, axis: z }' > manifest.yaml
echo 'scans:' >> manifest.yaml
for scan in 1 2 3 4 5 6 7 8; do
    ./simstrip phantom --output "phantom/$scan" --shape 40,64,64 --noise 10 --layers 8 --seed "$scan" --quiet
    echo "  - { name: scan_$scan, volume: phantom/$scan/volume }" >> manifest.yaml
done
./simstrip batch manifest.yaml --output whole --quiet

# Room for about half of the results.
size=$(($(du -sk whole | cut -f 1) / 2))
mkdir disk
mount -t tmpfs -o "size=${size}k" tmpfs disk
status=0
./simstrip batch manifest.yaml --output disk/out --jobs 2 --quiet 2> errors || status=$?
[ "$status" = 3 ] || [ "$status" = 73 ] || fail "on a full disk the batch ended with $status"
grep -q 'no space left' errors || fail "the full disk is not named: $(cat errors)"
[ -z "$(find disk/out -name '*.simstrip-*')" ] || fail "the full disk still holds something half-written"
for result in disk/out/scan_*; do
    diff -r "whole/$(basename "$result")" "$result" || fail "$result on the full disk is not whole"
done
mount -o remount,size=64m disk
./simstrip batch manifest.yaml --output disk/out --jobs 2 --quiet
expect_equal disk/out "a full disk"

# Taken away from its owner as soon as one scan is there.
mkdir out
chown nobody out
runuser -u nobody -- ./simstrip batch manifest.yaml --output out --jobs 1 --quiet 2> errors &
batch=$!
while [ -z "$(find out -mindepth 2 -name result.json)" ]; do sleep 0.01; done
chown root out
status=0
wait "$batch" || status=$?
[ "$status" = 3 ] || [ "$status" = 73 ] || fail "in an unwritable folder the batch ended with $status"
grep -q 'permission denied\|Permission denied' errors || fail "the unwritable folder is not named: $(cat errors)"
chown nobody out
runuser -u nobody -- ./simstrip batch manifest.yaml --output out --jobs 2 --quiet
expect_equal out "an unwritable folder"
echo "faults: a full disk and an unwritable folder leave nothing half-written, and the next start is right"
