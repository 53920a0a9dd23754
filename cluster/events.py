"""Codes reports and links what they tell, on a cluster: Apache Spark or Sail.

    python cluster/events.py --input reports/ --out events/            Parquet with id, text, title, published, outlet, url, …
    python cluster/events.py --files paths.txt --out events/           files that each machine can read: WARC, HTML, JSONL, …
    python cluster/events.py … --remote sc://localhost:50051           Sail, or any Spark Connect server
    spark-submit cluster/events.py …                                   Spark

``--out`` gets: ``events`` (the rows of ``dateline export parquet``), ``members`` (which event reports tell them), ``pairs`` and
``failures``. Each step is written before the next is begun. docs/scale.md says what it costs and how it comes to the same as one machine.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from dateline import cluster
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f


def main() -> None:
    asked = options()
    builder = SparkSession.builder.appName("dateline")
    spark = (builder.remote(asked.remote) if asked.remote else builder).getOrCreate()
    # Rows are whole articles: few to a batch.
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "256")
    spark.conf.set("spark.sql.shuffle.partitions", str(asked.partitions))
    job = Job(spark, asked.out, asked.partitions)
    judged = judgements(asked.judgements)
    columns = dict(pair.split("=", 1) for pair in asked.column)

    coded = job.step("coded", given(job, asked).mapInArrow(
        cluster.coder(columns, paths=asked.files is not None, reader=asked.reader, codebook=asked.codebook), cluster.CODED))
    job.step("failures", coded.where("coded IS NULL").select("input", "kind", "reason"))
    coded = coded.where("coded IS NOT NULL").dropDuplicates(["key"])
    settled = job.step("settled", job.by("component", families(job, coded)).select("coded")
                       .mapInArrow(cluster.settle, cluster.SETTLED))
    tellings = settled.where("what = 'event_report'")
    bucketed = tellings.select("body").mapInArrow(cluster.buckets(asked.partitions), cluster.BUCKETS)
    pairs = job.step("pairs", job.by("bucket", bucketed).mapInArrow(cluster.pairs(asked.partitions), cluster.PAIRS))
    found = cluster.components(pairs.where(f.col("odds") >= cluster.clear()).toArrow(), judged)
    grouped = job.with_component(tellings.select("key", "body"), found)
    members = job.step("members", job.by("component", grouped).mapInArrow(cluster.events(judged), cluster.MEMBERS))
    told = members.select("event", "body").join(answers(job, settled, members), "event", "left")
    job.step("events", job.by("event", told).mapInArrow(cluster.reconcile, cluster.event_schema()))


def options() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = asked.add_mutually_exclusive_group(required=True)
    source.add_argument("--input", metavar="PARQUET", help="reports, a row each; the column id is needed")
    source.add_argument("--files", metavar="FILE", help="a list of files of reports, a path to a line")
    asked.add_argument("--out", required=True, metavar="DIR", help="where all machines can write")
    asked.add_argument("--column", action="append", default=[], metavar="NAME=COLUMN", help="text=body, say")
    asked.add_argument("--judgements", metavar="FILE", help="what persons said, as lines of `dateline export jsonl`")
    asked.add_argument("--reader", default="trained", choices=["trained", "rules"])
    asked.add_argument("--codebook", metavar="DIR", help="a folder that every machine has")
    asked.add_argument("--partitions", type=int, default=64, help="pieces that the work is cut into [64]")
    asked.add_argument("--remote", metavar="ADDRESS", help="a Spark Connect server, such as Sail's")
    return asked.parse_args()


class Job:
    """Steps that are written and read again, so that none is done twice, and each can be looked at."""

    def __init__(self, spark: SparkSession, out: str, partitions: int) -> None:
        self.spark, self.out, self.partitions = spark, out.rstrip("/"), partitions

    def step(self, name: str, rows: DataFrame) -> DataFrame:
        begun = time.monotonic()
        rows.write.mode("overwrite").parquet(f"{self.out}/{name}")
        written = self.spark.read.schema(rows.schema).parquet(f"{self.out}/{name}")
        print(f"{name}: {written.count():,} rows, {time.monotonic() - begun:.1f} s", file=sys.stderr, flush=True)
        return written

    def by(self, column: str, rows: DataFrame) -> DataFrame:
        """All rows of one value in one partition."""
        return rows.repartition(self.partitions, column)

    def with_component(self, rows: DataFrame, found: object) -> DataFrame:
        """Each row with the component of its ``key``; what is connected to nothing is one by itself."""
        components = self.spark.createDataFrame(found.to_pandas(), "key string, component string")  # type: ignore[attr-defined]
        return rows.join(components, "key", "left").withColumn("component", f.coalesce("component", "key"))


def given(job: Job, asked: argparse.Namespace) -> DataFrame:
    if asked.files is None:
        rows = job.spark.read.parquet(asked.input)
        names = [pair.split("=", 1)[1] if pair.startswith("id=") else "id" for pair in asked.column] or ["id"]
        if not any(name in rows.columns for name in names):
            sys.exit(f"{asked.input}: the column id is missing; it has {', '.join(rows.columns)}")
        return rows.repartition(job.partitions)
    paths = [(line,) for line in Path(asked.files).read_text(encoding="utf-8").splitlines() if line.strip()]
    return job.spark.createDataFrame(paths, "path string").repartition(min(job.partitions, max(1, len(paths))), "path")


def judgements(file: str | None) -> cluster.Judged:
    if file is None:
        return []
    lines = [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]
    said = [line for line in lines if "judgement" in line and line.get("withdrawn_at") is None]
    return [(*line["event_reports"], line["judgement"]) for line in said]


def families(job: Job, coded: DataFrame) -> DataFrame:
    """Reports with the set of those that may be copies or versions of them: whoever has a mark in common."""
    marks = coded.select("key", f.explode("marks").alias("mark")).distinct()
    first = marks.groupBy("mark").agg(f.min("key").alias("a"), f.count("key").alias("n")).where("n > 1").drop("n")
    links = marks.join(first, "mark").where("key <> a").select("a", f.col("key").alias("b")).distinct()
    return job.with_component(coded.select("key", "coded"), cluster.connected(links.toArrow()))


def answers(job: Job, settled: DataFrame, members: DataFrame) -> DataFrame:
    """What each event answered, by the words of its reports: an event, or a series of running totals."""
    bodies = [row.body for row in settled.where("what = 'tally'").select("body").collect()]
    totals = job.spark.createDataFrame(cluster.series(bodies).to_pandas(), "report string, id string, series string")
    said = members.where("response_to IS NOT NULL").select("event", "key", "report", f.col("response_to").alias("id"))
    here = members.select("report", "id", f.col("event").alias("to_event"))
    both = said.join(here, ["report", "id"], "left").join(totals, ["report", "id"], "left")
    both = both.withColumn("to", f.coalesce("to_event", "series")).where("to IS NOT NULL")
    words = f.concat_ws(" ", f.collect_list(f.concat_ws(" ", "key", "to")))
    return both.groupBy("event").agg(words.alias("answers"))


if __name__ == "__main__":
    main()
