#!/usr/bin/env python3
"""Prints the documents of MUC-4's training part that the reader was not trained on, to fit the second stage of the benchmark
to: `held_out.py DATA --texts texts > held.json`."""
import argparse, json, pathlib

import data

ap = argparse.ArgumentParser(description=__doc__)
ap.add_argument("data", type=pathlib.Path, help="folder with muc4/ and re3d/")
ap.add_argument("--annotated", nargs="+", default=["../corpus/annotated"])
ap.add_argument("--texts", type=pathlib.Path, help="folder of the texts that texts.py wrote")
ap.add_argument("--gold", type=pathlib.Path, default=pathlib.Path("../corpus/gold"), help="reference reports, whose texts are kept apart")
a = ap.parse_args()
apart = data.kept_apart(a.annotated, a.texts, a.gold)
for line in (a.data / "muc4/train.json").read_text().splitlines():
    name = json.loads(line)["docid"]
    if name in apart or data.muc4_split(name) != "train":
        print(line)
