#!/usr/bin/env python3
"""Makes tests/fixtures/embeddings.safetensors: what PyTorch says about word2vec's updates, and scikit-learn about PCA and t-SNE.

The updates are plain gradient descent, example after example, on the loss written down here a second time. CBOW's gradient goes whole
to every word of the context, as gensim and word2vec.c pass it on. Computed in 64 bits, rounded once, at the end.
"""

import numpy as np
import torch
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from sklearn.manifold._t_sne import _joint_probabilities
from scipy.spatial.distance import squareform
from torch import Tensor
from torch.nn.functional import cross_entropy, logsigmoid

import fixture

WORDS, SIZE, EXAMPLES, NEGATIVES, ALPHA = 12, 10, 40, 4, 0.3
"""A size that is no multiple of a SIMD register, and a learning rate large enough to see a mistake."""


def exact(tensor: Tensor) -> Tensor:
    return tensor.float().double()


def example_loss(hidden: Tensor, output: Tensor, targets: list[int], softmax: bool) -> Tensor:
    if softmax:
        return cross_entropy((output @ hidden)[None], torch.tensor(targets[:1]))
    scores = output[targets] @ hidden
    return -logsigmoid(scores[0]) - logsigmoid(-scores[1:]).sum()


def updates(cbow: bool, softmax: bool, generator: torch.Generator) -> dict[str, np.ndarray]:
    tables = [exact(torch.empty(WORDS, SIZE).uniform_(-1, 1, generator=generator)) for _ in range(2)]
    before = [table.clone() for table in tables]
    rows, losses = [], []
    for _ in range(EXAMPLES):
        count = int(torch.randint(1, 5, (1,), generator=generator)) if cbow else 1
        inputs = torch.randint(WORDS, (count,), generator=generator).tolist()
        targets = torch.randint(WORDS, (1 + NEGATIVES,), generator=generator).tolist()
        rows.append(inputs + [-1] * (4 - count) + targets)
        word, output = (table.requires_grad_() for table in tables)
        chosen = word[inputs]
        # The value of the mean, the gradient of the sum.
        hidden = chosen.sum(0) - chosen.sum(0).detach() + chosen.mean(0).detach()
        loss = example_loss(hidden, output, targets, softmax)
        gradients = torch.autograd.grad(loss, [word, output])
        losses.append(loss.item())
        tables = [(table - ALPHA * gradient).detach() for table, gradient in zip(tables, gradients)]
    return {
        "input": before[0].numpy(),
        "output": before[1].numpy(),
        "rows": np.array(rows, dtype=np.int32),
        "losses": np.array(losses),
        "input_after": tables[0].numpy(),
        "output_after": tables[1].numpy(),
    }


def maps() -> dict[str, np.ndarray]:
    random = np.random.default_rng(7)
    centres = random.normal(size=(6, 12)) * 2
    points = np.concatenate([centre + random.normal(size=(20, 12)) for centre in centres]).astype(np.float32)
    pca = PCA(n_components=2, svd_solver="full").fit(points.astype(np.float64))
    start = pca.transform(points.astype(np.float64))
    scaled = (start / np.std(start[:, 0]) * 1e-4).astype(np.float32)
    squares = ((points[:, None, :].astype(np.float64) - points[None]) ** 2).sum(2).astype(np.float32)
    joint = squareform(_joint_probabilities(squares, 15.0, 0))
    tsne = TSNE(perplexity=15.0, init=scaled, method="exact", learning_rate="auto", max_iter=1000, n_iter_without_progress=1000, min_grad_norm=0.0)
    tsne.fit(points)
    return {
        "points": points,
        "axes": pca.components_,
        "variance": pca.explained_variance_,
        "ratio": pca.explained_variance_ratio_,
        "projected": start,
        "joint": joint,
        "cost": np.array([tsne.kl_divergence_]),
    }


def main() -> None:
    generator = torch.Generator().manual_seed(1)
    tensors = {}
    for name, cbow, softmax in [
        ("skip_gram", False, False),
        ("cbow", True, False),
        ("skip_gram_softmax", False, True),
        ("cbow_softmax", True, True),
    ]:
        tensors |= {f"{name}.{key}": value for key, value in updates(cbow, softmax, generator).items()}
    tensors |= {f"maps.{key}": value for key, value in maps().items()}
    fixture.write("embeddings", tensors, {"alpha": str(ALPHA), "perplexity": "15"})  # embeddings.safetensors


if __name__ == "__main__":
    main()
