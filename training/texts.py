#!/usr/bin/env python3
"""Writes the real reports whose marks stand in corpus/annotated/real: `texts.py DATA OUT`.

DATA holds re3d/ and muc4/raw/ as published; OUT gets re3d/NAME.txt and muc4/NAME.txt. The marks' positions are those of
these files.
"""
import argparse, json, pathlib, re


def re3d(folder):
    for path in sorted(folder.glob("*/documents.json")):
        owner = path.parent.name.split()[0].lower()
        for line in filter(str.strip, path.read_text(encoding="utf-8-sig").splitlines()):
            d = json.loads(line)
            title, text = d.get("title") or "", d["text"].strip()
            paragraphs = [title] * (title != "" and not text.startswith(title)) + [p for p in text.split("\n") if p.strip()]
            yield f"re3d/{owner}-{d['_id'][:8].lower()}", "\n\n".join(paragraphs)


def muc4(folder):
    for path in sorted(folder.glob("*muc*")):
        text = path.read_text(encoding="latin-1")
        for m in re.finditer(r"(?m)^((?:DEV|TST\d)-MUC\d-\d{4})[^\n]*\n(.*?)(?=^(?:DEV|TST\d)-MUC\d-\d{4}|\Z)", text, re.S):
            if not m[1].startswith("DEV") or "key" in path.name:
                continue
            yield f"muc4/{m[1].lower()}", re.sub(r"\n[ \t]*\n", "\n\n", m[2].strip())


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("data", type=pathlib.Path)
    ap.add_argument("out", type=pathlib.Path)
    a = ap.parse_args()
    for name, text in [*re3d(a.data / "re3d"), *muc4(a.data / "muc4/raw")]:
        path = a.out / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
