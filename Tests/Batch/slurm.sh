#!/bin/sh
# A batch on a real Slurm of one machine: eight scans, one of them broken, one that takes more memory (120 MB, the others 34) than it is given.
# The other six have to be the bytes of the local engine's, the two have to be named with their reasons, and the same
# command again has to do only what is missing.
#
#     sh Tests/Batch/slurm.sh SIMSTRIP
#
# Runs as root, installs slurm-wlm and munge where they are missing, and ends what it starts.
set -eu
simstrip=$(realpath "$1")
folder=$(mktemp -d)
export SLURM_CONF="$folder/slurm.conf"

stop() {
    for daemon in slurmd slurmctld munged; do
        [ -f "$folder/$daemon.pid" ] || continue
        pid=$(cat "$folder/$daemon.pid")
        kill "$pid" 2>/dev/null || true
        for _ in 1 2 3 4 5 6 7 8 9 10; do
            kill -0 "$pid" 2>/dev/null || break
            sleep 1
        done
    done
    rm -rf "$folder"
}
trap stop EXIT
fail() {
    echo "slurm.sh: $1" >&2
    tail -n 20 "$folder"/*.log "$folder"/out/slurm/*.log >&2 2>/dev/null || true
    exit 1
}

if ! command -v slurmctld >/dev/null || ! command -v munged >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq slurm-wlm munge >/dev/null
fi

# The daemons: munge for who is who, the controller, and this machine as the only node.
host=$(hostname -s)
grep -qw "$host" /etc/hosts || echo "127.0.0.1 $host" >> /etc/hosts
chmod 755 "$folder"
if ! munge -n >/dev/null 2>&1; then
    mkdir -p /run/munge
    chown munge: /run/munge
    runuser -u munge -- munged --force
    cp /run/munge/munged.pid "$folder/munged.pid" 2>/dev/null || true
fi
cat > "$SLURM_CONF" <<EOF
ClusterName=simstrip
SlurmctldHost=$host
SlurmctldPort=16817
SlurmdPort=16818
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=1
JobAcctGatherParams=OverMemoryKill
ReturnToService=2
KillWait=2
MailProg=/bin/true
NodeName=$host CPUs=$(nproc) RealMemory=3000 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=60 State=UP
EOF
mkdir -p "$folder/state" "$folder/spool"
slurmctld || fail "slurmctld does not start"
slurmd || fail "slurmd does not start"
seconds=0
until sinfo --noheader --format=%T 2>/dev/null | grep -q idle; do
    seconds=$((seconds + 1))
    [ "$seconds" -le 60 ] || fail "the node does not become idle"
    sleep 1
done

# Six scans that are well, one with a damaged slice, one with two hundred times the columns.
cd "$folder"
echo 'defaults: { layers: 8, axis: z }' > manifest.yaml
echo 'scans:' >> manifest.yaml
for scan in 1 2 3 4 5 6 7; do
    "$simstrip" phantom --output "phantom/$scan" --shape 40,56,56 --noise 10 --layers 8 --seed "$scan" --quiet
    echo "  - { name: scan_$scan, volume: phantom/$scan/volume }" >> manifest.yaml
done
echo 'no image' > phantom/5/volume/slice_0020.tif
"$simstrip" phantom --output phantom/large --shape 40,800,800 --noise 10 --layers 8 --seed 8 --quiet
echo "  - { name: large, volume: phantom/large/volume }" >> manifest.yaml

status=0
"$simstrip" batch manifest.yaml --output out --engine slurm --slurm-options '--mem=75M --time=5' --wait --quiet \
    2> slurm.errors || status=$?
cat slurm.errors
[ "$status" = 3 ] || fail "the batch ended with $status, not 3"
grep -q 'scan_5 .*slice 20 .*is not a TIFF image' slurm.errors || fail "the broken scan is not named"
grep -q 'large .*out of memory' slurm.errors || fail "the scan that took too much memory is not named as such"
[ "$(grep -c ',done,' out/summary.csv)" = 6 ] || fail "summary.csv has not six scans that are done"
[ ! -e out/.batch-lock ] || fail "the lock is still there"

# Done ones are not done again; with more memory the large one is.
before=$(stat -c %Y.%i out/scan_1/result.json)
"$simstrip" batch manifest.yaml --output out --engine slurm --wait --quiet 2> again.errors || status=$?
[ "$before" = "$(stat -c %Y.%i out/scan_1/result.json)" ] || fail "a finished scan was done again"
[ "$(grep -c ',done,' out/summary.csv)" = 7 ] || fail "the large scan was not done with the memory of the plan"

# While the jobs run, a second batch is refused and names them.
rm -r out/scan_1
"$simstrip" batch manifest.yaml --output out --engine slurm --slurm-options '--begin=now+5' --quiet
if "$simstrip" batch manifest.yaml --output out --quiet 2> refused.errors; then fail "a second batch was let in"; fi
grep -q 'Slurm job' refused.errors || fail "the jobs that hold the lock are not named: $(cat refused.errors)"
seconds=0
while [ -e out/.batch-lock ]; do
    seconds=$((seconds + 1))
    [ "$seconds" -le 120 ] || fail "the jobs do not end"
    sleep 1
done

"$simstrip" batch manifest.yaml --output local --jobs 2 --quiet 2>/dev/null || true
for scan in scan_1 scan_2 scan_3 scan_4 scan_6 scan_7 large; do
    diff -r "local/$scan" "out/$scan" || fail "the results of $scan differ from the local engine's"
done
echo "slurm: seven results equal the local engine's, two failures named, a second batch refused"
