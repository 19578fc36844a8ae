#!/bin/sh
# What a batch costs beside its scans: tiny ones, once with the bare command each and once as a batch, and the finished
# batch again. Prints milliseconds.
#
#     sh Tests/Batch/thousand.sh SIMSTRIP [SCANS]
set -eu
simstrip=$(realpath "$1")
scans=${2:-1000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

"$simstrip" phantom --output phantom --shape 40,32,32 --noise 3 --layers 5 --quiet
mkdir scans
i=1
while [ "$i" -le "$scans" ]; do
    cp -r phantom/volume "scans/s$(printf %04d "$i")"
    i=$((i + 1))
done
cat > manifest.yaml <<'EOF'
defaults: { segmentation: threshold, interface: 12, axis: z, electrode: high, layers: 5 }
scans:
  - { volume: scans/* }
EOF
milliseconds() { echo $(($(date +%s%N) / 1000000)); }

"$simstrip" batch manifest.yaml --output unused --engine print > commands
start=$(milliseconds)
while read -r command; do
    eval "\"$simstrip\" ${command#simstrip } --threads 1 --quiet" 2>/dev/null
done < commands
bare=$(($(milliseconds) - start))
start=$(milliseconds)
"$simstrip" batch manifest.yaml --output out --jobs 1 --threads 1 --quiet
batch=$(($(milliseconds) - start))
start=$(milliseconds)
"$simstrip" batch manifest.yaml --output out --jobs 1 --threads 1 --quiet
again=$(($(milliseconds) - start))
echo "bare $((bare / scans)) ms a scan, batch $((batch / scans)) ms a scan, finished batch again $again ms for $scans"
