#!/usr/bin/env bash
# Installs the Python package into an environment of its own and tests it: types, tables, stores, the example, the recipes for R.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    apt-get update && apt-get install -y --no-install-recommends python3 python3-venv
fi
if ! Rscript -e 'library(DBI); library(RSQLite)' >/dev/null 2>&1; then
    apt-get update && apt-get install -y --no-install-recommends r-base-core r-cran-dbi r-cran-rsqlite
fi

target=${CARGO_TARGET_DIR:-target}
environment=$target/python
[ -x "$environment/bin/python" ] || python3 -m venv "$environment"

# As the tests are compiled: most of it is there after them, and it runs fast enough.
export CARGO_PROFILE_DEV_OPT_LEVEL=1
cargo build --locked -p dateline
"$environment/bin/pip" install --quiet --disable-pip-version-check '.[test]' --config-settings=build-args="--profile dev"
# From the sources' folder Python would take the sources for the package.
DATELINE=${DATELINE:-$(realpath "$target/debug/dateline")} "$environment/bin/pytest" --quiet "$@"
