#!/usr/bin/env python3
"""Figures of the heads on windows with marks: spans by role, acts with their type, links, sentences.

    evaluate.py RUN/model.pt [--split test] [--texts FOLDER]    how far scores are probabilities, on reports not trained on
"""
import argparse, collections, pathlib

import torch

import annotation, data, loss


def f1(right, given, gold):
    return round(2 * right / (given + gold), 3) if given + gold else None


@torch.no_grad()
def evaluate(model, windows, encode, threshold=0.5):
    """F1 by role with exact borders, of acts by any shared piece, accuracy of type and standing on found acts, of links."""
    model.eval()
    counts = collections.defaultdict(lambda: [0, 0, 0])
    hits = collections.Counter()
    for w in windows:
        h = encode(model, [w])[0]
        p = torch.sigmoid(model.spans["own"](h)) * loss.possible(w)[:, :, None]
        found = collections.defaultdict(dict)
        for i, j, r in (p > threshold).nonzero().tolist():
            found[data.ROLES[r]][i, i + j] = p[i, j, r].item()
        gold = collections.defaultdict(set)
        for first, last, role, _, _ in w.spans:
            gold[role].add((first, last))
        for role in data.ROLES:
            got = widest_apart(found[role])
            c = counts[role]
            right = sum(1 for s in got if any(s[0] <= g[1] and g[0] <= s[1] for g in gold[role])) if role == "act" else len(set(got) & gold[role])
            c[0] += right; c[1] += len(got); c[2] += len(gold[role])
        acts = [s for s in w.spans if s[2] == "act"]
        if acts:
            v = model.span_vectors(h, [s[:2] for s in acts])
            for s, kind, standing in zip(acts, model.act_type(v).argmax(-1).tolist(), model.act_standing(v).argmax(-1).tolist()):
                event = next((w.doc.events[o] for o in sorted(s[3]) if o in w.doc.events), None)
                if event:
                    hits["acts"] += 1
                    hits["type"] += annotation.TYPES[kind] == event[0]
                    hits["standing"] += annotation.STANDINGS[standing] == event[1]
            others = [s for s in w.spans if s[2] != "act"]
            if others:
                u = model.span_vectors(h, [s[:2] for s in others])
                a, b = (t.flatten() for t in torch.meshgrid(torch.arange(len(acts)), torch.arange(len(others)), indexing="ij"))
                kinds = torch.tensor([data.ROLES.index(s[2]) for s in others])
                score = model.role_link(v[a], u[b], loss.middles(others)[b] - loss.middles(acts)[a], kinds[b]).view(len(acts), len(others))
                best = score.argmax(0).tolist()
                hits["links"] += len(others)
                hits["link"] += sum(bool(acts[i][3] & s[3]) for i, s in zip(best, others))
    out = {role: f1(*counts[role]) for role in data.ROLES}
    total = [sum(c[i] for c in counts.values()) for i in range(3)]
    return {"spans": f1(*total), **out, "type": round(hits["type"] / max(1, hits["acts"]), 3),
            "standing_of": round(hits["standing"] / max(1, hits["acts"]), 3), "links": round(hits["link"] / max(1, hits["links"]), 3)}


def widest_apart(scored):
    """Spans of one role, best first, without those that overlap a better one."""
    out = []
    for s in sorted(scored, key=lambda s: -scored[s]):
        if all(s[1] < o[0] or o[1] < s[0] for o in out):
            out.append(s)
    return out


@torch.no_grad()
def calibration(model, windows, encode, bins=10):
    """For acts (any shared piece) and other spans (any shared piece, same role): [given, mean score, share right] by tenths of the score."""
    model.eval()
    out = {"acts": [[0, 0.0, 0] for _ in range(bins)], "other spans": [[0, 0.0, 0] for _ in range(bins)]}
    for w in windows:
        p = torch.sigmoid(model.spans["own"](encode(model, [w])[0])) * loss.possible(w)[:, :, None]
        found = collections.defaultdict(dict)
        for i, j, r in (p > 0.05).nonzero().tolist():
            found[data.ROLES[r]][i, i + j] = p[i, j, r].item()
        for role, scored in found.items():
            marked = [s[:2] for s in w.spans if s[2] == role]
            for span in widest_apart(scored):
                row = out["acts" if role == "act" else "other spans"][min(bins - 1, int(scored[span] * bins))]
                row[0] += 1
                row[1] += scored[span]
                row[2] += any(span[0] <= b and a <= span[1] for a, b in marked)
    return out


def main():
    import train
    from model import Encoder, Reader
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("checkpoint", type=pathlib.Path)
    ap.add_argument("--annotated", nargs="+", default=["../corpus/annotated"])
    ap.add_argument("--texts", type=pathlib.Path, help="folder of the texts that texts.py wrote")
    ap.add_argument("--split", default="dev", choices=["dev", "test"])
    a = ap.parse_args()
    tokenizer = train.tokenizer_of(train.base_encoder())
    windows = [w for d in data.own(a.annotated, a.texts) if d.split == a.split for w in data.windows(d, tokenizer)]
    model = Reader(Encoder())
    model.load_state_dict(torch.load(a.checkpoint))
    for kind, rows in calibration(model, windows, train.encode).items():
        print(kind)
        for n, total, right in rows:
            if n:
                print(f"  {n:5} given   score {total / n:.2f}   right {right / n:.2f}   {'#' * round(40 * right / n)}")


if __name__ == "__main__":
    main()
