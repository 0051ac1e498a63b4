#!/usr/bin/env bash
# Checks the models with spin: the protocol must hold in every interleaving, and each mutant of it must be seen to fail.
# Prints a line a run: what, its options, verdict, states. `bash models/check.sh all` adds the run with three writers, which takes minutes.
set -euo pipefail
models=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
status=0

run() { # holds|fails MODEL OPTIONS...
    local expected=$1 model=$2 output errors states
    local optimize=-O2
    [ "$expected" = holds ] || optimize=-O0 # a mutant falls soon: to compile its checker well takes longer than its run
    shift 2
    spin -a "$@" "$models/$model.pml" >spin.log || { cat spin.log; exit 1; }
    gcc -w "$optimize" -DSAFETY -DMEMLIM=4000 -o pan pan.c
    output=$(./pan -E -n -m1000000)
    errors=$(grep -oE 'errors: [0-9]+' <<<"$output" | grep -oE '[0-9]+')
    states=$(grep -oE '[0-9]+ states, stored' <<<"$output" | grep -oE '^[0-9]+')
    local verdict=holds
    [ "$errors" = 0 ] || verdict=fails
    if grep -qE 'max search depth too small|out of memory|reached -DMEMLIM' <<<"$output"; then verdict="cut short"; fi
    printf '%-17s %-70s %-6s %9s states\n' "$model" "$*" "$verdict" "$states"
    [ "$verdict" = "$expected" ] || { echo "FAILED: expected that it $expected"; status=1; }
}

race=(-DBEGUN -DWRITERS=2 -DNO_VIEW)

run holds compare-and-swap -DWRITERS=2 -DVERSIONS=3
run holds compare-and-swap "${race[@]}" -DVERSIONS=4
run holds compare-and-swap -DBEGUN -DWRITERS=2 -DVERSIONS=4 -DNO_READER
if [ "${1:-}" = all ]; then
    run holds compare-and-swap -DBEGUN -DWRITERS=3 -DVERSIONS=4 -DNO_VIEW -DNO_READER
fi

for mutant in BLIND_RENAME RENAME_BY_HANDLE LOST_REPLY COLLECT_BY_LISTED_HEAD COLLECT_BEFORE_SYNC NO_FILE_SYNC NO_DIRECTORY_SYNC; do
    run fails compare-and-swap "${race[@]}" -DVERSIONS=3 -DNO_READER "-D$mutant"
done
for mutant in PARENT_NOT_SYNCED PUBLISH_ONCE; do
    run fails compare-and-swap -DWRITERS=2 -DVERSIONS=3 -DNO_READER "-D$mutant"
done

run fails exclusive-create
run holds exclusive-create -DKEEP_ALL
exit $status
