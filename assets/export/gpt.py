#!/usr/bin/env python3
"""Runs the exported GPT again. Needs PyTorch; nothing else.

    python3 gpt.py --text "It was "              # what may come next, and a text
    python3 gpt.py --text "It was " --json       # one object: tokens and log probabilities of the next token
"""

import argparse
import json
from pathlib import Path

import torch
from torch import Tensor, nn


def read(path: str) -> tuple[dict[str, Tensor], dict[str, str]]:
    """A safetensors file: 8 bytes of length, a JSON header, raw 32-bit numbers."""
    data = Path(path).read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    facts = header.pop("__metadata__", {})
    weights = {}
    for name, entry in header.items():
        begin, end = (8 + size + offset for offset in entry["data_offsets"])
        values = torch.frombuffer(bytearray(data[begin:end]), dtype=torch.float32)
        weights[name] = values.reshape(entry["shape"])
    return weights, facts


class GPTBlock(nn.Module):
    def __init__(self, width: int, heads: int, pre_norm: bool, gelu: bool):
        super().__init__()
        self.attention = nn.MultiheadAttention(width, heads, batch_first=True)
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        inside = [nn.Linear(width, 4 * width), nn.GELU() if gelu else nn.ReLU(), nn.Linear(4 * width, width)]
        self.feed_forward = nn.Sequential(*inside)
        self.pre_norm = pre_norm

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        if self.pre_norm:
            r = self.norm1(x)
            x = x + self.attention(r, r, r, attn_mask=mask)[0]
            return x + self.feed_forward(self.norm2(x))
        x = self.norm1(x + self.attention(x, x, x, attn_mask=mask)[0])
        return self.norm2(x + self.feed_forward(x))


class SimpleGPT(nn.Module):
    def __init__(self, vocab_size: int, facts: dict[str, str]):
        super().__init__()
        width, heads, context = (int(facts[name]) for name in ("d_model", "num_heads", "context"))
        self.token_embedding = nn.Embedding(vocab_size, width)
        self.position_embedding = nn.Embedding(context, width)
        kind = (facts["norm"] == "pre", facts["activation"] == "gelu")
        self.layers = nn.ModuleList([GPTBlock(width, heads, *kind) for _ in range(int(facts["num_layers"]))])
        self.ln_f = nn.LayerNorm(width)
        self.head = nn.Linear(width, vocab_size, bias=False)
        self.context = context

    def forward(self, tokens: Tensor) -> Tensor:
        length = tokens.size(1)
        x = self.token_embedding(tokens) + self.position_embedding(torch.arange(length))
        mask = torch.full((length, length), -float("inf"), dtype=x.dtype).triu(1)
        for layer in self.layers:
            x = layer(x, mask)
        return self.head(self.ln_f(x))


def prints(byte: int) -> bool:
    return 33 <= byte <= 126 or 161 <= byte <= 172 or 174 <= byte <= 255


class Characters:
    def __init__(self, alphabet: str):
        self.alphabet = alphabet
        self.other = next((alphabet.index(c) for c in "\ufffd " if c in alphabet), 0)

    def encode(self, text: str) -> list[int]:
        return [self.alphabet.index(c) if c in self.alphabet else self.other for c in text]

    def decode(self, tokens: list[int]) -> str:
        return "".join(self.alphabet[token] for token in tokens)


class BytePairs:
    """All bytes in GPT-2's order, then a token for each merge. Without GPT-2's cuts into words, which need the `regex` package: of a text
    that is a part of a word or begins with a space the tokens are the same."""

    def __init__(self, merges: str):
        self.tokens = [bytes([byte]) for byte in sorted(range(256), key=lambda byte: (not prints(byte), byte))]
        self.ranks: dict[tuple[int, int], int] = {}
        for pair in merges.split():
            left, right = (int(part) for part in pair.split(","))
            joined = self.tokens[left] + self.tokens[right]
            if joined not in self.tokens:
                self.tokens.append(joined)
            self.ranks[left, right] = self.tokens.index(joined)

    def encode(self, text: str) -> list[int]:
        row = [self.tokens.index(bytes([byte])) for byte in text.encode()]
        for (left, right), joined in self.ranks.items():
            at = 0
            while at + 1 < len(row):
                if (row[at], row[at + 1]) == (left, right):
                    row[at : at + 2] = [joined]
                at += 1
        return row

    def decode(self, tokens: list[int]) -> str:
        return b"".join(self.tokens[token] for token in tokens).decode(errors="replace")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--weights", default="gpt.safetensors")
    parser.add_argument("--text", default="\n")
    parser.add_argument("--length", type=int, default=100)
    parser.add_argument("--temperature", type=float, default=0.8)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    weights, facts = read(given.weights)
    words = Characters(facts["alphabet"]) if facts["alphabet"] else BytePairs(facts["merges"])
    model = SimpleGPT(len(weights["token_embedding.weight"]), facts)
    model.load_state_dict(weights)
    model.eval()
    tokens = words.encode(given.text)[-model.context :]
    with torch.no_grad():
        shares = model(torch.tensor([tokens]))[0, -1].log_softmax(-1)
        if given.json:
            print(json.dumps({"tokens": tokens, "log_probabilities": shares.tolist()}))
            return
        for share, token in zip(*shares.exp().topk(5)):
            print(f"{share:7.2%}  {words.decode([int(token)])!r}")
        for _ in range(given.length):
            logits = model(torch.tensor([tokens[-model.context :]]))[0, -1] / given.temperature
            tokens.append(int(torch.multinomial(logits.softmax(-1), 1)))
    print(words.decode(tokens))


if __name__ == "__main__":
    main()
