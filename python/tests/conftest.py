"""What the tests share: where things lie, the program, and a store that it made. They run against the installed package."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def program() -> str:
    """The program to compare with: ``DATELINE``, else what cargo built last."""
    built = [path for kind in ("release", "debug") for path in target().glob(f"{kind}/dateline")]
    built.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    found = os.environ.get("DATELINE") or next(map(str, built), None) or shutil.which("dateline")
    assert found, "the program is missing: `cargo build` makes it, or DATELINE says where it is"
    return found


def target() -> Path:
    return Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))


def run(*args: object, at: Path = ROOT) -> str:
    """What the program prints. It may find nothing (1), and some input may fail (2)."""
    done = subprocess.run([program(), *map(str, args)], cwd=at, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1, 2), done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def reports() -> Path:
    """The example's reports, which are invented."""
    return ROOT / "python/examples/reports.csv"


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory, reports: Path) -> Path:
    """The example's reports, coded and linked by the program."""
    file = tmp_path_factory.mktemp("store") / "dateline.sqlite"
    run("code", ROOT / "corpus/sample", reports_as_jsonl(reports, file.parent), "--store", file, "--quiet")
    run("link", "--store", file, "--quiet")
    return file


def reports_as_jsonl(reports: Path, folder: Path) -> Path:
    import pandas

    file = folder / "reports.jsonl"
    frame = pandas.read_csv(reports).rename(columns={"headline": "title", "body": "text"})
    frame.to_json(file, orient="records", lines=True)
    return file
