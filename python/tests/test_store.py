"""A store read from Python holds what the program shows of it."""

import csv
import datetime
import io
import json
from pathlib import Path
from typing import Any

import dateline
import pyarrow.parquet
import pytest

from conftest import run
from test_code import as_cells


@pytest.mark.parametrize(
    ("filters", "options"),
    [
        ({}, []),
        ({"start": "2022-02", "end": "2022-03"}, ["--from", "2022-02", "--to", "2022-03"]),
        ({"start": datetime.date(2022, 3, 4)}, ["--from", "2022-03-04"]),
        ({"country": "mli", "order": "earliest"}, ["--country", "MLI", "--order", "earliest"]),
        ({"place": "Mopti"}, ["--place", "Mopti"]),
        ({"actor": "Military Forces of Mali", "limit": 3}, ["--actor", "Military Forces of Mali", "-n", "3"]),
        ({"type": "air_drone_strike"}, ["--type", "air_drone_strike"]),
        ({"standing": "occurred", "killed": 5}, ["--standing", "occurred", "--killed", "5"]),
        ({"outlet": "Sahel Wire", "order": "most-told"}, ["--outlet", "Sahel Wire", "--order", "most-told"]),
        ({"text": "roadside bomb"}, ["--text", "roadside bomb"]),
        ({"grade": "weak", "order": "deadliest"}, ["--grade", "weak", "--order", "deadliest"]),
    ],
)
def test_events_are_those_that_the_program_lists(store: Path, filters: Any, options: list[str]) -> None:
    events = dateline.open(store).events(**filters)
    rows = as_cells(events)
    for row in rows:
        row.pop("geometry")
    assert rows == list(csv.DictReader(io.StringIO(run("events", "-f", "csv", "--store", store, *options))))
    assert rows, "every filter of this test finds something"


def test_events_are_those_of_the_export_as_parquet(store: Path, tmp_path: Path) -> None:
    run("export", "parquet", "-o", tmp_path / "events.parquet", "--store", store)
    exported = pyarrow.parquet.read_table(tmp_path / "events.parquet")
    events = dateline.open(store).events().to_pyarrow()
    assert exported.column_names == events.column_names
    assert exported.to_pylist() == events.to_pylist()


def test_event_reports_stand_under_their_event(store: Path) -> None:
    opened = dateline.open(store)
    events = {row["event"]: row for row in opened.events().to_pyarrow().to_pylist()}
    told = opened.event_reports().to_pyarrow().to_pylist()
    assert {row["event"] for row in told} == set(events)
    for row in told:
        assert f"{row['report']} {row['id']}" in events[row["event"]]["event_reports"]
    assert any(row["title"] for row in told)
    assert len(told) > len(events), "some event is told twice"


def test_figures_are_those_of_the_dossier(store: Path) -> None:
    opened = dateline.open(store)
    figures = opened.figures(order="deadliest", limit=1).to_pyarrow().to_pylist()
    dossier = opened.dossier(figures[0]["event"])
    assert dossier == json.loads(run("show", figures[0]["event"], "--json", "--store", store))
    told = [(toll["outcome"], one["min"], one["max"], one["source"]) for toll in dossier["tolls"] for one in toll["told"]]
    assert [(row["outcome"], row["min"], row["max"], row["source"]) for row in figures] == told


def test_a_dossier_reads_as_the_program_shows_it(store: Path) -> None:
    opened = dateline.open(str(store))
    key = opened.events(limit=1).to_pyarrow().column("event")[0].as_py()
    assert opened.show(key) == run("show", key, "--store", store)
    assert opened.show(key[:6]) == opened.show(key)
    with pytest.raises(KeyError):
        opened.dossier("zzzzzzzzzz")
    with pytest.raises(KeyError):
        opened.dossier("")


def test_points_are_a_geometry(store: Path) -> None:
    table = dateline.open(store).events().to_pyarrow()
    field = pyarrow.table(table).schema.field("geometry")
    assert field.metadata[b"ARROW:extension:name"] == b"geoarrow.wkb"
    rows = [row for row in table.to_pylist() if row["lat"] is not None]
    assert rows and all(len(row["geometry"]) == 21 for row in rows)


@pytest.mark.parametrize(
    ("filters", "error", "said"),
    [
        ({"type": "battle"}, ValueError, "\"battle\" is no type of event"),
        ({"start": "yesterday"}, ValueError, "start: \"yesterday\" is no day, month or year"),
        ({"grade": "good"}, ValueError, "grade: \"good\" is none of"),
        ({"order": "random"}, ValueError, "order: \"random\" is none of"),
        ({"since": "2022"}, TypeError, "'since' is no filter"),
    ],
)
def test_filters_that_cannot_be_meant_are_told(store: Path, filters: Any, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        dateline.open(store).events(**filters)


def test_what_is_no_store_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere.sqlite"):
        dateline.open(tmp_path / "nowhere.sqlite")
    broken = tmp_path / "broken.sqlite"
    broken.write_text("not a store\n" * 1000, encoding="utf-8")
    with pytest.raises(OSError, match="broken.sqlite"):
        dateline.open(broken)
