#!/usr/bin/env python3
"""Makes tests/fixtures/gpt.safetensors: what PyTorch says about the guide's SimpleGPT.

The guide's classes, with the three changes without which they do not run as meant: `batch_first=True` (else attention runs over the batch),
the dropout left out, and switches for the norm before each part and for GELU. Outputs, loss and gradients for the four combinations, three
steps of AdamW for one, in 64 bits from weights that are exact in 32.
"""

import json

import numpy as np
import torch
from torch import Tensor, nn

import fixture

SEED = 2018
VOCAB, D_MODEL, LAYERS, HEADS, MAX_LENGTH, BATCH, TOKENS = 11, 12, 2, 3, 10, 3, 7
RATE, CLIP, DECAY = 0.003, 0.5, 0.1
CASES = {"post_relu": (False, False), "post_gelu": (False, True), "pre_relu": (True, False), "pre_gelu": (True, True)}


class GPTBlock(nn.Module):
    def __init__(self, pre_norm: bool, gelu: bool):
        super().__init__()
        self.attention = nn.MultiheadAttention(D_MODEL, HEADS, batch_first=True)
        self.norm1 = nn.LayerNorm(D_MODEL)
        self.norm2 = nn.LayerNorm(D_MODEL)
        self.feed_forward = nn.Sequential(
            nn.Linear(D_MODEL, 4 * D_MODEL), nn.GELU() if gelu else nn.ReLU(), nn.Linear(4 * D_MODEL, D_MODEL)
        )
        self.pre_norm = pre_norm

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        if self.pre_norm:
            read = self.norm1(x)
            x = x + self.attention(read, read, read, attn_mask=mask, need_weights=False)[0]
            return x + self.feed_forward(self.norm2(x))
        attention_out, _ = self.attention(x, x, x, attn_mask=mask)
        x = self.norm1(attention_out + x)
        return self.norm2(self.feed_forward(x) + x)


class SimpleGPT(nn.Module):
    def __init__(self, pre_norm: bool, gelu: bool):
        super().__init__()
        self.token_embedding = nn.Embedding(VOCAB, D_MODEL)
        self.position_embedding = nn.Embedding(MAX_LENGTH, D_MODEL)
        self.layers = nn.ModuleList([GPTBlock(pre_norm, gelu) for _ in range(LAYERS)])
        self.ln_f = nn.LayerNorm(D_MODEL)
        self.head = nn.Linear(D_MODEL, VOCAB, bias=False)

    def forward(self, tokens: Tensor) -> tuple[Tensor, list[Tensor]]:
        length = tokens.size(1)
        x = self.token_embedding(tokens) + self.position_embedding(torch.arange(length))
        mask = torch.triu(torch.full((length, length), -float("inf"), dtype=x.dtype), diagonal=1)
        stream = [x]
        for layer in self.layers:
            x = layer(x, mask)
            stream.append(x)
        return self.head(self.ln_f(x)), stream


def loss_of(model: SimpleGPT, tokens: Tensor, targets: Tensor) -> Tensor:
    return nn.functional.cross_entropy(model(tokens)[0].reshape(-1, VOCAB), targets.reshape(-1))


def exact(model: nn.Module) -> None:
    """Norms and biases that are not all alike, and every weight exact in 32 bits."""
    for name, parameter in model.named_parameters():
        if parameter.dim() == 1:
            parameter.data += torch.randn_like(parameter) / 4
        parameter.data = parameter.data.float().double()


def main() -> None:
    torch.manual_seed(SEED)
    torch.set_default_dtype(torch.float64)
    tokens = torch.randint(VOCAB, (BATCH, TOKENS + 1))
    found: dict[str, np.ndarray] = {"tokens": tokens.numpy().astype(np.int32)}
    inputs, targets = tokens[:, :-1], tokens[:, 1:]
    start = SimpleGPT(False, False)
    exact(start)
    for name, parameter in start.named_parameters():
        found[f"weights.{name}"] = parameter.detach().numpy().copy()
    for case, (pre_norm, gelu) in CASES.items():
        model = SimpleGPT(pre_norm, gelu)
        model.load_state_dict(start.state_dict())
        logits, stream = model(inputs)
        found[f"{case}.logits"] = logits.detach().numpy()
        found[f"{case}.stream"] = torch.stack(stream).detach().numpy()
        loss = loss_of(model, inputs, targets)
        loss.backward()
        found[f"{case}.loss"] = loss.detach().reshape(1).numpy()
        for name, parameter in model.named_parameters():
            found[f"{case}.gradient.{name}"] = parameter.grad.numpy()
    model = SimpleGPT(True, True)
    model.load_state_dict(start.state_dict())
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, betas=(0.9, 0.99), eps=1e-8, weight_decay=DECAY)
    losses, norms = [], []
    for step in range(1, 4):
        optimizer.zero_grad()
        loss = loss_of(model, inputs, targets)
        loss.backward()
        norms.append(float(nn.utils.clip_grad_norm_(model.parameters(), CLIP)))
        losses.append(float(loss))
        optimizer.step()
        for name, parameter in model.named_parameters():
            found[f"step{step}.{name}"] = parameter.detach().numpy().copy()
    found["losses"], found["norms"] = np.array(losses), np.array(norms)
    facts = {"cases": list(CASES), "d_model": D_MODEL, "num_layers": LAYERS, "num_heads": HEADS, "max_length": MAX_LENGTH}
    facts |= {"vocab_size": VOCAB, "rate": RATE, "clip": CLIP, "decay": DECAY}
    fixture.write("gpt", found, {"gpt": json.dumps(facts)})


if __name__ == "__main__":
    main()
