"""What comes along with the package: its types, its documentation, its example."""

import doctest
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import dateline
import pytest

USE = """
import dateline
import pandas, polars

coded = dateline.code(["a text"], reader="rules", progress=print)
frame: pandas.DataFrame = coded.event_reports.to_pandas()
other: polars.DataFrame = coded.figures.to_polars()  # no such table
store = dateline.open("dateline.sqlite")
rows: int = len(store.events(country="MLI", limit=3))
store.events(since="2022")  # no such filter
dateline.code(["a text"], reader="best")  # no such reader
"""


def python(*args: object, at: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *map(str, args)], cwd=at, capture_output=True, text=True, check=False)


def test_types_are_whole_and_true(root: Path) -> None:
    checked = python("-m", "mypy", "python/dateline", at=root)
    assert checked.returncode == 0, checked.stdout
    stubs = python("-m", "mypy.stubtest", "dateline", "--mypy-config-file", "pyproject.toml", at=root)
    assert stubs.returncode == 0, stubs.stdout


def test_wrong_uses_are_found_by_the_types(tmp_path: Path) -> None:
    (tmp_path / "use.py").write_text(USE, encoding="utf-8")
    said = python("-m", "mypy", "--strict", "use.py", at=tmp_path).stdout
    wrong = [number for number, line in enumerate(USE.splitlines(), 1) if "# no such" in line]
    assert sorted({int(line.split(":")[1]) for line in said.splitlines() if ": error:" in line}) == wrong, said


def test_the_page_says_what_happens(root: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    monkeypatch.setattr(dateline, "open", lambda path="": dateline.Store(store))
    failed, tried = doctest.testfile(
        str(root / "docs/python.md"), module_relative=False, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    )
    assert tried > 8
    assert failed == 0


def test_the_page_has_every_name_and_column(root: Path, store: Path) -> None:
    page = (root / "docs/python.md").read_text(encoding="utf-8")
    coded, opened = dateline.code([], records=True), dateline.open(store)
    tables = [table for table in vars(coded).values() if isinstance(table, dateline.Table)]
    tables += [opened.events(limit=0), opened.event_reports(limit=0), opened.figures(limit=0)]
    assert len(tables) == 11
    names = {column for table in tables for column in table.column_names} | set(vars(coded))
    names |= {*dateline.Filters.__annotations__, *inspect.signature(dateline.code).parameters} - {"texts"}
    names |= {name for name in vars(dateline.Store) if not name.startswith("_")}
    named = set(re.findall(r"`([a-z_0-9]+)", page))
    assert sorted(names - named) == []


def test_the_example_runs(root: Path, tmp_path: Path) -> None:
    ran = python(
        *("-m", "nbconvert", "--to", "notebook", "--execute", "--output-dir", tmp_path, "--output", "ran"),
        root / "python/examples/dyads.ipynb",
        at=root,
    )
    assert ran.returncode == 0, ran.stderr
    assert "image/png" in (tmp_path / "ran.ipynb").read_text(encoding="utf-8")
    assert os.listdir(tmp_path) == ["ran.ipynb"]
