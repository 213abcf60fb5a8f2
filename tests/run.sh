#!/usr/bin/env bash
# Installs what is missing, builds everything in the hardened release configuration and runs every test.
# Real evidence is used where it is present beside the project (../shared or $SILLAGE_SHARED); a fresh clone alone is
# fully tested on generated evidence.     usage: bash tests/run.sh [CTEST ARGUMENTS…]
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
. "$here/app/packages.sh"
# shellcheck disable=SC2086
install_packages $build_packages $test_packages

build="$here/build/tests"
cmake -S "$here" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DSILLAGE_TESTS=ON
cmake --build "$build"
export QT_QPA_PLATFORM=offscreen
cd "$build"
# Printed without a pipe swallowing the exit code.
ctest --output-on-failure --no-tests=error -j "$(nproc)" "$@"
