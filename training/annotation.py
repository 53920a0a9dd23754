#!/usr/bin/env python3
"""Annotated reports (corpus/annotated/README.md): check them, show them, turn them into records.

    annotation.py check PATH...      what is wrong, by file and report; exit 1 if anything is
    annotation.py records PATH...    records as JSON lines, as `dateline score` reads them
    annotation.py reports PATH...    the bare reports as JSON lines, as `dateline code` reads them
    annotation.py view NAME PATH...  one report, its marks and its record
    annotation.py count PATH...      how many of each kind, type, region of time

PATH is a file or a folder of `*.txt`. Python 3.9+, standard library alone.
"""
import argparse, collections, datetime, hashlib, json, pathlib, re, sys

TYPES = """armed_clash government_regains_territory non_state_actor_overtakes_territory air_drone_strike suicide_bomb
shelling_artillery_missile_attack remote_explosive_landmine_ied grenade chemical_weapon attack abduction_forced_disappearance
sexual_violence peaceful_protest protest_with_intervention excessive_force_against_protesters violent_demonstration mob_violence
agreement arrests change_to_group_activity disrupted_weapons_use headquarters_or_base_established looting_property_destruction
non_violent_transfer_of_territory other_strategic""".split()
STANDINGS = "occurred alleged denied foiled planned".split()
OUTCOMES = "killed wounded casualties detained abducted missing".split()
WEAPONS = [w.strip() for w in """drone, aircraft, helicopter, gunship, bomb, rocket, missile, ballistic missile, cruise missile,
artillery, mortar, tank, grenade, rocket-propelled grenade, improvised explosive device, landmine, car bomb, truck bomb, suicide vest,
parcel bomb, explosives, small arms, machine gun, sniper rifle, knife, blunt weapon, vehicle, fire, naval mine, naval drone, warship,
chemical weapon, tear gas, stones, molotov cocktail, anti-tank missile, air defence, cyber""".split(",")]
ACTOR_ROLES = "initiator target claimed_by denied_by".split()
EVENT_ROLES = ["act", *ACTOR_ROLES, "place", "time", "weapon", *OUTCOMES, "victim", "source", "answer"]
TALLY_ROLES = ["figure", "initiator", "target", "place", "time", "source"]
PRECISIONS = "day week month year unknown".split()
KINDS = "wire local release blog translated update analysis lookalike real".split()


class Fault(Exception):
    """A report that breaks the format, with the reason."""


class Mark(collections.namedtuple("Mark", "start end owner role value source group")):
    """A label on text[start:end] (characters): `owner` is an event's or tally's id; `source` and `group` a figure's, else None."""


def share(topic, salt="1"):
    """A number in [0, 1) from a topic, the same on every machine."""
    return int(hashlib.sha256((salt + topic).encode()).hexdigest()[:8], 16) / 2**32


def split_of(report):
    """By topic, so that no incident stands on both sides. Of our own reports a tenth is held out and a tenth for thresholds,
    of real ones a third and a ninth."""
    held, tuned = (1 / 3, 4 / 9) if report["kind"] == "real" else (0.1, 0.2)
    s = share(report["topic"])
    return "test" if s < held else "dev" if s < tuned else "train"


def fold(text):
    """N/OF as two numbers."""
    number, of = map(int, text.split("/"))
    return number, of


def in_fold(topic, part):
    """Whether a topic is in the part `(number, of)` that a run of training leaves out, so that it can be read as unseen."""
    return int(share(topic, "fold") * part[1]) == part[0]


def parse_marks(marked):
    """The text without its marks, and its marks in order of their end."""
    text, marks, open_at, i = [], [], [], 0
    length = 0
    while i < len(marked):
        c = marked[i]
        if c == "{":
            open_at.append(length)
            i += 1
        elif c == "|" and open_at:
            close = marked.find("}", i)
            if close < 0:
                raise Fault(f"mark without end: {marked[i:i + 60]!r}")
            start = open_at.pop()
            if "{" in marked[i:close]:
                raise Fault(f"a mark opens inside a label: {marked[i:close]!r}")
            for label in marked[i + 1:close].split(";"):
                marks.append(parse_label(label.strip(), start, length))
            i = close + 1
        elif c in "{}|":
            raise Fault(f"stray {c!r} near {marked[max(0, i - 40):i + 20]!r}")
        else:
            text.append(c)
            length += 1
            i += 1
    if open_at:
        raise Fault("a mark is never closed")
    return "".join(text), marks


def parse_label(label, start, end):
    m = re.fullmatch(r"([et]\d+)\.([a-z_]+)(?:=(.*))?", label)
    if not m:
        raise Fault(f"not a label: {label!r}")
    owner, role, value = m.groups()
    if start == end:
        raise Fault(f"a mark without words: {label!r}")
    known = EVENT_ROLES if owner[0] == "e" else TALLY_ROLES
    if role not in known:
        raise Fault(f"no such role: {label!r}")
    source = group = None
    if role in OUTCOMES or role == "figure":
        value, at, source = (value or "").partition("@")
        value, _, group = value.partition("#")
        value, source = parse_range(value, label), source.strip() or None
        if at and not source:
            raise Fault(f"'@' without a source: {label!r}")
    elif role in ACTOR_ROLES and not (value or "").strip():
        raise Fault(f"an actor without a name: {label!r}")
    elif role == "weapon" and value not in WEAPONS:
        raise Fault(f"not a weapon of the list: {label!r}")
    elif role in ("act", "place", "time", "victim", "source", "answer") and value:
        raise Fault(f"{role} takes no value: {label!r}")
    return Mark(start, end, owner, role, value.strip() if isinstance(value, str) else value, source, group or None)


def parse_range(value, label):
    m = re.fullmatch(r"(\d+|null)\.\.(\d+|null)", value.strip())
    if not m or m.groups() == ("null", "null"):
        raise Fault(f"not MIN..MAX: {label!r}")
    low, high = (None if g == "null" else int(g) for g in m.groups())
    if None not in (low, high) and low > high:
        raise Fault(f"MIN above MAX: {label!r}")
    return low, high


def parse_day(words):
    try:
        return datetime.date.fromisoformat(words).isoformat()
    except ValueError:
        raise Fault(f"not a day: {words!r}") from None


def parse_span(words):
    if words == "null":
        return None, None
    start, _, end = words.partition("..")
    return parse_day(start), parse_day(end or start)


def parse_location(words):
    if words == "-":
        return None
    parts = [None if p.strip() == "-" else p.strip() for p in words.split(";")]
    if len(parts) != 5 or not parts[0] or parts[4] not in ("1", "2", "3"):
        raise Fault(f"not NAME; ADMIN1; ISO3; LAT LON; PRECISION: {words!r}")
    if parts[2] and not re.fullmatch("[A-Z]{3}", parts[2]):
        raise Fault(f"not an ISO 3166 alpha-3 code: {parts[2]!r}")
    lat = lon = None
    if parts[3]:
        m = re.fullmatch(r"(-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?)", parts[3])
        if not m or abs(float(m[1])) > 90 or abs(float(m[2])) > 180:
            raise Fault(f"not LAT LON: {parts[3]!r}")
        lat, lon = float(m[1]), float(m[2])
    if (parts[4] == "3") != (lat is None):
        raise Fault(f"precision {parts[4]} and coordinates do not fit: {words!r}")
    return {"name": parts[0], "country": parts[2], "admin1": parts[1], "lat": lat, "lon": lon, "geo_precision": int(parts[4])}


def parse_event(line):
    parts = [p.strip() for p in line.split("|")]
    if len(parts) not in (7, 8):
        raise Fault(f"an event has 7 or 8 pieces: {line!r}")
    ident, kind, standing, focus, span, precision, place = parts[:7]
    for value, known in ((kind, TYPES), (standing, STANDINGS), (focus, ("main", "background")), (precision, PRECISIONS)):
        if value not in known:
            raise Fault(f"{ident}: unknown {value!r}")
    start, end = parse_span(span)
    if (start is None) != (precision == "unknown"):
        raise Fault(f"{ident}: date and precision do not fit")
    answers = None
    if len(parts) == 8 and parts[7]:
        m = re.fullmatch(r"answers ([et]\d+)", parts[7])
        if not m:
            raise Fault(f"{ident}: not 'answers eN': {parts[7]!r}")
        answers = m[1]
    return {"id": ident, "sub_event_type": kind, "standing": standing, "focus": focus, "start_date": start, "end_date": end,
            "date_precision": precision, "date_text": None, "location": parse_location(place), "response_to": answers}


def parse_tally(line):
    parts = [p.strip() for p in line.split("|")]
    if len(parts) != 6:
        raise Fault(f"a tally has 6 pieces: {line!r}")
    ident, what, since, precision, as_of, place = parts
    if not as_of.startswith("as_of "):
        raise Fault(f"{ident}: not 'as_of DAY': {as_of!r}")
    if precision not in PRECISIONS:
        raise Fault(f"{ident}: unknown {precision!r}")
    as_of = as_of[6:].strip()
    return {"id": ident, "what": what, "start_date": parse_span(since)[0], "date_precision": precision,
            "as_of": None if as_of == "null" else parse_day(as_of), "location": parse_location(place)}


def place_marks(text, lines):
    """Marks that stand apart from their text, in its order: `WORDS | label; label`, where WORDS are the next such words at or
    behind the begin of the mark before (`WORDS #2`: the second next)."""
    marks, at = [], 0
    for line in filter(str.strip, lines):
        words, bar, labels = line.rpartition(" | ")
        m = re.fullmatch(r"(.*?)(?: #(\d))?", words.strip())
        start = at - 1
        for _ in range(int(m[2] or 1)):
            start = text.find(m[1], start + 1)
            if start < 0 or not bar:
                raise Fault(f"not in the text behind the mark before: {line!r}")
        marks += [parse_label(label.strip(), start, start + len(m[1])) for label in labels.split(";")]
        at = start
    return marks


def text_of(source, texts):
    """The text that a report's `source:` names, lines joined to paragraphs."""
    if texts is None:
        raise Fault("its text stands elsewhere: give --texts FOLDER")
    path = pathlib.Path(texts) / f"{source}.txt"
    if not path.is_file():
        raise Fault(f"no such text: {path}")
    paragraphs = [" ".join(p.split()) for p in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")) if p.strip()]
    return "\n\n".join(paragraphs)


def parse_report(block, file, texts=None):
    apart = "\nmarks:\n" in block
    head, _, rest = block.partition("\nmarks:\n" if apart else "\ntext:\n")
    body, found, tail = ("\n" + rest).partition("\nevents:\n")
    lines = head.split("\n")
    report = {"report": lines[0].strip(), "file": file}
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", report["report"]):
        raise Fault(f"not a name: {lines[0]!r}")
    if not found:
        raise Fault("'text:' and 'events:' are missing")
    for line in lines[1:]:
        key, colon, value = line.partition(":")
        if not colon or key not in ("kind", "topic", "published", "title", "source"):
            raise Fault(f"not a head line: {line!r}")
        report[key] = value.strip()
    for key in ("kind", "topic", "published", "source" if apart else "title"):
        if not report.get(key):
            raise Fault(f"'{key}:' is missing")
    if report["kind"] not in KINDS:
        raise Fault(f"no such kind: {report['kind']!r}")
    report["published"] = None if report["published"] == "none" else parse_day(report["published"])
    if apart:
        report["text"] = text_of(report["source"], texts)
        report["marks"] = place_marks(report["text"], body.split("\n"))
    else:
        paragraphs = [" ".join(p.split()) for p in re.split(r"\n\s*\n", body) if p.strip()]
        report["text"], report["marks"] = parse_marks("\n\n".join([report["title"], *paragraphs]))
    report["title"] = report["text"].split("\n\n")[0]
    report["events"], report["tallies"] = [], []
    for line in (l.strip() for l in tail.strip().split("\n")):
        if line.startswith("e"):
            report["events"].append(parse_event(line))
        elif line.startswith("t"):
            report["tallies"].append(parse_tally(line))
        elif line not in ("none", ""):
            raise Fault(f"not an event: {line!r}")
    return report


def faults_of(report):
    """What the codebook or the format forbids in a report that parses."""
    events = {e["id"]: e for e in report["events"]}
    tallies = {t["id"]: t for t in report["tallies"]}
    for ident, n in collections.Counter(e["id"] for e in report["events"] + report["tallies"]).items():
        if n > 1:
            yield f"{ident} has {n} lines"
    marks = collections.defaultdict(list)
    for m in report["marks"]:
        marks[m.owner].append(m)
        if m.owner not in events and m.owner not in tallies:
            yield f"{m.owner} is marked but has no line"
        words = report["text"][m.start:m.end]
        if words != words.strip() or "\n" in words:
            yield f"mark with space at its edge or over a paragraph: {words!r}"
        if m.role in ("initiator", "target", "place", "source") and re.match(r"(?i)(the|a|an) ", words):
            yield f"article inside a mark: {words!r}"
    for ident, e in events.items():
        roles = {m.role for m in marks[ident]}
        if "act" not in roles:
            yield f"{ident} has no act"
        told = [bool({"initiator"} & roles), bool({"target"} & roles), bool(e["location"]), bool(e["start_date"] or "time" in roles)]
        if sum(told) < 2:
            yield f"{ident} tells less than two of who, whom, where, when (rule 2)"
        if e["location"] and "place" not in roles:
            yield f"{ident} has a location but no place is marked"
        if e["response_to"] and e["response_to"] not in {**events, **tallies}:
            yield f"{ident} answers {e['response_to']}, which is not there"
        if e["response_to"] and "answer" not in roles:
            yield f"{ident} answers something but no word of answer is marked"
        if e["start_date"] and report["published"] and e["standing"] != "planned" and e["start_date"] > report["published"]:
            yield f"{ident} is after the publication"
        for m in marks[ident]:
            if m.source and not any(w in report["text"] for w in [m.source]):
                yield f"the source {m.source!r} does not stand in the text"
    for ident in tallies:
        if not any(m.role == "figure" for m in marks[ident]):
            yield f"{ident} has no figure"
    if "source" not in report and (report["kind"] == "lookalike") != (not events and not tallies):
        yield "a lookalike has no event, and only a lookalike has none"
    words = len(report["text"].split())
    if "source" not in report and not 60 <= words <= 500:
        yield f"{words} words (80 to 480 are wanted)"


def sentences(text):
    """Bounds of sentences, near enough to quote evidence."""
    start = 0
    for m in re.finditer(r"\n\n|(?<=[.!?][\"”’)])\s+|(?<=[a-z0-9)%][.!?])\s+(?=[\"“‘(]?[A-Z0-9])", text):
        if m.start() > start:
            yield start, m.start()
        start = m.end()
    if start < len(text):
        yield start, len(text)


def actors(report, owner, role):
    """Actors of a role, in order of mention; names in the text that differ from theirs are aliases."""
    out = {}
    for m in sorted(report["marks"], key=lambda m: (m.start, m.end)):
        if m.owner == owner and m.role == role:
            words = report["text"][m.start:m.end]
            aliases = out.setdefault(m.value, [])
            if words != m.value and words not in aliases and not re.fullmatch(r"(?i)they|it|he|she|them|its|their|his|her|who|we|i|us|our", words):
                aliases.append(words)
    return [{"name": n, "aliases": a} for n, a in out.items()]


def speakers(words):
    """Whom the report credits, once each: "Buitrago" is told by "regional police commander Gen. Óscar Buitrago"."""
    once = {w.casefold(): w for w in reversed(words)}
    return [w for w in dict.fromkeys(words) if once[w.casefold()] == w
            and not any(w.casefold() != o and re.search(rf"(?<!\w){re.escape(w.casefold())}(?!\w)", o) for o in once)]


def record(report):
    """The record of a report, in the form of codebook/CODEBOOK.md."""
    text, done = report["text"], []
    bounds = list(sentences(text))
    def own(owner, *roles):
        return sorted((m for m in report["marks"] if m.owner == owner and m.role in roles), key=lambda m: (m.start, m.end))
    def distinct(values):
        return list(dict.fromkeys(values))
    for e in report["events"]:
        i = e["id"]
        figures, told = [], set()
        for m in own(i, *OUTCOMES):
            figure = {"outcome": m.role, "group": text[m.start:m.end], "min": m.value[0], "max": m.value[1], "source": m.source}
            if (key := (m.role, m.value, m.source, m.group)) not in told:
                told.add(key)
                figures.append(figure)
        at = [m.start for m in own(i, "act", *OUTCOMES)]
        evidence = distinct(text[a:b] for a, b in bounds if any(a <= s < b for s in at))
        time = [text[m.start:m.end] for m in own(i, "time")]
        done.append({**e, "date_text": time[0] if time else None,
                     **{r + ("s" if r in ("initiator", "target") else ""): actors(report, i, r) for r in ACTOR_ROLES},
                     "weapons": distinct(m.value for m in own(i, "weapon")), "casualties": figures,
                     "victims": distinct(text[m.start:m.end] for m in own(i, "victim")),
                     "sources": speakers([text[m.start:m.end] for m in own(i, "source")]), "evidence": evidence})
    tallies = []
    for t in report["tallies"]:
        figure = own(t["id"], "figure")[0]
        tallies.append({**t, "min": figure.value[0], "max": figure.value[1], "source": figure.source,
                        "initiators": actors(report, t["id"], "initiator"), "targets": actors(report, t["id"], "target"),
                        "evidence": [text[a:b] for a, b in bounds if a <= figure.start < b]})
    return {"report": report["report"], "title": report["title"], "published": report["published"], "event_reports": done, "tallies": tallies}


def files_of(paths):
    for path in map(pathlib.Path, paths):
        yield from sorted(p for p in path.rglob("*.txt")) if path.is_dir() else [path]


def load(paths, on_fault, texts=None):
    """Every report of the files; `on_fault(file, name, reason)` hears of those that do not parse."""
    for file in files_of(paths):
        for block in re.split(r"(?m)^=== ", file.read_text(encoding="utf-8"))[1:]:
            try:
                yield parse_report(block.rstrip() + "\n", str(file), texts)
            except Fault as fault:
                on_fault(file, block.split("\n")[0], fault)


def check(paths, texts):
    bad = 0
    def tell(file, name, reason):
        nonlocal bad
        bad += 1
        print(f"{file}: {name}: {reason}")
    seen, shingles = {}, {}
    total = 0
    for report in load(paths, tell, texts):
        total += 1
        for reason in dict.fromkeys(faults_of(report)):
            tell(report["file"], report["report"], reason)
        if report["report"] in seen:
            tell(report["file"], report["report"], f"the name stands in {seen[report['report']]} too")
        seen[report["report"]] = report["file"]
        words = re.findall(r"\w+", report["text"].lower())
        own = {tuple(words[i:i + 6]) for i in range(len(words) - 5)}
        for name, other in shingles.items():
            shared = len(own & other) / max(1, min(len(own), len(other)))
            if shared > 0.2:
                tell(report["file"], report["report"], f"shares {shared:.0%} of its wording with {name}")
        shingles[report["report"]] = own
    print(f"{total} reports, {bad} faults")
    return 1 if bad else 0


def count(paths, texts):
    kinds, types, decades, standings = (collections.Counter() for _ in range(4))
    topics = set()
    for report in load(paths, lambda *f: print(*f, file=sys.stderr), texts):
        kinds[report["kind"]] += 1
        topics.add(report["topic"])
        decades[(report["published"] or "none")[:3]] += 1
        types.update(e["sub_event_type"] for e in report["events"])
        standings.update(e["standing"] for e in report["events"])
        kinds["(with a tally)"] += bool(report["tallies"])
        kinds["(with an answer)"] += any(e["response_to"] for e in report["events"])
        kinds["(with 3 events and more)"] += len(report["events"]) > 2
    for counter in (kinds, types, standings, decades):
        print("  ".join(f"{k} {n}" for k, n in sorted(counter.items(), key=lambda x: -x[1])))
    print("topics", len(topics), " types missing:", *[t for t in TYPES if not types[t]])


def acts_of(report):
    """Marks of acts with the ids of the events that they tell."""
    acts = collections.defaultdict(list)
    for m in report["marks"]:
        if m.role == "act":
            acts[m.start, m.end].append(m.owner)
    return [[start, end, events] for (start, end), events in sorted(acts.items())]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("what", choices="check records reports view count".split())
    ap.add_argument("paths", nargs="+")
    ap.add_argument("--split", choices=["train", "dev", "test"], help="of records and reports, those of this split")
    ap.add_argument("--real", action="store_true", help="of records and reports, the real ones; else those of our own")
    ap.add_argument("--fold", type=fold, help="N/OF: those that train.py leaves out with this fold")
    ap.add_argument("--acts", action="store_true", help="with reports: the marks of acts, [start, end, events], characters of the text")
    ap.add_argument("--texts", help="folder of the texts whose marks stand apart from them")
    a = ap.parse_args()
    if a.what == "check":
        sys.exit(check(a.paths, a.texts))
    if a.what == "count":
        return count(a.paths, a.texts)
    name, paths = (a.paths[0], a.paths[1:]) if a.what == "view" else (None, a.paths)
    for report in load(paths, lambda *f: print(*f, file=sys.stderr), a.texts):
        if a.what != "view" and a.split and (split_of(report), report["kind"] == "real") != (a.split, a.real):
            continue
        if a.fold and not in_fold(report["topic"], a.fold):
            continue
        if a.what == "records":
            print(json.dumps(record(report), ensure_ascii=False))
        elif a.what == "reports":
            title = {} if report["kind"] == "real" else {"title": report["title"]}
            acts = {"acts": acts_of(report)} if a.acts else {}
            print(json.dumps({"id": report["report"], **title, "published": report["published"], "text": report["text"], **acts}, ensure_ascii=False))
        elif name == report["report"]:
            print(report["text"], *(f"{m.owner}.{m.role} {report['text'][m.start:m.end]!r} {m.value or ''} {m.source or ''}" for m in report["marks"]), sep="\n")
            print(json.dumps(record(report), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
