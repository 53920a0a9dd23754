"""How much it costs to code from Python: the same reports and threads, by the program and by the package, round about.

    python python/overhead.py [--rounds N] [--threads N] [--reader trained|rules] [--times N]

Both read one file of JSON lines and write one table of event reports. Whole processes are measured, from start to end.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

PYTHON = """
import sys, dateline, pyarrow.json, pyarrow.parquet
reports, out, reader, threads = sys.argv[1:]
table = pyarrow.json.read_json(reports)
coded = dateline.code(table, reader=reader, threads=int(threads))
pyarrow.parquet.write_table(coded.event_reports.to_pyarrow(), out)
print(len(coded.event_reports))
"""


def measured(command: list[str]) -> tuple[float, float, str]:
    """Seconds by the clock, seconds of processor time, what it printed."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    wall, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def annotated(folder: Path, times: int) -> Path:
    """Every annotated report of the corpus as JSON lines, so many times; a number at the end makes each another report."""
    file = folder / "reports.jsonl"
    script = [sys.executable, str(ROOT / "training/annotation.py"), "reports", str(ROOT / "corpus/annotated")]
    lines = subprocess.run(script, check=True, capture_output=True, text=True).stdout.splitlines()
    with file.open("w", encoding="utf-8") as out:
        for n in range(times):
            for report in map(json.loads, lines):
                text = f"{report['text']}\n\nNumber {n}."
                print(json.dumps({**report, "id": f"{report['id']}-{n}", "text": text}), file=out)
    return file


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--threads", type=int, default=os.cpu_count())
    asked.add_argument("--reader", default="trained", choices=["trained", "rules"])
    asked.add_argument("--times", type=int, default=1)
    asked.add_argument("--program", default=os.environ.get("DATELINE", str(ROOT / "target/release/dateline")))
    wishes = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        reports = annotated(Path(folder), wishes.times)
        count = sum(1 for _ in reports.open(encoding="utf-8"))
        csv, parquet = Path(folder) / "out.csv", Path(folder) / "out.parquet"
        by_program = [wishes.program, "code", str(reports), "-o", str(csv), "--reader", wishes.reader, "-q"]
        by_program += ["--jobs", str(wishes.threads)]
        by_python = [sys.executable, "-c", PYTHON, str(reports), str(parquet), wishes.reader, str(wishes.threads)]
        took: dict[str, list[tuple[float, float]]] = {"program": [], "python": []}
        for _ in range(wishes.rounds):
            for name, command in (("program", by_program), ("python", by_python)):
                took[name].append(measured(command)[:2])
        print(f"{count} reports, {wishes.threads} threads, reader {wishes.reader}, median of {wishes.rounds} rounds")
        medians = {name: [statistics.median(each) for each in zip(*rounds)] for name, rounds in took.items()}
        for name, (wall, cpu) in medians.items():
            print(f"{name:8} {wall:7.2f} s by the clock, {cpu:7.2f} s of processor time, {count / wall:6.0f} reports a second")
        wall, cpu = (medians["python"][n] / medians["program"][n] - 1 for n in (0, 1))
        print(f"overhead {100 * wall:+.1f} % by the clock, {100 * cpu:+.1f} % of processor time")


if __name__ == "__main__":
    main()
