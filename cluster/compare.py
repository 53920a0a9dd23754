"""Runs a job on a cluster and the same on this machine, and compares the events row for row.

    python cluster/compare.py --input reports.parquet [--remote ADDRESS | --master MASTER] [--reader rules] [--partitions N]
    python cluster/compare.py --files paths.txt …

Prints what both took, with the reports and events that came of it. Ends with 1 if any row differs. `--split` first has a person part the
event told by most, on both, to see that what was judged apart stays apart.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    asked = options()
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        begun = time.monotonic()
        store, reports = single(asked, here)
        print(f"one machine: {time.monotonic() - begun:.1f} s, {cpu():.1f} s of processor time, {memory()} MiB at most")
        judged = split(asked.program, store, here) if asked.split else None
        run(asked.program, "export", "parquet", "-o", here / "one.parquet", "--store", store)
        begun = time.monotonic()
        cluster(asked, here / "out", judged)
        print(f"cluster: {time.monotonic() - begun:.1f} s")
        one, many = rows(here / "one.parquet"), rows(here / "out/events")
        failures = pyarrow.parquet.read_table(here / "out/failures").num_rows
        told = sum(row["reports"] > 1 for row in many)
        print(f"{reports} reports, {failures} failures, {len(many)} events, {told} told by several reports")
        different = [row["event"] for row, other in zip(one, many, strict=False) if row != other]
        if different or len(one) != len(many) or not many:
            sys.exit(f"different: {len(one)} and {len(many)} events, first {different[:3]}")
        print("the same, row for row")


def options() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = asked.add_mutually_exclusive_group(required=True)
    source.add_argument("--input", metavar="PARQUET")
    source.add_argument("--files", metavar="FILE")
    asked.add_argument("--remote", metavar="ADDRESS")
    asked.add_argument("--master", metavar="MASTER", help="of Spark: local-cluster[2,1,2048], say")
    asked.add_argument("--reader", default="trained", choices=["trained", "rules"])
    asked.add_argument("--partitions", default="4")
    asked.add_argument("--split", action="store_true")
    asked.add_argument("--program", default=os.environ.get("DATELINE", "dateline"))
    return asked.parse_args()


def single(asked: argparse.Namespace, here: Path) -> tuple[Path, int]:
    """The store that one machine makes, and how many reports were given."""
    if asked.files:
        paths = Path(asked.files).read_text(encoding="utf-8").split("\n")
        given = [path for path in paths if path]
    else:
        table = pyarrow.parquet.read_table(asked.input)
        given = [here / "reports.jsonl"]
        with given[0].open("w", encoding="utf-8") as lines:
            # Of two reports that are the same in all, the one with the lower id comes first, on a cluster too.
            for row in sorted(table.to_pylist(), key=lambda row: row["id"]):
                print(json.dumps({key: value for key, value in row.items() if value is not None}, default=str), file=lines)
    store = here / "one.sqlite"
    run(asked.program, "code", *given, "--store", store, "--reader", asked.reader, "-q")
    run(asked.program, "link", "--store", store, "-q")
    return store, len(given) if asked.files else table.num_rows


def split(program: str, store: Path, here: Path) -> Path:
    """Parts the first event report of the event told by most from the others, and gives what was judged as lines."""
    event = json.loads(run(program, "events", "-f", "json", "--order", "most-told", "-n", "1", "--store", store))[0]
    run(program, "split", event["event"], event["tellings"][0]["key"], "--by", "compare", "--store", store)
    lines = here / "judged.jsonl"
    said = run(program, "export", "jsonl", "--store", store).splitlines()
    lines.write_text("\n".join(line for line in said if line.startswith('{"judgement"')), encoding="utf-8")
    return lines


def cluster(asked: argparse.Namespace, out: Path, judged: Path | None) -> None:
    script = [str(ROOT / "cluster/events.py"), "--out", str(out), "--reader", asked.reader, "--partitions", asked.partitions]
    script += ["--input", asked.input] if asked.input else ["--files", asked.files]
    script += ["--judgements", str(judged)] if judged else []
    if asked.remote:
        script += ["--remote", asked.remote]
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable}
    if asked.master:
        environment["PYSPARK_SUBMIT_ARGS"] = f"--master {asked.master} --driver-memory 2g pyspark-shell"
    subprocess.run([sys.executable, *script], check=True, env=environment)


def run(program: str, *words: object) -> str:
    done = subprocess.run([program, *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 2):
        sys.exit(f"{program} {words[0]}: {done.stderr}")
    return done.stdout


def rows(file: Path) -> list[dict[str, object]]:
    return sorted(pyarrow.parquet.read_table(file).to_pylist(), key=lambda row: str(row["event"]))


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def memory() -> int:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


if __name__ == "__main__":
    main()
