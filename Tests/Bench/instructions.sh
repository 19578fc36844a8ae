#!/bin/sh
# Instructions per voxel of every kernel, counted by callgrind: no other program and no clock rate changes them.
#
# Each kernel runs so many rounds and three times as many; the difference leaves out all that happens once. Fails where a
# kernel needs more than instructions.txt allows. Usage: sh instructions.sh path/to/kernel-bench
set -eu
program=$1
bounds=$(dirname "$0")/instructions.txt
if ! command -v valgrind >/dev/null; then
    echo "instructions per voxel: SKIPPED, valgrind is not installed"
    exit 0
fi
# Debian 12's valgrind gives up on the debugging information that Swift writes.
stripped=$(mktemp)
trap 'rm -f "$stripped"' EXIT
strip -o "$stripped" "$program"
chmod +x "$stripped"
count() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$stripped" "$1" "$2" 2>&1 |
        awk '/Collected/ { instructions = $NF } /^[0-9]+$/ { voxels = $1 } END { print instructions, voxels }'
}
failed=0
while read -r kernel bound; do
    case $kernel in '#'*|'') continue ;; esac
    few=$(count "$kernel" 10)
    many=$(count "$kernel" 30)
    echo "$few $many" | awk -v kernel="$kernel" -v bound="$bound" '{
        per = ($3 - $1) / ($4 - $2)
        printf "%-28s %7.2f instructions per voxel, at most %s\n", kernel, per, bound
        exit !(per > 0 && per <= bound)
    }' || failed=1
done < "$bounds"
exit $failed
