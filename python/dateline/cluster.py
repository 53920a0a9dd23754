"""Coding and linking in pieces, for an engine that holds rows on many machines and runs Python on them (Spark, Sail).

Each function here makes what ``DataFrame.mapInArrow`` wants: a function from batches to batches, each with its schema beside it.
``cluster/events.py`` puts them together; the events come out as ``dateline code --store`` and ``dateline link`` make them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal

import pyarrow as pa

import dateline
from dateline import _dateline

Batches = Iterator[pa.RecordBatch]
Judged = list[tuple[str, str, str]]
"""What persons said: two event reports by key, and ``same``, ``different`` or ``unsure``; of two on one pair the later holds."""

CODED = "key string, input string, coded string, marks array<string>, kind string, reason string"
SETTLED = "what string, key string, report string, id string, response_to string, body string"
BUCKETS = "bucket bigint, body string"
PAIRS = "a string, b string, odds double"
MEMBERS = "event string, key string, report string, id string, response_to string, body string"


def coder(
    columns: dict[str, str] | None = None,
    *,
    paths: bool = False,
    reader: Literal["trained", "rules"] = "trained",
    codebook: str | None = None,
) -> Callable[[Batches], Batches]:
    """Codes rows; with ``paths`` the reports of the files that the column ``path`` names. A row of ``CODED`` for each report, or for
    what became none, with why. Nothing that a row holds makes the task fail."""
    named = {key: (columns or {}).get(key, key) for key in dateline.KEYS}
    wishes = dateline._wishes(reader, codebook, "keep", threads=1, coded=True)

    def files(path: str) -> list[tuple[Any, ...]]:
        return _told(_dateline.code_files([path], wishes, None))

    def rows(batch: pa.RecordBatch) -> list[tuple[Any, ...]]:
        ids = batch.column(named["id"]).to_pylist()
        told = _told(_dateline.code_rows(batch, False, named, wishes, None))
        # A row that became no report is found by its id, not by its place in this batch.
        return [(ids[int(one[0][4:])], *one[1:]) if one[1] is None else one for one in told]

    def code(batches: Batches) -> Batches:
        for batch in batches:
            if paths:
                each = batch.column("path").to_pylist()
                yield _coded([one for path in each for one in _safely(files, path, path)])
                continue
            try:
                yield _coded(rows(batch))
            except Exception:
                # Whatever it is, it costs the row that it is in, and no other.
                each = [(batch.slice(n, 1), f"row {n} of a batch") for n in range(batch.num_rows)]
                yield _coded([one for row, name in each for one in _safely(rows, row, name)])

    return code


def _safely(run: Callable[[Any], list[tuple[Any, ...]]], given: Any, name: str) -> list[tuple[Any, ...]]:
    """What it gives, or why it gave nothing."""
    try:
        return run(given)
    except Exception as error:
        return [(name, None, None, "failed", f"{type(error).__name__}: {error}")]


def _told(tables: Iterable[tuple[str, dateline.Table]]) -> list[tuple[Any, ...]]:
    named = {name: table.to_pyarrow().to_pylist() for name, table in tables if name in ("coded", "left_out")}
    coded = [(row["input"], row["coded"], row["marks"], None, None) for row in named["coded"]]
    return coded + [(row["input"], None, None, row["kind"], row["reason"]) for row in named["left_out"]]


def _coded(rows: Iterable[tuple[Any, ...]]) -> pa.RecordBatch:
    keyed = [(hashlib.sha256(f"{row[0]} {row[1]}".encode()).hexdigest(), *row) for row in rows]
    columns = list(zip(*keyed, strict=True)) or [()] * 6
    types = [pa.string(), pa.string(), pa.string(), pa.list_(pa.string()), pa.string(), pa.string()]
    names = ["key", "input", "coded", "marks", "kind", "reason"]
    return pa.record_batch([pa.array(column, of) for column, of in zip(columns, types, strict=True)], names)


def settle(batches: Batches) -> Batches:
    """Settles which reports are copies or versions of others: rows of ``coded``, those connected by marks in one partition. Rows of
    ``SETTLED``: what the reports that hold tell."""
    coded = _all(batches, "coded")
    # The order of ids says which of two that are the same in all comes first.
    coded.sort(key=lambda report: _id(report))
    yield from _dateline_batches(_dateline.settle(coded))


def _id(coded: str) -> str:
    # A coded report opens with its report, and that with its id; reading all of it to sort would cost as much as settling it.
    return coded[: coded.index('","path":')]


def connected(links: pa.Table) -> pa.Table:
    """Sets of names that are connected by ``links`` (columns ``a`` and ``b``): ``key`` and ``component``. It runs on one machine."""
    return _dateline.connected(_texts(links, "a"), _texts(links, "b")).to_pyarrow()


def buckets(of: int) -> Callable[[Batches], Batches]:
    """Puts event reports (``body``) into the buckets of blocks in which they are compared: rows of ``BUCKETS``."""

    def put(batches: Batches) -> Batches:
        for batch in batches:
            yield from _dateline_batches(_dateline.buckets(_texts(batch, "body"), of))

    return put


def pairs(of: int) -> Callable[[Batches], Batches]:
    """Compares the event reports of each bucket with each other, all of a bucket being in one partition: rows of ``PAIRS``."""

    def compare(batches: Batches) -> Batches:
        for bucket, bodies in sorted(_grouped(batches, "bucket").items()):
            yield from _dateline_batches(_dateline.pairs(bodies, bucket, of))

    return compare


def components(clear: pa.Table, judged: Judged) -> pa.Table:
    """What can only be clustered together, by pairs that speak clearly: ``key`` and ``component``. It runs on one machine."""
    found = _dateline.components(_texts(clear, "a"), _texts(clear, "b"), clear.column("odds").to_pylist(), judged)
    return found.to_pyarrow()


def clear() -> float:
    """The log odds from which a pair speaks clearly for one event."""
    return _dateline.clear()


def events(judged: Judged) -> Callable[[Batches], Batches]:
    """Clusters each ``component``, all of it being in one partition, and keeps apart what cannot be one event or was judged
    different: rows of ``MEMBERS``."""

    def cluster(batches: Batches) -> Batches:
        for _, bodies in sorted(_grouped(batches, "component").items()):
            # What was judged concerns the few that it names.
            named = [one for one in judged if sum(f'"key":"{key}"' in body for body in bodies for key in one[:2]) > 1]
            yield from _dateline_batches(_dateline.events(bodies, named))

    return cluster


def series(bodies: list[str]) -> pa.Table:
    """The series of running totals: ``report``, ``id`` and ``series``. It runs on one machine."""
    return _dateline.series(bodies).to_pyarrow()


def reconcile(batches: Batches) -> Batches:
    """Reconciles the event reports of each ``event``, all of it being in one partition. ``answers`` has, between spaces, pairs of an
    event report and what that says it answered. Rows of ``dateline export parquet``."""
    told: dict[str, tuple[list[str], str]] = {}
    for batch in batches:
        for row in batch.select(["event", "body", "answers"]).to_pylist():
            told.setdefault(row["event"], ([], row["answers"] or ""))[0].append(row["body"])
    given = []
    for _, (bodies, answers) in sorted(told.items()):
        words = answers.split()
        given.append((bodies, list(zip(words[::2], words[1::2], strict=True))))
    yield from _dateline_batches(_dateline.reconcile(given))


def event_schema() -> str:
    """The schema of ``reconcile``, as Spark writes schemas."""
    kinds = {"string": "string", "int64": "bigint", "double": "double", "date32[day]": "date", "binary": "binary"}
    schema = _dateline.reconcile([]).to_pyarrow().schema
    return ", ".join(f"{field.name} {kinds.get(str(field.type), 'array<string>')}" for field in schema)


def _grouped(batches: Batches, by: str) -> dict[Any, list[str]]:
    groups: dict[Any, list[str]] = {}
    for batch in batches:
        for group, body in zip(batch.column(by).to_pylist(), _texts(batch, "body"), strict=True):
            groups.setdefault(group, []).append(body)
    return groups


def _all(batches: Batches, column: str) -> list[str]:
    return [text for batch in batches for text in _texts(batch, column)]


def _texts(rows: Any, column: str) -> list[str]:
    texts: list[str] = rows.column(column).to_pylist()
    return texts


def _dateline_batches(table: dateline.Table) -> Batches:
    yield from table.to_pyarrow().to_batches()
