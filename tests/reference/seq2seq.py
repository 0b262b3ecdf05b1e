#!/usr/bin/env python3
"""Makes tests/fixtures/seq2seq.safetensors: what PyTorch says about the encoder and decoder of the Seq2Seq lesson.

Each case is a small seeded model made of `nn.Embedding`, `nn.LSTM` on packed sequences and `nn.Linear`, one padded batch, and what
follows: encoder states, alignments, logits, loss, gradients, greedy outputs, and for one case three clipped steps of Adam.

Inputs and weights are exact in 32 bits; everything else is computed in 64 bits and rounded once, at the end.
"""

import json
import math
from dataclasses import asdict, dataclass
from typing import Optional

import numpy as np
import torch
from torch import Tensor, nn

import fixture

SEED = 2014
PAD, SOS, EOS = 0, 1, 2
CLIP_NORM = 0.25
GREEDY_STEPS = 9
SOURCES = [5, 9, 1, 7]
"""Lengths of the sources of every batch; they differ, so that padding counts."""
TARGETS = [4, 2, 6, 1]
Tensors = dict[str, Tensor]


@dataclass
class Case:
    attention: Optional[str]
    num_layers: int
    source_vocab: int = 11
    target_vocab: int = 9
    embed_size: int = 6
    hidden_size: int = 8


CASES = {
    "none": Case(None, 1),
    "none_deep": Case(None, 3),
    "additive": Case("additive", 1),
    "additive_deep": Case("additive", 2),
    "dot": Case("dot", 1),
    "general": Case("general", 2),
}


class Attention(nn.Module):
    """Bahdanau's score (eq. in appendix A.1.2), or Luong's dot and general ones (eq. 8)."""

    def __init__(self, case: Case) -> None:
        super().__init__()
        hidden = case.hidden_size
        self.kind = case.attention
        if self.kind == "additive":
            self.query = nn.Linear(hidden, hidden, bias=False)
            self.key = nn.Linear(hidden, hidden, bias=False)
            self.v = nn.Linear(hidden, 1, bias=False)
        else:
            if self.kind == "general":
                self.key = nn.Linear(hidden, hidden, bias=False)
            self.combine = nn.Linear(2 * hidden, hidden, bias=False)

    def forward(self, state: Tensor, memory: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """`state` [batch, hidden], `memory` [batch, source, hidden], `mask` [batch, source] true where there is a token."""
        if self.kind == "additive":
            scores = self.v(torch.tanh(self.query(state)[:, None] + self.key(memory)))[..., 0]
        else:
            keys = self.key(memory) if self.kind == "general" else memory
            scores = torch.einsum("bh,bsh->bs", state, keys)
        shares = scores.masked_fill(~mask, -math.inf).softmax(dim=1)
        return torch.einsum("bs,bsh->bh", shares, memory), shares


class Encoder(nn.Module):
    def __init__(self, case: Case) -> None:
        super().__init__()
        self.embedding = nn.Embedding(case.source_vocab, case.embed_size)
        self.lstm = nn.LSTM(case.embed_size, case.hidden_size, case.num_layers, batch_first=True)

    def forward(self, source: Tensor, lengths: list[int]) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        packed = nn.utils.rnn.pack_padded_sequence(
            self.embedding(source), lengths, batch_first=True, enforce_sorted=False
        )
        packed, state = self.lstm(packed)
        return nn.utils.rnn.pad_packed_sequence(packed, batch_first=True)[0], state


class Decoder(nn.Module):
    def __init__(self, case: Case) -> None:
        super().__init__()
        self.kind = case.attention
        self.embedding = nn.Embedding(case.target_vocab, case.embed_size)
        columns = case.embed_size + (case.hidden_size if self.kind == "additive" else 0)
        self.lstm = nn.LSTM(columns, case.hidden_size, case.num_layers, batch_first=True)
        if self.kind:
            self.attention = Attention(case)
        self.fc = nn.Linear(case.hidden_size, case.target_vocab)

    def step(self, token: Tensor, state: tuple[Tensor, Tensor], memory: Tensor, mask: Tensor):
        x, shares = self.embedding(token), None
        if self.kind == "additive":
            context, shares = self.attention(state[0][-1], memory, mask)
            x = torch.cat([x, context], dim=1)
        out, state = self.lstm(x[:, None], state)
        out = out[:, 0]
        if self.kind in ("dot", "general"):
            context, shares = self.attention(out, memory, mask)
            out = torch.tanh(self.attention.combine(torch.cat([context, out], dim=1)))
        return self.fc(out), state, shares


class Model(nn.Module):
    def __init__(self, case: Case) -> None:
        super().__init__()
        self.encoder, self.decoder = Encoder(case), Decoder(case)
        self.double()
        with torch.no_grad():
            for parameter in self.parameters():
                limit = 2 / math.sqrt(case.hidden_size)
                parameter.copy_(torch.empty_like(parameter).uniform_(-limit, limit).float().double())

    def forward(self, batch: "Batch") -> tuple[Tensor, Optional[Tensor]]:
        """Logits [batch, target, vocab] with the right tokens fed, and shares of attention [batch, target, source]."""
        memory, state = self.encoder(batch.source, SOURCES)
        logits, shares = [], []
        for token in batch.fed.T:
            said, state, looked = self.decoder.step(token, state, memory, batch.mask)
            logits.append(said)
            shares.append(looked)
        return torch.stack(logits, dim=1), None if shares[0] is None else torch.stack(shares, dim=1)

    def loss(self, batch: "Batch") -> Tensor:
        logits, _ = self(batch)
        return nn.functional.cross_entropy(logits.flatten(0, 1), batch.expected.flatten(), ignore_index=-100)

    @torch.no_grad()
    def greedy(self, batch: "Batch") -> Tensor:
        memory, state = self.encoder(batch.source, SOURCES)
        token, said = torch.full((len(SOURCES),), SOS), []
        for _ in range(GREEDY_STEPS):
            logits, state, _ = self.decoder.step(token, state, memory, batch.mask)
            token = logits.argmax(dim=1)
            said.append(token)
        return torch.stack(said, dim=1)


@dataclass
class Batch:
    source: Tensor
    mask: Tensor
    fed: Tensor
    expected: Tensor

    @staticmethod
    def draw(case: Case) -> "Batch":
        source = torch.full((len(SOURCES), max(SOURCES)), PAD)
        fed = torch.full((len(TARGETS), max(TARGETS) + 1), PAD)
        expected = torch.full_like(fed, -100)
        for row, (length, count) in enumerate(zip(SOURCES, TARGETS)):
            source[row, :length] = torch.randint(4, case.source_vocab, (length,))
            target = torch.randint(4, case.target_vocab, (count,))
            fed[row, : count + 1] = torch.cat([torch.tensor([SOS]), target])
            expected[row, : count + 1] = torch.cat([target, torch.tensor([EOS])])
        return Batch(source, source != PAD, fed, expected)


def record(name: str, model: Model, batch: Batch) -> Tensors:
    memory, (hidden, cell) = model.encoder(batch.source, SOURCES)
    logits, shares = model(batch)
    loss = model.loss(batch)
    loss.backward()
    out = {
        "source": batch.source,
        "fed": batch.fed,
        "expected": batch.expected,
        "memory": memory,
        "hidden": hidden,
        "cell": cell,
        "logits": logits,
        "loss": loss.reshape(1),
        "greedy": model.greedy(batch),
    }
    if shares is not None:
        out["shares"] = shares
    out |= dict(model.named_parameters())
    out |= {f"gradient.{key}": value.grad for key, value in model.named_parameters()}
    return {f"{name}.{key}": value.detach().clone() for key, value in out.items()}


def optimize(name: str, model: Model, batch: Batch) -> Tensors:
    """Three clipped steps of Adam: losses and gradient norms before, weights after the last."""
    optimizer = torch.optim.Adam(model.parameters(), 0.002, (0.9, 0.999), 1e-8)
    losses, norms = [], []
    for _ in range(3):
        optimizer.zero_grad()
        loss = model.loss(batch)
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), CLIP_NORM)
        assert norm > CLIP_NORM, "the gradient is too small for clipping to be tested"
        optimizer.step()
        losses.append(loss.detach())
        norms.append(norm)
    out = {f"{name}.loss": torch.stack(losses), f"{name}.gradient_norm": torch.stack(norms)}
    return out | {f"{name}.step3.{key}": value.detach().clone() for key, value in model.named_parameters()}


def main() -> None:
    torch.manual_seed(SEED)
    tensors: Tensors = {}
    for name, case in CASES.items():
        model, batch = Model(case), Batch.draw(case)
        tensors |= record(name, model, batch)
        if name in ("none_deep", "additive", "general"):
            tensors |= optimize(f"adam.{name}", model, batch)
    metadata = {name: json.dumps(asdict(case)) for name, case in CASES.items()}
    metadata |= {"clip_norm": str(CLIP_NORM), "seed": str(SEED)}
    arrays = {key: value.numpy() for key, value in tensors.items()}
    arrays = {key: value.astype(np.int32) if value.dtype.kind == "i" else value for key, value in arrays.items()}
    fixture.write("seq2seq", arrays, metadata)


if __name__ == "__main__":
    main()
