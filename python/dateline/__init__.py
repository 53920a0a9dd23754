"""News reports in, sourced and dated event records out.

``code`` codes texts or a table of texts, ``code_files`` files of every form that the program reads; both give Arrow tables.
``open`` reads a store that ``dateline link`` made.
"""

from __future__ import annotations

import datetime
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Union

from dateline import _dateline
from dateline._dateline import Table, __version__

if TYPE_CHECKING:
    from typing import Unpack

__all__ = ["Coded", "Filters", "Store", "Table", "__version__", "code", "code_files", "open"]

KEYS = ("text", "title", "id", "published", "outlet", "url", "author", "language")
"""What a row may say of a report."""

Day = Union[str, datetime.date]
"""A day, as a date or as ``2024-01-31``; also a month (``2024-01``) or a year (``2024``)."""

Progress = Union[bool, Callable[[int], None]]
"""``True`` writes how far it is to standard error, if that is a terminal; a function is called with how many reports are done."""


@dataclass(frozen=True)
class Coded:
    """What reports tell, as Arrow tables. ``docs/python.md`` lists their columns."""

    reports: Table
    """A row per report that was read; rows with the same text are one report."""
    event_reports: Table
    """A row per event that a report tells."""
    casualties: Table
    """A row per figure of an event report, with who said it."""
    actors: Table
    """A row per actor of an event report, with its role."""
    tallies: Table
    """A row per running total of a report."""
    doubts: Table
    """A row per thing that could not be settled."""
    left_out: Table
    """A row per input that is no report of its own, with why: it failed, is not in English, or repeats another."""
    records: Table | None = None
    """The whole record of each report as JSON, as ``dateline code -f jsonl`` writes it, if ``records`` was asked for."""


class Filters(TypedDict, total=False):
    """Which events of a store are meant: those that fit every filter given. They are the filters of ``dateline events``."""

    start: Day
    """On or after this day; of a month or a year, its first."""
    end: Day
    """On or before this day; of a month or a year, its last."""
    country: str
    """In this country, by ISO 3166 alpha-3."""
    place: str
    """At a place or in a province of this name."""
    actor: str
    """By or against this actor, or one that belongs to it."""
    type: str
    """Of this type or family of types, by code."""
    standing: str
    """With this standing, by code."""
    grade: str
    """So well borne out, by code."""
    killed: int
    """At least so many killed, by the best figure."""
    outlet: str
    """Told by this outlet."""
    text: str
    """With these words in its evidence, title, actors or place."""
    order: Literal["latest", "earliest", "deadliest", "most-told"]
    """In which order; the latest first unless told."""
    limit: int
    """At most so many; all unless told."""


def code(
    texts: Any,
    *,
    text: str | None = None,
    title: str | None = None,
    id: str | None = None,
    published: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    author: str | None = None,
    language: str | None = None,
    reader: Literal["trained", "rules"] = "trained",
    codebook: str | os.PathLike[str] | None = None,
    copies: Literal["fold", "keep"] = "fold",
    records: bool = False,
    threads: int | None = None,
    progress: Progress = False,
) -> Coded:
    """Codes reports.

    ``texts`` is an iterable of texts or of mappings with the keys below, or a table: a data frame of pandas or polars, a table
    of pyarrow, whatever else speaks Arrow's C interface; or one column of texts.

    ``text`` to ``language`` name the columns where they are called otherwise. Only a text or a title is needed; without a day
    of publication, "on Wednesday" stays unresolved. A row without an id has its number, from 0.

    ``reader="rules"`` leaves the trained model out and is many times as fast. ``codebook`` is a folder whose files go over the
    built-in ones. With ``copies="keep"`` rows with the same text stay reports of their own. ``threads`` is one per processor
    unless told. What cannot be read does not stop the others: it is in ``left_out``.
    """
    named = {
        "text": text, "title": title, "id": id, "published": published,
        "outlet": outlet, "url": url, "author": author, "language": language,
    }  # fmt: skip
    columns = {key: column or key for key, column in named.items()}
    rows, objects = _rows(texts, columns)
    _check(rows, {column for column in named.values() if column})
    wishes = _wishes(reader, codebook, copies, records, threads)
    with _Progress(progress) as told:
        tables = _dateline.code_rows(rows, objects, columns, wishes, told)
    return Coded(**dict(tables))


def code_files(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    reader: Literal["trained", "rules"] = "trained",
    codebook: str | os.PathLike[str] | None = None,
    copies: Literal["fold", "keep"] = "fold",
    records: bool = False,
    threads: int | None = None,
    progress: Progress = False,
) -> Coded:
    """Codes the reports of files and folders, in every form that ``dateline code`` reads: text, HTML, JSONL, CSV, feeds, mail,
    WARC, and gzip or zip of these. The options are those of ``code``."""
    several = [paths] if isinstance(paths, (str, os.PathLike)) else paths
    listed = [os.fspath(path) for path in several]
    wishes = _wishes(reader, codebook, copies, records, threads)
    with _Progress(progress) as told:
        tables = _dateline.code_files(listed, wishes, told)
    return Coded(**dict(tables))


def open(path: str | os.PathLike[str] = "dateline.sqlite") -> Store:
    """Opens a store to read it. It is read as it is when a method is called; other programs may write to it meanwhile."""
    return Store(path)


class Store:
    """Events of a project, as ``dateline code --store`` and ``dateline link`` made them."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._store = _dateline.Store(os.fspath(path))
        self._path = os.fspath(path)

    def __repr__(self) -> str:
        return f"dateline.open({self._path!r})"

    def events(self, **filters: Unpack[Filters]) -> Table:
        """A row per event, with the columns of ``dateline export parquet``."""
        return self._store.events(_filters(filters))

    def event_reports(self, **filters: Unpack[Filters]) -> Table:
        """A row per event report of the events that fit, under the key of its event."""
        return self._store.event_reports(_filters(filters))

    def figures(self, **filters: Unpack[Filters]) -> Table:
        """A row per figure that a report has of an event that fits, beside the range of all reports."""
        return self._store.figures(_filters(filters))

    def dossier(self, key: str) -> dict[str, Any]:
        """All that is held of an event, by its key or the first letters of it, as ``dateline show --json`` gives it.

        Raises ``KeyError`` if no event goes by it.
        """
        found: dict[str, Any] = json.loads(self._store.dossier(key))
        return found

    def show(self, key: str, width: int = 100) -> str:
        """The same for reading, as ``dateline show`` prints it."""
        return self._store.show(key, width)


def _rows(texts: Any, columns: Mapping[str, str]) -> tuple[Any, bool]:
    """What the compiled half reads: a list of texts, a list of JSON objects (with ``True``), or something of Arrow."""
    if isinstance(texts, (str, bytes, Mapping)):
        raise TypeError(f"a table or several texts were expected, not one {type(texts).__name__}; put it into a list")
    library = type(texts).__module__.partition(".")[0]
    if library == "pandas":
        return _from_pandas(texts, columns)
    if hasattr(texts, "to_frame"):  # one column of polars
        return texts.to_frame(columns["text"]), False
    if hasattr(texts, "type") and hasattr(texts, "to_pylist"):  # one column of pyarrow
        return texts.to_pylist(), False
    if hasattr(texts, "__arrow_c_stream__") or hasattr(texts, "__arrow_c_array__"):
        return texts, False
    listed = list(texts)
    if any(isinstance(item, Mapping) for item in listed):
        return _objects(listed, columns), True
    return listed, False


def _from_pandas(frame: Any, columns: Mapping[str, str]) -> tuple[Any, bool]:
    """Without pyarrow, pandas has no tables of Arrow, but rows."""
    if frame.ndim == 1:
        frame = frame.to_frame(columns["text"])
    wanted = [column for column in frame.columns if column in columns.values()]
    # Other columns may hold what Arrow has no type for.
    frame = frame[wanted] if wanted else frame
    try:
        frame.__arrow_c_stream__()
        return frame, False
    except (AttributeError, ImportError):
        return _objects(frame.astype(object).where(frame.notna(), None).to_dict("records"), columns), True


def _objects(rows: list[Any], columns: Mapping[str, str]) -> list[str]:
    """Rows as JSON, under our own names; a key of ours that another column stands for is left out."""
    keys = {column: key for key, column in columns.items()}
    for number, row in enumerate(rows):
        if not isinstance(row, Mapping):
            raise TypeError(f"row {number}: a mapping was expected, as in other rows, not {type(row).__name__}")
    taken = set(columns) - set(keys)
    # What is not a number (as pandas marks what is missing) is nothing.
    named = [
        {keys.get(key, str(key)): None if value != value else value for key, value in row.items() if key not in taken}
        for row in rows
    ]
    return [json.dumps(row, default=str) for row in named]


def _check(rows: Any, named: set[str]) -> None:
    """Columns that were named must be there."""
    has = getattr(rows, "column_names", None) or getattr(rows, "columns", None)
    if not isinstance(rows, list) and has is not None:
        missing = sorted(named.difference(has))
        if missing:
            raise ValueError(f"the table has no column {missing[0]!r}; it has {', '.join(map(str, has))}")


def _wishes(
    reader: str,
    codebook: str | os.PathLike[str] | None,
    copies: str,
    records: bool = False,
    threads: int | None = None,
    coded: bool = False,
) -> dict[str, Any]:
    folder = None if codebook is None else os.fspath(codebook)
    whole = {"reader": reader, "codebook": folder, "copies": copies}
    return {**whole, "records": records, "threads": threads, "coded": coded}


def _filters(filters: Filters) -> dict[str, Any]:
    unknown = sorted(set(filters) - set(Filters.__annotations__))
    if unknown:
        raise TypeError(f"{unknown[0]!r} is no filter; there are {', '.join(Filters.__annotations__)}")
    whole: dict[str, Any] = {name: filters.get(name) for name in Filters.__annotations__}
    for end in ("start", "end"):
        if isinstance(whole[end], datetime.date):
            whole[end] = whole[end].isoformat()[:10]
    return whole


class _Progress:
    """Tells how far it is, and leaves no half line behind."""

    def __init__(self, wanted: Progress) -> None:
        self._wanted = wanted
        self._shown = False

    def __enter__(self) -> Callable[[int], None] | None:
        if callable(self._wanted):
            return self._wanted
        return self._show if self._wanted and sys.stderr.isatty() else None

    def __exit__(self, *_: object) -> None:
        if self._shown:
            print(file=sys.stderr)

    def _show(self, done: int) -> None:
        self._shown = True
        print(f"\r{done:,} reports", end="", file=sys.stderr, flush=True)
