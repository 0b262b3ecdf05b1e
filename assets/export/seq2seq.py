#!/usr/bin/env python3
"""Your encoder and decoder from Glassbox, in PyTorch: the same outputs, outside the browser.

Put this file beside the `seq2seq.safetensors` you downloaded with it. It needs PyTorch and NumPy.

    python3 seq2seq.py                                        what the model is
    python3 seq2seq.py --source "Sunday, 20 July 1969"        what it writes
    python3 seq2seq.py --source "20 July 1969" --plain        the model without attention, if it was trained too
    python3 seq2seq.py --source "20 July 1969" --json         tokens, probabilities and shares of attention
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

SOS, EOS, UNKNOWN = 1, 2, 3
LONGEST = 41
"""Tokens after which an output that comes to no end is cut."""


def read_safetensors(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Reads a safetensors file: 8 bytes say how long the JSON header is, the header says where each tensor's bytes are."""
    data = path.read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        values = np.frombuffer(data[start + begin : start + end], dtype="<f4").reshape(entry["shape"])
        tensors[name] = torch.from_numpy(values.copy())
    return tensors, metadata


class Encoder(nn.Module):
    def __init__(self, vocab_size: int, embed_size: int, hidden_size: int, num_layers: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.lstm = nn.LSTM(embed_size, hidden_size, num_layers, batch_first=True)

    def forward(self, source: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """States of the last layer `[batch, source, hidden]`, and the state that is handed over."""
        return self.lstm(self.embedding(source))


class Attention(nn.Module):
    """Bahdanau's additive score, or Luong's dot and general ones."""

    def __init__(self, kind: str, hidden_size: int) -> None:
        super().__init__()
        self.kind = kind
        if kind == "additive":
            self.query = nn.Linear(hidden_size, hidden_size, bias=False)
            self.v = nn.Linear(hidden_size, 1, bias=False)
        else:
            self.combine = nn.Linear(2 * hidden_size, hidden_size, bias=False)
        if kind in ("additive", "general"):
            self.key = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, state: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        """Context `[batch, hidden]` and shares of attention `[batch, source]`."""
        keys = memory if self.kind == "dot" else self.key(memory)
        if self.kind == "additive":
            scores = self.v(torch.tanh(self.query(state)[:, None] + keys))[..., 0]
        else:
            scores = torch.einsum("bh,bsh->bs", state, keys)
        shares = scores.softmax(dim=1)
        return torch.einsum("bs,bsh->bh", shares, memory), shares


class Decoder(nn.Module):
    def __init__(self, kind: str, vocab_size: int, embed_size: int, hidden_size: int, num_layers: int) -> None:
        super().__init__()
        self.kind = kind
        self.embedding = nn.Embedding(vocab_size, embed_size)
        columns = embed_size + (hidden_size if kind == "additive" else 0)
        self.lstm = nn.LSTM(columns, hidden_size, num_layers, batch_first=True)
        if kind != "none":
            self.attention = Attention(kind, hidden_size)
        self.fc = nn.Linear(hidden_size, vocab_size)

    def forward(self, token: Tensor, state: tuple[Tensor, Tensor], memory: Tensor):
        """One step: logits `[batch, vocab]`, the next state, shares of attention."""
        x, shares = self.embedding(token), None
        if self.kind == "additive":
            context, shares = self.attention(state[0][-1], memory)
            x = torch.cat([x, context], dim=1)
        x, state = self.lstm(x[:, None], state)
        x = x[:, 0]
        if self.kind in ("dot", "general"):
            context, shares = self.attention(x, memory)
            x = torch.tanh(self.attention.combine(torch.cat([context, x], dim=1)))
        return self.fc(x), state, shares


class Vocabulary:
    def __init__(self, tokens: str, unit: str) -> None:
        self.tokens, self.words = tokens.split("\n"), unit == "words"
        self.ids = {token: k for k, token in enumerate(self.tokens) if k > UNKNOWN}

    def cut(self, text: str) -> list[str]:
        return text.split() if self.words else list(text)

    def encode(self, text: str) -> Tensor:
        return torch.tensor([[self.ids.get(token, UNKNOWN) for token in self.cut(text)]])

    def join(self, ids: list[int]) -> str:
        return (" " if self.words else "").join(self.tokens[k] for k in ids if k != EOS)


class Seq2Seq(nn.Module):
    def __init__(self, metadata: dict[str, str], plain: bool) -> None:
        super().__init__()
        self.source, self.target = (
            Vocabulary(metadata[f"{side}_tokens"], metadata[f"{side}_unit"]) for side in ("source", "target")
        )
        sizes = [int(metadata[name]) for name in ("embed_size", "hidden_size", "num_layers")]
        kind = "none" if plain else metadata["attention"]
        self.encoder = Encoder(len(self.source.tokens), *sizes)
        self.decoder = Decoder(kind, len(self.target.tokens), *sizes)

    @torch.no_grad()
    def write(self, text: str) -> tuple[list[int], list[list[float]], list[list[float]]]:
        """The likeliest token again and again: tokens, probabilities of every token at each step, shares of attention."""
        memory, state = self.encoder(self.source.encode(text))
        token, written, probabilities, looked = torch.tensor([SOS]), [], [], []
        while len(written) < LONGEST and EOS not in written:
            logits, state, shares = self.decoder(token, state, memory)
            token = logits.argmax(dim=1)
            written.append(token.item())
            probabilities.append(logits[0].softmax(dim=0).tolist())
            looked.append([] if shares is None else shares[0].tolist())
        return written, probabilities, looked


def load(path: Path, plain: bool) -> Seq2Seq:
    tensors, metadata = read_safetensors(path)
    model = Seq2Seq(metadata, plain)
    prefix = "plain." if plain else ""
    names = (name for name in tensors if name.startswith(f"{prefix}encoder.") or name.startswith(f"{prefix}decoder."))
    model.load_state_dict({name[len(prefix) :]: tensors[name] for name in names})
    return model.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description="Runs the encoder and decoder that were trained in Glassbox.")
    parser.add_argument("--weights", type=Path, default=Path(__file__).with_name("seq2seq.safetensors"))
    parser.add_argument("--source", help="what to read")
    parser.add_argument("--plain", action="store_true", help="use the model without attention")
    parser.add_argument("--json", action="store_true", help="print numbers for another program")
    args = parser.parse_args()

    model = load(args.weights, args.plain)
    if args.source is None:
        print(model)
        print(f"{sum(p.numel() for p in model.parameters())} parameters")
        return
    if not model.source.cut(args.source):
        parser.error("there is nothing to read: give a source")
    written, probabilities, shares = model.write(args.source)
    if args.json:
        names = [model.target.tokens[k] for k in written]
        vocabulary = model.target.tokens
        print(json.dumps({"tokens": names, "vocabulary": vocabulary, "probabilities": probabilities, "shares": shares}))
    else:
        print(model.target.join(written))


if __name__ == "__main__":
    main()
