"""Windows of word pieces with the labels that the heads are trained on, from every corpus the recipe knows."""
import bisect, dataclasses, json, pathlib, re

import annotation

FIGURES = annotation.OUTCOMES
ROLES = ["act", "initiator", "target", "claimed_by", "denied_by", "place", "time", "weapon", "victim", "source", "answer", *FIGURES, "tally"]
MUC_ROLES = ["PerpInd", "PerpOrg", "Target", "Victim", "Weapon"]
RE3D_ROLES = ["Person", "Organisation", "Location", "Weapon", "MilitaryPlatform", "Quantity", "Temporal", "Nationality", "Money", "DocumentReference"]
ROLES_OF = {"own": ROLES, "muc4": MUC_ROLES, "re3d": RE3D_ROLES}
MUC_TYPES = ["attack", "bombing", "kidnapping", "arson", "robbery", "forced work stoppage"]
WINDOW, OVERLAP, WIDEST = 384, 96, 24


@dataclasses.dataclass
class Document:
    """A text with labels. Offsets count characters, half-open."""
    name: str
    corpus: str                       # own, muc4, re3d
    text: str
    spans: list                       # (start, end, role, owners, value): owners are ids of events and tallies, in MUC-4 types of incidents
    events: dict = dataclasses.field(default_factory=dict)     # id -> (type, standing, focus)
    types: list = dataclasses.field(default_factory=list)      # of the document, MUC-4 only
    topic: str = ""
    split: str = "train"


@dataclasses.dataclass
class Window:
    """A run of word pieces of a document. `offsets` are characters of the text, `starts` and `ends` mark word borders."""
    doc: Document
    ids: list
    offsets: list
    starts: list
    ends: list
    sentences: list                   # (first, last) piece of each sentence, inclusive
    spans: list                       # (first, last, role, owners, value), pieces inclusive
    hidden: set                       # (first, last, role) that are neither right nor wrong


def own(paths, texts=None):
    def fault(*what):
        raise SystemExit(" ".join(map(str, what)))
    for report in annotation.load(paths, fault, texts):
        spans = {}
        for m in report["marks"]:
            role = "tally" if m.role == "figure" else m.role
            owners, _ = spans.setdefault((m.start, m.end, role), (set(), m.value))
            owners.add(m.owner)
        spans = [(a, b, role, owners, value) for (a, b, role), (owners, value) in sorted(spans.items(), key=lambda x: x[0])]
        events = {e["id"]: (e["sub_event_type"], e["standing"], e["focus"]) for e in report["events"]}
        yield Document(report["report"], "own", report["text"], spans, events, topic=report["topic"], split=annotation.split_of(report))


def kept_apart(annotated, texts, gold):
    """Names of texts that nothing may be trained on: those of the reference records, and real ones that are held out."""
    out = {row.split("\t")[0].rsplit("_", 1)[-1] for row in (gold / "SOURCES.tsv").read_text().splitlines() if row.startswith("re3d_")}
    for report in annotation.load(annotated, lambda *what: None, texts):
        if report["kind"] == "real" and annotation.split_of(report) != "train":
            out.add(report["source"].split("/")[1].upper() if "muc4/" in report["source"] else report["source"].rsplit("-", 1)[-1])
    return out


def muc4_split(name):
    """A tenth of MUC-4's training part is held out, for the second stage."""
    return "dev" if annotation.share(name, "muc4") < 0.1 else "train"


def muc4(path):
    for line in pathlib.Path(path).read_text().splitlines():
        row = json.loads(line)
        text, spans = row["doctext"], {}
        for template in row["templates"]:
            for role in MUC_ROLES:
                for entity in template[role]:
                    for words, _ in entity:
                        for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text):
                            spans.setdefault((m.start(), m.end(), role), (set(), words))[0].add(template["incident_type"])
        yield Document(row["docid"], "muc4", text, [(a, b, r, types, w) for (a, b, r), (types, w) in sorted(spans.items(), key=lambda x: x[0])],
                       types=sorted({t["incident_type"] for t in row["templates"]}), split=muc4_split(row["docid"]))


def re3d(folder):
    for path in sorted(pathlib.Path(folder).glob("*/documents.json")):
        if "BBC" in str(path):
            continue
        docs = {d["_id"]: d for d in map(json.loads, filter(str.strip, path.read_text(encoding="utf-8-sig").splitlines()))}
        spans = {name: [] for name in docs}
        for e in map(json.loads, filter(str.strip, (path.parent / "entities.json").read_text(encoding="utf-8-sig").splitlines())):
            if e["type"] in RE3D_ROLES:
                spans[e["documentId"]].append((int(e["begin"]), int(e["end"]), e["type"], set(), e["value"]))
        for name, d in docs.items():
            yield Document(name, "re3d", d["text"], sorted(spans[name], key=lambda s: s[:3]))


def muc4_sentences(text):
    """Bounds of sentences in MUC-4's texts, which are lower-cased: two spaces end one, or a stop behind a word that is no
    abbreviation. `crates/benchmark` cuts them by the same rule."""
    start = 0
    for m in re.finditer(r"\s{2,}|(?<=[a-z]{4}[.!?])\s+", text):
        if m.start() > start:
            yield start, m.start()
        start = m.end()
    if start < len(text):
        yield start, len(text)


def windows(doc, tokenizer):
    """Windows of at most WINDOW pieces, cut between sentences; each begins with up to OVERLAP pieces of the one before."""
    enc = tokenizer.encode(doc.text, add_special_tokens=False)
    offsets, words = enc.offsets, enc.word_ids
    n = len(offsets)
    starts = [i == 0 or words[i] != words[i - 1] for i in range(n)]
    ends = [i == n - 1 or words[i] != words[i + 1] for i in range(n)]
    at = [o[0] for o in offsets]
    sentences = muc4_sentences if doc.corpus == "muc4" else annotation.sentences
    bounds = [(bisect.bisect_left(at, a), bisect.bisect_left(at, b) - 1) for a, b in sentences(doc.text)]
    bounds = [(a, b) for a, b in bounds if a <= b]
    first = 0
    while first < len(bounds):
        last, begin = first, bounds[first][0]
        while last + 1 < len(bounds) and bounds[last + 1][1] - begin < WINDOW - 2:
            last += 1
        end = min(bounds[last][1] + 1, begin + WINDOW - 2)
        yield cut(doc, enc.ids, offsets, starts, ends, bounds[first:last + 1], begin, end)
        if last + 1 >= len(bounds):
            break
        following = last + 1
        while following - 1 > first and bounds[last + 1][0] - bounds[following - 1][0] <= OVERLAP:
            following -= 1
        first = following


def cut(doc, ids, offsets, starts, ends, bounds, begin, end):
    """The window over pieces [begin, end); piece 0 of it is [CLS]."""
    shift = 1 - begin
    at, upto = [o[0] for o in offsets[begin:end]], [o[1] for o in offsets[begin:end]]
    spans, hidden = [], set()
    for a, b, role, owners, value in doc.spans:
        i, j = bisect.bisect_right(at, a) - 1, bisect.bisect_left(upto, b)
        if i < 0 or j >= len(at) or at[0] > a:
            continue
        (spans.append((i + 1, j + 1, role, owners, value)) if j - i < WIDEST else hidden.add((i + 1, j + 1, role)))
    sents = [(a + shift, min(b + shift, end - begin)) for a, b in bounds if a < end]
    return Window(doc, [101, *ids[begin:end], 102], [(0, 0), *offsets[begin:end], (0, 0)], [False, *starts[begin:end], False],
                  [False, *ends[begin:end], False], sents, spans, hidden)
