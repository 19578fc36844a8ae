#!/bin/sh
# A batch killed with SIGKILL at random moments and started again, until it is done: every result has to be the bytes of
# an undisturbed run, and nothing else may lie in the output.
#
#     sh Tests/Batch/kill.sh SIMSTRIP [SCANS [KILLS [SEED]]]
set -eu
simstrip=$(realpath "$1")
scans=${2:-24}
kills=${3:-50}
seed=${4:-1}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

i=1
echo 'defaults: { layers: 8, axis: z }' > manifest.yaml
echo 'scans:' >> manifest.yaml
while [ "$i" -le "$scans" ]; do
    "$simstrip" phantom --output "phantom/$i" --shape 40,64,64 --noise 10 --layers 8 --seed "$i" --quiet
    echo "  - { name: scan_$i, volume: phantom/$i/volume }" >> manifest.yaml
    i=$((i + 1))
done

start=$(date +%s%N)
"$simstrip" batch manifest.yaml --output whole --jobs 2 --quiet
took=$((($(date +%s%N) - start) / 1000000))
echo "undisturbed: $took ms for $scans scans"

done=0
restarts=0
while [ "$done" -lt "$kills" ]; do
    "$simstrip" batch manifest.yaml --output killed --jobs 2 --quiet > killed.log 2>&1 &
    batch=$!
    # A moment between the start and a fifth of the whole run, so that the kills spread over all of it.
    wait=$(awk -v seed="$seed" -v n="$done" -v took="$took" \
        'BEGIN { srand(seed * 1000 + n); printf "%.3f", rand() * took / 5000 }')
    sleep "$wait"
    if kill -KILL "$batch" 2>/dev/null; then done=$((done + 1)); fi
    wait "$batch" 2>/dev/null || true
    # What has been finished is taken away again where the batch would be over too early.
    if [ "$(find killed -maxdepth 2 -name result.json 2>/dev/null | wc -l)" -ge "$scans" ]; then
        restarts=$((restarts + 1))
        rm -rf killed
    fi
done
"$simstrip" batch manifest.yaml --output killed --jobs 2 --quiet

rm whole/times.csv killed/times.csv
for run in whole killed; do
    # How long a scan took is all that may differ.
    awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "seconds") seconds = i } { $seconds = ""; print }' "$run/summary.csv" > "$run.summary"
    rm "$run/summary.csv"
done
cmp whole.summary killed.summary
diff -r whole killed
echo "$kills times killed, $restarts times begun anew: equal bytes, no leftovers"
