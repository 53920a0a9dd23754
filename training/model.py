"""The reader: all-MiniLM-L6-v2 with heads for spans, acts, links and sentences."""
import json, math, pathlib

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F

import annotation, data

HIDDEN, LAYERS, HEADS, INNER, VOCABULARY, POSITIONS = 384, 6, 12, 1536, 30522, 512
ROLE_SIZE, SPAN_SIZE, LINK_SIZE = 48, 192, 96
DISTANCES = 12                        # buckets of the distance between two spans, in pieces, with its sign


class Layer(nn.Module):
    """One layer of BERT: attention, then two products, each added and normalised."""

    def __init__(self):
        super().__init__()
        self.qkv, self.out = nn.Linear(HIDDEN, 3 * HIDDEN), nn.Linear(HIDDEN, HIDDEN)
        self.up, self.down = nn.Linear(HIDDEN, INNER), nn.Linear(INNER, HIDDEN)
        self.norm_attention, self.norm = nn.LayerNorm(HIDDEN, eps=1e-12), nn.LayerNorm(HIDDEN, eps=1e-12)

    def forward(self, x, mask):
        b, n, _ = x.shape
        q, k, v = (t.view(b, n, HEADS, -1).transpose(1, 2) for t in self.qkv(x).chunk(3, -1))
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.norm_attention(x + self.out(a.transpose(1, 2).reshape(b, n, HIDDEN)))
        return self.norm(x + self.down(F.gelu(self.up(x))))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.positions = nn.Embedding(VOCABULARY, HIDDEN), nn.Embedding(POSITIONS, HIDDEN)
        self.kind = nn.Parameter(torch.zeros(HIDDEN))
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, ids, real):
        x = self.norm(self.words(ids) + self.positions.weight[: ids.shape[1]] + self.kind)
        mask = real[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask)
        return x

    @staticmethod
    def pretrained(path):
        """The base encoder from its published file."""
        raw = load_file(path)
        raw = {k.removeprefix("bert."): v for k, v in raw.items()}
        e = "embeddings."
        state = {"words.weight": raw[e + "word_embeddings.weight"], "positions.weight": raw[e + "position_embeddings.weight"],
                 "kind": raw[e + "token_type_embeddings.weight"][0], "norm.weight": raw[e + "LayerNorm.weight"], "norm.bias": raw[e + "LayerNorm.bias"]}
        for i in range(LAYERS):
            p, q = f"encoder.layer.{i}.", f"layers.{i}."
            for part in ("weight", "bias"):
                state[f"{q}qkv.{part}"] = torch.cat([raw[f"{p}attention.self.{n}.{part}"] for n in ("query", "key", "value")])
                for ours, theirs in (("out", "attention.output.dense"), ("norm_attention", "attention.output.LayerNorm"),
                                     ("up", "intermediate.dense"), ("down", "output.dense"), ("norm", "output.LayerNorm")):
                    state[f"{q}{ours}.{part}"] = raw[f"{p}{theirs}.{part}"]
        encoder = Encoder()
        encoder.load_state_dict(state)
        return encoder


def bucket(distance):
    """Signed distances in pieces, in DISTANCES buckets: 0, then by powers of two up to 32 and beyond."""
    size = distance.abs().clamp(min=1).float().log2().floor().long().clamp(max=5)
    return torch.where(distance >= 0, size, size + 6)


class Link(nn.Module):
    """How well a span belongs to another (an act to its role, an act to an act, a name to a name)."""

    def __init__(self, kinds):
        super().__init__()
        self.left, self.right = nn.Linear(SPAN_SIZE, LINK_SIZE), nn.Linear(SPAN_SIZE, LINK_SIZE, bias=False)
        self.product = nn.Linear(SPAN_SIZE, LINK_SIZE, bias=False)
        self.distance, self.kind = nn.Embedding(DISTANCES, LINK_SIZE), nn.Embedding(kinds, LINK_SIZE)
        self.score = nn.Linear(LINK_SIZE, 1)

    def forward(self, left, right, distance, kind):
        x = self.left(left) + self.right(right) + self.product(left * right) + self.distance(bucket(distance)) + self.kind(kind)
        return self.score(F.relu(x)).squeeze(-1)


class Spans(nn.Module):
    """How well each span of a window plays each of some roles: begin times end, and what each and the width say alone."""

    def __init__(self, roles):
        super().__init__()
        self.roles = roles
        self.begin, self.finish = nn.Linear(HIDDEN, roles * ROLE_SIZE), nn.Linear(HIDDEN, roles * ROLE_SIZE)
        self.begin_score, self.finish_score = nn.Linear(HIDDEN, roles), nn.Linear(HIDDEN, roles)
        self.width = nn.Parameter(torch.zeros(data.WIDEST, roles))
        nn.init.constant_(self.begin_score.bias, -6.0)

    def forward(self, h):
        """h: one window, [pieces, HIDDEN]; gives [pieces, WIDEST, roles], the score of the span of that begin and width."""
        n = h.shape[0]
        s, e = self.begin(h).view(n, self.roles, -1), self.finish(h).view(n, self.roles, -1)
        at = (torch.arange(n)[:, None] + torch.arange(data.WIDEST)).clamp(max=n - 1)
        grid = torch.bmm(s.transpose(0, 1), e.permute(1, 2, 0)) / math.sqrt(ROLE_SIZE)          # roles, pieces, pieces
        pair = grid.gather(2, at.expand(self.roles, -1, -1)).permute(1, 2, 0)
        return pair + self.begin_score(h)[:, None] + self.finish_score(h)[at] + self.width


class Reader(nn.Module):
    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder
        self.spans = nn.ModuleDict({corpus: Spans(len(roles)) for corpus, roles in data.ROLES_OF.items()})
        self.span = nn.ModuleList(nn.Linear(HIDDEN, SPAN_SIZE) for _ in range(2))
        self.act_type, self.act_standing = nn.Linear(SPAN_SIZE, len(annotation.TYPES)), nn.Linear(SPAN_SIZE, len(annotation.STANDINGS))
        self.act_focus = nn.Linear(SPAN_SIZE, 1)
        self.sentence = nn.Linear(HIDDEN, 1)
        self.document = nn.Linear(HIDDEN, 1 + len(data.MUC_TYPES))          # of a sentence of MUC-4: an incident, of which types
        self.incident = nn.Linear(SPAN_SIZE, len(data.MUC_TYPES))           # of a span of MUC-4: the types of its incidents
        self.role_link, self.act_link, self.actor_link = Link(len(data.ROLES)), Link(1), Link(1)
        self.dropout = nn.Dropout(0.2)

    def encode(self, ids, real):
        return self.dropout(self.encoder(ids, real))

    def span_vectors(self, h, spans):
        """h: one window; spans: [(first, last)]; gives [spans, SPAN_SIZE]."""
        at = torch.tensor(spans, dtype=torch.long).view(-1, 2)
        return F.relu(self.span[0](h[at[:, 0]]) + self.span[1](h[at[:, 1]]))
