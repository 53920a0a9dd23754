"""What each head is told: spans by a multi-instance loss, acts, links and sentences."""
import collections, itertools

import torch
from torch.nn import functional as F

import annotation, data


def possible(window):
    """[pieces, WIDEST]: spans that begin and end at word borders inside the window."""
    n = len(window.ids)
    starts, ends = torch.tensor(window.starts), torch.tensor(window.ends)
    at = torch.arange(n)[:, None] + torch.arange(data.WIDEST)
    return starts[:, None] & (at < n) & ends[at.clamp(max=n - 1)]


def words_of(window, first, last):
    a, b = window.offsets[first][0], window.offsets[last][1]
    return window.doc.text[a:b].lower()


def span_loss(model, h, window):
    """Every marked span of our own corpus is right by itself. A string of MUC-4 is right if any of its places is: there the
    mark is the string's, and the others of its places are neither right nor wrong."""
    roles = data.ROLES_OF[window.doc.corpus]
    scores = model.spans[window.doc.corpus](h)
    target, weight = torch.zeros_like(scores), possible(window)[:, :, None].to(scores.dtype).repeat(1, 1, len(roles))
    bags, marked = collections.defaultdict(list), []
    for first, last, role, _, _ in window.spans:
        r = roles.index(role)
        target[first, last - first, r] = 1
        weight[first, last - first, r] = 0 if window.doc.corpus == "muc4" else 0.5
        bags[role, words_of(window, first, last)].append(len(marked))
        marked.append((first, last - first, r))
    for first, last, role in window.hidden:
        if last - first < data.WIDEST:
            weight[first, last - first, roles.index(role)] = 0
    each = F.binary_cross_entropy_with_logits(scores, target, weight, reduction="sum")
    if marked:
        right = scores[tuple(torch.tensor(marked).T)]
        each = each + F.softplus(-torch.stack([torch.logsumexp(right[bag], 0) for bag in bags.values()])).sum()
    return each


def act_loss(model, h, window):
    """Type, standing and focus of each marked act, and which spans, acts and names belong together."""
    acts = [s for s in window.spans if s[2] == "act"]
    zero = h.sum() * 0
    if not acts:
        return zero, zero
    v = model.span_vectors(h, [s[:2] for s in acts])
    kinds, standings, focuses, rows = [], [], [], []
    for row, (_, _, _, owners, _) in enumerate(acts):
        known = [window.doc.events[o] for o in sorted(owners) if o in window.doc.events]
        if known:
            rows.append(row)
            kinds.append(annotation.TYPES.index(known[0][0]))
            standings.append(annotation.STANDINGS.index(known[0][1]))
            focuses.append(float(known[0][2] == "main"))
    told = v[rows]
    labels = F.cross_entropy(model.act_type(told), torch.tensor(kinds)) + 0.5 * F.cross_entropy(model.act_standing(told), torch.tensor(standings)) \
        + 0.3 * F.binary_cross_entropy_with_logits(model.act_focus(told).squeeze(-1), torch.tensor(focuses))
    return labels, link_loss(model, h, window, acts, v)


def middles(spans):
    return torch.tensor([(s[0] + s[1]) // 2 for s in spans])


def link_loss(model, h, window, acts, v):
    others = [s for s in window.spans if s[2] != "act"]
    losses = []
    if others:
        w = model.span_vectors(h, [s[:2] for s in others])
        a, b = (t.flatten() for t in torch.meshgrid(torch.arange(len(acts)), torch.arange(len(others)), indexing="ij"))
        kind = torch.tensor([data.ROLES.index(s[2]) for s in others])
        score = model.role_link(v[a], w[b], middles(others)[b] - middles(acts)[a], kind[b]).view(len(acts), len(others))
        losses.append(owner_loss(score, acts, others))
        named = [i for i, s in enumerate(others) if s[2] in annotation.ACTOR_ROLES]
        losses.append(pair_loss(model.actor_link, w[named], [others[i] for i in named], lambda x, y: x[4] == y[4]))
    losses.append(pair_loss(model.act_link, v, acts, lambda x, y: bool(x[3] & y[3])))
    return sum(losses)


def owner_loss(score, acts, others):
    """A span belongs to an event if it belongs to one of the event's acts; to no act of another event."""
    terms = []
    for j, span in enumerate(others):
        mine = [i for i, a in enumerate(acts) if a[3] & span[3]]
        rest = [i for i in range(len(acts)) if i not in mine]
        if mine:
            terms.append(F.softplus(-torch.logsumexp(score[mine, j], 0)))
        if rest:
            terms.append(F.softplus(score[rest, j]).mean())
    return torch.stack(terms).mean() if terms else score.sum() * 0


def pair_loss(link, vectors, spans, same):
    pairs = list(itertools.combinations(range(len(spans)), 2))
    if not pairs:
        return vectors.sum() * 0
    a, b = torch.tensor(pairs).T
    target = torch.tensor([float(same(spans[i], spans[j])) for i, j in pairs])
    m = middles(spans)
    return F.binary_cross_entropy_with_logits(link(vectors[a], vectors[b], m[b] - m[a], torch.zeros_like(a)), target)


def sentence_means(h, window):
    """The mean of each sentence's pieces, [sentences, HIDDEN]."""
    share = torch.zeros(len(window.sentences), len(h))
    for row, (a, b) in enumerate(window.sentences):
        share[row, a:b + 1] = 1 / (b + 1 - a)
    return share @ h


def sentence_loss(model, h, window):
    """Does the sentence tell an act? From the mean of its pieces; our own corpus only."""
    means = sentence_means(h, window)
    told = torch.tensor([float(any(s[2] == "act" and a <= s[0] <= b for s in window.spans)) for a, b in window.sentences])
    return F.binary_cross_entropy_with_logits(model.sentence(means).squeeze(-1), told)


def kinds(types):
    return [float(t in types) for t in data.MUC_TYPES]


def document_loss(model, h, window):
    """MUC-4: is any incident told of, and of which types; some sentence must say so. Of a document with incidents, a window
    without a string of theirs says neither yes nor no."""
    types = set().union(*(owners for _, _, _, owners, _ in window.spans)) if window.spans else set(window.doc.types)
    if not window.spans and types:
        return h.sum() * 0
    scores = torch.logsumexp(model.document(sentence_means(h, window)), 0)
    return F.binary_cross_entropy_with_logits(scores, torch.tensor([float(bool(types)), *kinds(types)]))


def incident_loss(model, h, window):
    """MUC-4: the types of the incidents in which each string plays its role."""
    if not window.spans:
        return h.sum() * 0
    told = torch.tensor([kinds(owners) for _, _, _, owners, _ in window.spans])
    return F.binary_cross_entropy_with_logits(model.incident(model.span_vectors(h, [s[:2] for s in window.spans])), told)


def loss(model, h, window):
    """Everything a window teaches."""
    total = span_loss(model, h, window) / 8
    if window.doc.corpus == "own":
        labels, links = act_loss(model, h, window)
        total = total + labels + links + sentence_loss(model, h, window)
    elif window.doc.corpus == "muc4":
        total = total + 0.5 * document_loss(model, h, window) + 0.5 * incident_loss(model, h, window)
    return total
