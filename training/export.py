#!/usr/bin/env python3
"""Writes the shipped weights from a checkpoint: `export.py RUN/model.pt ../model`.

The large matrices become integers of eight bits, each row with its scale; the rest stays as it is. Heads that only training needs
(re3d's) are left out. Beside the weights goes a reference: word pieces with the vectors that PyTorch gives in
full precision, by which the reader's tests know that nothing was lost on the way.
"""
import argparse, json, pathlib

import torch
from safetensors.torch import save_file

import annotation, data, loss, train
from model import Encoder, Reader

LEFT_OUT = ("spans.re3d",)
INTEGERS = ("encoder.", "spans.own.begin.", "spans.own.finish.", "spans.muc4.begin.", "spans.muc4.finish.", "span.")


def rows(matrix):
    """A matrix as integers of -127..=127 with a scale for each row."""
    scale = matrix.abs().amax(1).clamp(min=1e-8) / 127
    return (matrix / scale[:, None]).round().clamp(-127, 127).to(torch.int8), scale


def tensors(model):
    out = {}
    for name, value in model.state_dict().items():
        if name.startswith(LEFT_OUT):
            continue
        value = value.detach().float().contiguous()
        if name.startswith(INTEGERS) and name.endswith(".weight") and value.dim() == 2 and name != "encoder.positions.weight":
            out[name], out[name.removesuffix("weight") + "scale"] = rows(value)
        else:
            out["encoder.positions" if name == "encoder.positions.weight" else name] = value
    return out


@torch.no_grad()
def reference(model, tokenizer, texts):
    """Pieces of texts with their bytes, the mean of the encoder's vectors, and the spans that may play a role."""
    out = []
    for text in texts:
        window = next(iter(data.windows(data.Document("", "own", text, []), tokenizer)))
        h = train.encode(model, [window])[0]
        p = torch.sigmoid(model.spans["own"](h)) * loss.possible(window)[:, :, None]
        byte = lambda i: len(text[:i].encode())
        spans = [[data.ROLES[r], byte(window.offsets[i][0]), byte(window.offsets[i + j][1]), round(p[i, j, r].item(), 4)]
                 for i, j, r in (p > 0.3).nonzero().tolist()]
        incidents = incident_reference(model, tokenizer, text.lower())
        out.append({"text": text, "pieces": window.ids[1:-1], "bytes": [[byte(a), byte(b)] for a, b in window.offsets[1:-1]],
                    "mean": [round(x, 4) for x in h.mean(0).tolist()], "spans": spans, "incidents": incidents})
    return out


def incident_reference(model, tokenizer, text):
    """What MUC-4's head sees in a text in lower case: roles, bytes, log odds."""
    window = next(iter(data.windows(data.Document("", "muc4", text, []), tokenizer)))
    scores = model.spans["muc4"](train.encode(model, [window])[0])
    byte = lambda i: len(text[:i].encode())
    return [[data.MUC_ROLES[r], byte(window.offsets[i][0]), byte(window.offsets[i + j][1]), round(scores[i, j, r].item(), 3)]
            for i, j, r in ((scores > -2) & loss.possible(window)[:, :, None]).nonzero().tolist()]


TEXTS = ["Gunmen on motorcycles opened fire on a market in Diffa on Monday, killing at least five people, the governor said.",
         "The Ministry of Defence denied on Friday that its aircraft had struck the clinic; \"no sortie was flown\", a spokesman told São Tomé's Diário, 14 km away.",
         "KYIV — Shelling of Kupiansk, 12:40 a.m."]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("checkpoint", type=pathlib.Path)
    ap.add_argument("out", type=pathlib.Path)
    a = ap.parse_args()
    folder = train.base_encoder()
    tokenizer = train.tokenizer_of(folder)
    model = Reader(Encoder())
    model.load_state_dict(torch.load(a.checkpoint))
    model.eval()
    a.out.mkdir(parents=True, exist_ok=True)
    names = {"roles": data.ROLES, "types": annotation.TYPES, "standings": annotation.STANDINGS, "muc4": data.MUC_ROLES,
             "incidents": [t.replace(" ", "_") for t in data.MUC_TYPES]}
    save_file(tensors(model), a.out / "reader.safetensors", metadata={k: " ".join(v) for k, v in names.items()})
    (a.out / "vocabulary.txt").write_text((folder / "vocab.txt").read_text(encoding="utf-8"), encoding="utf-8")
    (a.out / "reference.json").write_text(json.dumps(reference(model, tokenizer, TEXTS), ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
