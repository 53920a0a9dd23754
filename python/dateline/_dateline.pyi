"""The compiled half of the package."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, final

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

__all__ = [
    "Store",
    "Table",
    "__version__",
    "buckets",
    "clear",
    "code_files",
    "code_rows",
    "components",
    "connected",
    "events",
    "pairs",
    "reconcile",
    "series",
    "settle",
]

__version__: str

@final
class Table:
    """A table of Arrow columns, which any library that speaks Arrow's C stream interface reads without a copy:
    ``pyarrow.table(table)``, ``polars.DataFrame(table)``, ``duckdb.from_arrow(table)``."""

    def __len__(self) -> int: ...
    @property
    def column_names(self) -> list[str]:
        """The names of its columns, in their order."""

    def to_pyarrow(self) -> pyarrow.Table:
        """As a table of pyarrow, which shares its memory."""

    def to_polars(self) -> polars.DataFrame:
        """As a data frame of polars."""

    def to_pandas(self) -> pandas.DataFrame:
        """As a data frame of pandas; needs pyarrow."""

    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

def code_rows(
    rows: Any,
    objects: bool,
    columns: Mapping[str, str],
    wishes: Mapping[str, Any],
    progress: Callable[[int], None] | None,
) -> tuple[tuple[str, Table], ...]: ...
def code_files(
    paths: Sequence[str], wishes: Mapping[str, Any], progress: Callable[[int], None] | None
) -> tuple[tuple[str, Table], ...]: ...
def settle(coded: Sequence[str]) -> Table: ...
def buckets(bodies: Sequence[str], of: int) -> Table: ...
def pairs(bodies: Sequence[str], number: int, of: int) -> Table: ...
def components(
    a: Sequence[str], b: Sequence[str], odds: Sequence[float], judged: Sequence[tuple[str, str, str]]
) -> Table: ...
def connected(a: Sequence[str], b: Sequence[str]) -> Table: ...
def clear() -> float: ...
def events(bodies: Sequence[str], judged: Sequence[tuple[str, str, str]]) -> Table: ...
def reconcile(events: Sequence[tuple[Sequence[str], Sequence[tuple[str, str]]]]) -> Table: ...
def series(bodies: Sequence[str]) -> Table: ...
@final
class Store:
    def __new__(cls, path: str) -> Store: ...
    def events(self, filters: Mapping[str, Any]) -> Table: ...
    def event_reports(self, filters: Mapping[str, Any]) -> Table: ...
    def figures(self, filters: Mapping[str, Any]) -> Table: ...
    def dossier(self, key: str) -> str: ...
    def show(self, key: str, width: int) -> str: ...
