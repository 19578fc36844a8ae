#!/bin/sh
# The whole command under the thread sanitizer: every method, way of reading and output, on several threads.
#
#     sh Tests/Races/races.sh SIMSTRIP
#
# SIMSTRIP: the command, built with --sanitize=thread. It ends with 66 where two threads touched the same bytes without a lock.
set -eu
simstrip=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export TSAN_OPTIONS="halt_on_error=1:exitcode=66"
run() {
    status=0
    "$simstrip" "$@" > output.log 2>&1 || status=$?
    [ "$status" = 0 ] || {
        head -n 40 output.log
        echo "races.sh: status $status of: simstrip $*" >&2
        exit 1
    }
}

grep -q __tsan_init "$simstrip" || {
    echo "races.sh: $simstrip was not built with --sanitize=thread" >&2
    exit 1
}

run phantom --output a --shape 36,48,48 --noise 10 --seed 1
run phantom --output b --kind cycled --shape 36,48,48 --noise 10 --seed 2
run phantom --output c --kind grains --scanner --shape 28,32,32 --noise 10 --seed 3
# Each method, with all that can be written.
run strip a/volume --layers 6 --threads 4 --labels --digest --output markov
run strip b/volume --layers 6 --threads 4 --void-threshold auto --axis z --output void
run strip a/volume --layers 6 --threads 4 --segmentation threshold --denoise median --threshold-sweep --output median
run strip a/volume --layers 6 --threads 4 --segmentation threshold --denoise gaussian:1 --min-domain 5 --axis y --electrode high \
    --interface 20 --layers-follow plane --output along
run strip a/truth_labels.tif --layers 6 --threads 4 --segmentation labels --codes li=1,na=2,sse=3,void=0 --axis z --voxel-size voxel \
    --output labels
# Bands of rows and tiles, under little memory.
run strip a/volume --layers 6 --threads 4 --segmentation threshold --memory-limit 60M --output banded
run info a/volume
run compare markov void --threads 4 --output compared
run compare a/volume b/volume --layers 6 --threads 4 --output stripped
cat > manifest.yaml <<EOF
defaults: { layers: 6, axis: z }
scans:
  - { name: first, volume: a/volume }
  - { name: second, volume: b/volume }
  - { name: third, volume: c/volume }
compare:
  - [first, second]
EOF
run batch manifest.yaml --jobs 3 --output many
echo "races: none in $(find . -name result.json | wc -l) results and $(find . -name comparison.json | wc -l) comparisons"
