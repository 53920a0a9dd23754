"""Coding from Python comes to what the program comes to, whatever holds the texts."""

import csv
import io
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import dateline
import pandas
import polars
import pyarrow
import pytest

from conftest import run

COLUMNS = {"text": "body", "title": "headline"}
STRIKE = (
    "On Monday, Dec. 26, Abu Jandal al-Kuwaiti, an ISIL gang leader in Raqqah was struck and killed by a coalition "
    "airstrike near Tabqa Dam, Syria."
)


def as_cells(table: dateline.Table) -> list[dict[str, str]]:
    """Rows as the program writes them to a spreadsheet."""

    def cell(column: str, value: Any) -> str:
        if isinstance(value, list):
            return (" | " if column == "evidence" else "; ").join(value)
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return "" if value is None else str(value)

    return [{key: cell(key, value) for key, value in row.items()} for row in table.to_pyarrow().to_pylist()]


def same(one: dateline.Coded, other: dateline.Coded) -> bool:
    tables = ("reports", "event_reports", "casualties", "actors", "tallies", "doubts", "left_out")
    return all(getattr(one, name).to_pyarrow() == getattr(other, name).to_pyarrow() for name in tables)


@pytest.mark.parametrize("reader", ["trained", "rules"])
def test_files_give_what_the_program_gives(root: Path, reader: Any) -> None:
    coded = dateline.code_files("corpus/sample", reader=reader, records=True)
    printed = run("code", "corpus/sample", "--reader", reader, "-f", "csv", "--quiet", at=root)
    assert as_cells(coded.event_reports) == list(csv.DictReader(io.StringIO(printed)))
    assert coded.records is not None
    lines = run("code", "corpus/sample", "--reader", reader, "-f", "jsonl", "--quiet", at=root).splitlines()
    assert coded.records.to_pyarrow().column("record").to_pylist() == lines


def test_rows_give_what_the_program_gives_for_the_same_lines(tmp_path: Path, root: Path) -> None:
    lines = (root / "corpus/sample/wire.jsonl").read_text(encoding="utf-8").splitlines()
    coded = dateline.code(map(json.loads, lines), records=True)
    printed = run("code", "corpus/sample/wire.jsonl", "-f", "jsonl", "--quiet", at=root).splitlines()
    assert coded.records is not None
    ours = [json.loads(record) for record in coded.records.to_pyarrow().column("record").to_pylist()]
    theirs = [json.loads(record) for record in printed]
    for record in ours + theirs:
        # Where a report came from is all that differs.
        record.pop("path")
    assert ours == theirs
    assert theirs


def test_every_kind_of_table_gives_the_same(reports: Path) -> None:
    frame = pandas.read_csv(reports)
    table = pyarrow.Table.from_pandas(frame)
    coded = dateline.code(frame, **COLUMNS)
    assert len(coded.event_reports) > 20
    views = table.cast(pyarrow.schema([(name, pyarrow.string_view()) for name in table.column_names]))
    large = table.cast(pyarrow.schema([(name, pyarrow.large_string()) for name in table.column_names]))
    batches = pyarrow.Table.from_batches(table.to_batches(max_chunksize=7))
    for given in (table, views, large, batches, polars.read_csv(reports), frame.convert_dtypes(), frame.to_dict("records")):
        assert same(coded, dateline.code(given, **COLUMNS)), type(given)


def test_days_numbers_and_lists_of_outlets_are_read(reports: Path) -> None:
    rows = pandas.read_csv(reports).to_dict("records")[:3]
    texts = [row["body"] for row in rows]
    days = pyarrow.array([f"{row['published']}" for row in rows]).cast(pyarrow.date32())
    outlets = pyarrow.array([["Sahel Wire", "Bamako Observer"], [], None], pyarrow.list_(pyarrow.string()))
    table = pyarrow.table({"text": texts, "published": days, "outlet": outlets, "id": pyarrow.array([10, 11, 12])})
    read = dateline.code(table, reader="rules").reports.to_pyarrow().to_pylist()
    assert [str(row["published"]) for row in read] == [row["published"] for row in rows]
    assert [row["report"] for row in read] == ["10", "11", "12"]
    assert read[0]["outlets"] == ["Sahel Wire", "Bamako Observer"]
    times = table.set_column(1, "published", days.cast(pyarrow.timestamp("us")))
    assert dateline.code(times, reader="rules").reports.to_pyarrow().to_pylist() == read
    assert dateline.code(polars.DataFrame(table), reader="rules").reports.to_pyarrow().to_pylist() == read


def test_one_column_of_texts_is_enough() -> None:
    texts = [STRIKE, "Nothing happened in Paris."]
    coded = dateline.code(texts)
    assert coded.event_reports.to_pandas()["sub_event_type"].tolist() == ["air_drone_strike"]
    for given in (pandas.Series(texts), polars.Series(texts), pyarrow.array(texts), pyarrow.chunked_array([texts]), iter(texts)):
        assert same(coded, dateline.code(given)), type(given)
    assert same(coded, dateline.code(pandas.Series(texts), text="anything"))


def test_pandas_without_pyarrow_is_read_row_by_row(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pandas.read_csv(reports)
    frame.loc[2, "outlet"] = None
    expected = dateline.code(frame, reader="rules", **COLUMNS)

    def missing(*_: object) -> None:
        raise ImportError("no pyarrow")

    monkeypatch.setattr(pandas.DataFrame, "__arrow_c_stream__", missing)
    assert same(expected, dateline.code(frame, reader="rules", **COLUMNS))


def test_tables_are_handed_over_without_a_copy() -> None:
    coded = dateline.code([STRIKE])
    addresses = [
        pyarrow.table(coded.event_reports).column("evidence").chunk(0).values.buffers()[2].address for _ in range(2)
    ]
    assert addresses[0] == addresses[1]


def test_types_are_those_of_the_values() -> None:
    schema = dateline.code([STRIKE]).event_reports.to_pyarrow().schema
    assert schema.field("start_date").type == pyarrow.date32()
    assert schema.field("lat").type == pyarrow.float64()
    assert schema.field("geo_precision").type == pyarrow.int64()
    assert pyarrow.types.is_list(schema.field("initiators").type)


def test_what_cannot_be_read_stops_nothing() -> None:
    french = "Le président de la République a déclaré hier que la réunion de la semaine prochaine serait annulée, a dit un porte-parole."
    rows = [STRIKE, None, "", "\ud800\x00", STRIKE, french, "x" * (65 << 20), "[" * 100_000]
    coded = dateline.code(rows, reader="rules")
    left_out = {row["input"]: (row["kind"], row["reason"]) for row in coded.left_out.to_pyarrow().to_pylist()}
    assert left_out == {
        "row 1": ("failed", "no article text found (it has neither a `text` nor a `title`)"),
        "row 2": ("failed", "is empty"),
        "row 5": ("foreign", "it is not in English (fr)"),
        "row 6": ("failed", "one report of more than 67108864 bytes; raise the limit if it is meant"),
    }
    # Rows with the same words are read as one, be they none.
    copies = {row["report"]: row["copies"] for row in coded.reports.to_pyarrow().to_pylist()}
    assert copies == {"0": ["4"], "3": ["7"]}
    kept = dateline.code(rows, reader="rules", copies="keep").reports.to_pyarrow().column("report").to_pylist()
    assert kept == ["0", "3", "4", "7"]


def test_broken_rows_of_mappings_stop_nothing() -> None:
    rows: list[dict[str, Any]] = [{"text": STRIKE, "published": "2016-12-27"}, {"txt": "?"}, {"text": float("nan")}, {"text": 5}]
    coded = dateline.code(rows, reader="rules")
    assert len(coded.reports) == 1
    assert len(coded.left_out) == 3


def test_bytes_that_are_no_text_cost_their_row_alone() -> None:
    table = pyarrow.table({"text": pyarrow.array([b"\xff\xfe\xff", STRIKE.encode()])})
    coded = dateline.code(table, reader="rules")
    assert coded.reports.to_pyarrow().column("report").to_pylist() == ["1"]
    assert coded.left_out.to_pyarrow().column("input").to_pylist() == ["row 0"]


def test_nothing_gives_empty_tables_with_all_columns() -> None:
    coded = dateline.code([])
    assert len(coded.event_reports) == 0
    assert coded.event_reports.column_names == dateline.code([STRIKE]).event_reports.column_names
    assert coded.event_reports.to_pandas().empty
    assert coded.records is None


@pytest.mark.parametrize(
    ("wrong", "error", "said"),
    [
        (lambda: dateline.code("a text"), TypeError, "put it into a list"),
        (lambda: dateline.code(5), TypeError, "not iterable"),
        (lambda: dateline.code([STRIKE, 5]), TypeError, "row 1: a text was expected, not int"),
        (lambda: dateline.code([{"text": STRIKE}, STRIKE]), TypeError, "row 1: a mapping was expected"),
        (lambda: dateline.code(pandas.DataFrame({"a": ["x"], "b": ["y"]})), ValueError, "no column 'text'|no column \"text\""),
        (lambda: dateline.code(polars.DataFrame({"text": ["x"]}), title="head"), ValueError, "no column 'head'; it has text"),
        (lambda: dateline.code(pyarrow.table({"text": [{"a": 1}]})), TypeError, "the column \"text\" holds Struct"),
        (lambda: dateline.code([STRIKE], reader="best"), ValueError, "reader: \"best\""),
        (lambda: dateline.code([STRIKE], copies="drop"), ValueError, "copies: \"drop\""),
        (lambda: dateline.code([STRIKE], threads=0), ValueError, "threads"),
        (lambda: dateline.code([STRIKE], codebook="/nowhere"), ValueError, "codebook /nowhere: is no folder"),
    ],
)
def test_what_cannot_be_meant_is_told(wrong: Any, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        wrong()


def test_a_file_that_is_not_there_is_left_out() -> None:
    coded = dateline.code_files(["/nowhere.txt"])
    assert coded.left_out.to_pyarrow().column("input").to_pylist() == ["/nowhere.txt"]


def test_any_number_of_threads_gives_the_same(reports: Path) -> None:
    frame = pandas.read_csv(reports)
    assert same(dateline.code(frame, threads=1, **COLUMNS), dateline.code(frame, threads=4, **COLUMNS))


def test_other_threads_run_meanwhile(reports: Path) -> None:
    frame = pandas.concat([pandas.read_csv(reports)] * 4)
    ticks, done = [], threading.Event()

    def tick() -> None:
        while not done.wait(0.002):
            ticks.append(time.monotonic())

    other = threading.Thread(target=tick)
    other.start()
    begun = time.monotonic()
    dateline.code(frame, copies="keep", **COLUMNS)
    ended = time.monotonic()
    done.set()
    other.join()
    inside = [begun, *(tick for tick in ticks if begun < tick < ended), ended]
    longest = max(later - earlier for earlier, later in zip(inside, inside[1:], strict=False))
    # Held, the lock would have let no tick through from begin to end.
    assert ended - begun > 0.2
    assert longest < (ended - begun) / 2


def test_progress_is_told_and_can_stop_it(reports: Path) -> None:
    frame = pandas.concat([pandas.read_csv(reports)] * 24)
    heard: list[int] = []
    dateline.code(frame, reader="rules", copies="keep", progress=heard.append, **COLUMNS)
    assert heard == sorted(heard)
    assert heard[-1] == len(frame)
    assert len(heard) > 1

    def enough(done: int) -> None:
        raise RuntimeError(f"enough at {done}")

    with pytest.raises(RuntimeError, match="enough at 256"):
        dateline.code(frame, reader="rules", copies="keep", progress=enough, **COLUMNS)


LONG = """
import dateline, sys
text = open(sys.argv[1], encoding="utf-8").read()
rows = [f"{text}\\n\\nNumber {n}." for n in range(100_000)]
print("begun", flush=True)
try:
    dateline.code(rows, copies="keep")
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


def test_an_interruption_is_heard(root: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", LONG, str(root / "corpus/sample/mopti-convoy.txt")], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "begun\n"
    time.sleep(1)
    child.send_signal(signal.SIGINT)
    sent = time.monotonic()
    assert child.communicate(timeout=60)[0] == "interrupted\n"
    assert time.monotonic() - sent < 10
    assert child.returncode == 0


def events_of(text: str) -> int:
    return len(dateline.code([text]).event_reports)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_process_that_was_forked_off_codes_too() -> None:
    assert events_of(STRIKE) == 1
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map_async(events_of, [STRIKE] * 4).get(timeout=60) == [1] * 4
