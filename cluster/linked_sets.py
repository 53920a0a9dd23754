"""Writes the linked sets of corpus/linked/dev as Parquet, with reprints, later printings and rows that are no reports among them.

    python cluster/linked_sets.py reports.parquet
"""

import json
import sys
from pathlib import Path

import pyarrow
import pyarrow.parquet

SETS = Path(__file__).resolve().parent.parent / "corpus/linked/dev"


def main() -> None:
    sets = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(SETS.glob("*.json"))]
    keys = ("title", "published", "outlet", "url", "text")
    rows = [{"id": told["report"], **{key: told.get(key) for key in keys}} for one in sets for told in one["reports"]]
    rows += [{**row, "id": f"{row['id']}-again", "outlet": "Wire Copy Daily", "url": None} for row in rows[::9]]
    rows += [{**row, "id": f"{row['id']}-late", "published": "2025-12-01"} for row in rows[4:40:9]]
    rows += [{**rows[0], "id": "nothing", "text": None, "title": None}]
    rows += [{**rows[0], "id": "foreign", "title": None, "text": "Le président a déclaré hier que la réunion serait annulée. " * 3}]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), sys.argv[1])


if __name__ == "__main__":
    main()
