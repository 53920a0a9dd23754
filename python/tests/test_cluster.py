"""What a cluster makes of reports is what one machine makes of them. The cluster is Sail; cluster/spark.sh does the same on Spark."""

import gzip
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from conftest import program


@pytest.fixture(scope="module")
def sail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running Sail."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("sail") / "log"
    with log.open("w", encoding="utf-8") as out:
        server = subprocess.Popen(
            [str(Path(sys.executable).with_name("sail")), "spark", "server", "--port", str(port)], stdout=out, stderr=out
        )
    for _ in range(150):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.2)
    else:
        pytest.fail(f"Sail did not start: {log.read_text(encoding='utf-8')}")
    yield f"sc://127.0.0.1:{port}"
    server.terminate()
    server.wait()


@pytest.fixture(scope="module")
def table(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Linked sets, with reprints among them and rows that are no reports."""
    file = tmp_path_factory.mktemp("reports") / "reports.parquet"
    subprocess.run([sys.executable, str(root / "cluster/linked_sets.py"), str(file)], check=True)
    return file


def compared(root: Path, *words: object) -> str:
    done = subprocess.run(
        [sys.executable, str(root / "cluster/compare.py"), "--program", program(), *map(str, words)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("reader", ["rules", "trained"])
def test_a_cluster_comes_to_what_one_machine_comes_to(root: Path, sail: str, table: Path, reader: str) -> None:
    said = compared(root, "--input", table, "--remote", sail, "--reader", reader)
    assert "the same, row for row" in said
    # An empty row and a foreign one cost themselves alone.
    assert ", 2 failures" in said
    several = re.search(r"(\d+) told by several", said)
    assert several and int(several[1]) > 30


def test_what_a_person_judged_apart_stays_apart(root: Path, sail: str, table: Path) -> None:
    said = compared(root, "--input", table, "--remote", sail, "--reader", "rules", "--split", "--partitions", "7")
    assert "the same, row for row" in said


def test_files_are_read_where_they_lie_and_a_broken_one_costs_itself(root: Path, sail: str, tmp_path: Path) -> None:
    (tmp_path / "broken.warc.gz").write_bytes(gzip.compress(b"WARC/1.0\r\nContent-Length: 99\r\n\r\nno")[:40])
    (tmp_path / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n" * 100)
    files = [*sorted((root / "corpus/sample").iterdir()), *sorted(tmp_path.iterdir()), tmp_path / "gone.txt"]
    listed = tmp_path / "paths.list"
    listed.write_text("\n".join(map(str, files)), encoding="utf-8")
    said = compared(root, "--files", listed, "--remote", sail)
    assert "the same, row for row" in said
    assert ", 3 failures" in said


def test_a_table_without_ids_is_told(root: Path, sail: str, tmp_path: Path) -> None:
    pyarrow.parquet.write_table(pyarrow.table({"text": ["a"]}), tmp_path / "in.parquet")
    script = [sys.executable, str(root / "cluster/events.py"), "--input", str(tmp_path / "in.parquet")]
    script += ["--out", str(tmp_path / "out"), "--remote", sail]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "the column id is missing; it has text" in done.stderr
