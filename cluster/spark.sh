#!/usr/bin/env bash
# Runs the job of cluster/events.py on Apache Spark with executors of their own (local-cluster) and compares with one machine. Some minutes.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v java >/dev/null; then
    apt-get update && apt-get install -y --no-install-recommends default-jre-headless
fi
target=${CARGO_TARGET_DIR:-target}
environment=$target/spark
[ -x "$environment/bin/python" ] || python3 -m venv "$environment"
export CARGO_PROFILE_DEV_OPT_LEVEL=1
cargo build --locked -p dateline
"$environment/bin/pip" install --quiet --disable-pip-version-check '.[spark]' --config-settings=build-args="--profile dev"

reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT
"$environment/bin/python" cluster/linked_sets.py "$reports/reports.parquet"
for reader in rules trained; do
    "$environment/bin/python" cluster/compare.py --input "$reports/reports.parquet" --master 'local-cluster[2,1,1024]' \
        --reader "$reader" --split --program "$(realpath "$target/debug/dateline")"
done
