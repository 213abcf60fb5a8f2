#!/usr/bin/env bash
# Installs what is missing, builds Sillage, and opens the workbench on the evidence named, or on the built-in worked
# example. Without a display it prints the answer instead.     usage: bash app/run.sh [EVIDENCE…]
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
. "$here/app/packages.sh"
# shellcheck disable=SC2086
install_packages $build_packages

build="$here/build/release"
cmake -S "$here" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DSILLAGE_TESTS=OFF >&2
cmake --build "$build" >&2

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  if [ $# -gt 0 ]; then exec "$build/bin/sillage" "$@"; fi
  exec "$build/bin/sillage" --demo
fi

cli="$build/bin/sillage-cli"
work=$(mktemp -d "${TMPDIR:-/tmp}/sillage.XXXXXX")
case_dir="$work/case.sillage"
run() { local code=0; "$@" || code=$?; [ "$code" -eq 0 ] || [ "$code" -eq 3 ] || exit "$code"; }
if [ $# -gt 0 ]; then
  run "$cli" import --case "$case_dir" "$@"
  echo; echo "Sources"; "$cli" sources --case "$case_dir" --format table
  echo; echo "Sessions worth a look (nothing is attributed until you say so: sillage-cli intruder add …)"
  "$cli" suspects --case "$case_dir" --format table
else
  "$cli" demo "$work/demo"
  run "$cli" import --case "$case_dir" "$work/demo/evidence"
  "$cli" intruder add --case "$case_dir" --ip 203.0.113.66 --exclusive \
    --document "hosting provider's answer: leased to the suspect from 1 to 31 December 2025" --reason "worked example" >/dev/null
  echo; echo "Worked example: what the intruder at 203.0.113.66 reached"
  "$cli" touched --case "$case_dir" --format table
fi
echo; echo "Case: $case_dir"
