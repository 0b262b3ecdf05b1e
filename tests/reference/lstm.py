#!/usr/bin/env python3
"""Makes tests/fixtures/lstm.safetensors: what PyTorch says about the LSTM and RNN that this project implements itself.

Each case is a small seeded model, its weights under PyTorch's names, one batch, and everything that follows from them:
gates, cells and hidden states of each layer and step, prediction, loss, gradients, optimizer steps. `nn.LSTM` shows no
gates, so they are recomputed here from its weights, and the script stops if that recomputation strays from `nn.LSTM`.

Inputs and weights are exact in 32 bits; everything else is computed in 64 bits and rounded once, at the end.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import torch
from torch import Tensor, nn

import fixture

SEED = 1997
GATES = ("input", "forget", "candidate", "output")
Tensors = dict[str, Tensor]


@dataclass
class Case:
    """Shape and task of one model. With `every_step` the head reads each step and learns classes, else only the last."""

    kind: str
    input_size: int
    hidden_size: int
    num_layers: int
    output_size: int
    batch: int
    steps: int
    every_step: bool = False


CASES = {
    "one_layer": Case("lstm", 5, 7, 1, 2, batch=3, steps=6),
    "two_layers": Case("lstm", 10, 20, 2, 1, batch=4, steps=30),
    "chars": Case("lstm", 12, 16, 2, 12, batch=4, steps=24, every_step=True),
    "rnn_one_layer": Case("rnn", 5, 7, 1, 2, batch=3, steps=6),
    "rnn_chars": Case("rnn", 12, 16, 2, 12, batch=4, steps=24, every_step=True),
}

CLAMPS = [  # layer, gate, neuron (None: all), value, first step
    (0, "forget", 3, 0.0, 5),
    (1, "output", None, 1.0, 10),
    (1, "candidate", 0, -0.5, 0),
]
CLIP_NORM = 0.25
"""Below the norm of every gradient of the optimizer steps, so that each is clipped."""
CONNECT_AT = 19
"""The position whose prediction is followed back to the characters before it."""


def exact(tensor: Tensor) -> Tensor:
    """Rounds to what 32 bits hold, so that the stored number is the one that was computed with."""
    return tensor.float().double()


class Model(nn.Module):
    """The guide's LSTMModel, or the same around `nn.RNN`. Member names give the weights their names."""

    def __init__(self, case: Case) -> None:
        super().__init__()
        recurrent = {"lstm": nn.LSTM, "rnn": nn.RNN}[case.kind]
        self.case = case
        self.add_module(case.kind, recurrent(case.input_size, case.hidden_size, case.num_layers, batch_first=True))
        self.fc = nn.Linear(case.hidden_size, case.output_size)
        self.double()
        with torch.no_grad():
            for parameter in self.parameters():
                # Twice PyTorch's range: gates leave the middle of the sigmoid, where mistakes hide.
                limit = 2 / math.sqrt(case.hidden_size)
                parameter.copy_(exact(torch.empty_like(parameter).uniform_(-limit, limit)))

    @property
    def recurrent(self) -> nn.RNNBase:
        return getattr(self, self.case.kind)

    def head(self, hidden: Tensor) -> Tensor:
        return self.fc(hidden if self.case.every_step else hidden[:, -1])

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.recurrent(x)[0])

    def loss(self, prediction: Tensor, targets: Tensor) -> Tensor:
        if self.case.every_step:
            return nn.functional.cross_entropy(prediction.flatten(0, 1), targets.flatten())
        return nn.functional.mse_loss(prediction, targets)


def batch(case: Case) -> tuple[Tensor, Tensor]:
    """Input `[batch, steps, input_size]` and targets: the next characters, or numbers."""
    if case.every_step:
        text = torch.randint(case.input_size, (case.batch, case.steps + 1))
        return nn.functional.one_hot(text[:, :-1], case.input_size).double(), text[:, 1:]
    x = torch.randn(case.batch, case.steps, case.input_size)
    return x.double(), torch.randn(case.batch, case.output_size).double()


def by_hand(model: Model, x: Tensor, clamps: Sequence[tuple] = ()) -> list[Tensors]:
    """Runs the recurrence step by step; per layer every signal as `[batch, steps, size]`. Gates can be held at a value."""
    case, weights = model.case, dict(model.recurrent.named_parameters())
    layers = []
    for layer in range(case.num_layers):
        w_ih, w_hh, b_ih, b_hh = (weights[f"{n}_l{layer}"] for n in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))
        hidden = cell = x.new_zeros(len(x), case.hidden_size)
        steps = []
        for step in range(case.steps):
            from_input, from_hidden = x[:, step] @ w_ih.T + b_ih, hidden @ w_hh.T + b_hh
            signals = {"from_input": from_input, "from_hidden": from_hidden}
            if case.kind == "rnn":
                hidden = torch.tanh(from_input + from_hidden)
            else:
                i, f, g, o = (from_input + from_hidden).chunk(4, dim=1)
                gates = dict(zip(GATES, (i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid())))
                for at, gate, neuron, value, from_step in clamps:
                    if at == layer and step >= from_step:
                        gates[gate] = gates[gate].clone()
                        gates[gate][:, slice(None) if neuron is None else neuron] = value
                cell = gates["forget"] * cell + gates["input"] * gates["candidate"]
                hidden = gates["output"] * torch.tanh(cell)
                signals |= gates | {"cell": cell}
            steps.append(signals | {"hidden": hidden})
        layers.append({name: torch.stack([s[name] for s in steps], dim=1) for name in steps[0]})
        x = layers[-1]["hidden"]
    return layers


def agree(ours: Tensor, theirs: Tensor) -> None:
    torch.testing.assert_close(ours, theirs, rtol=0, atol=1e-6)


def record(name: str, model: Model, x: Tensor, targets: Tensor) -> Tensors:
    """Everything about one case, its keys prefixed by its name."""
    x.requires_grad_()
    hidden, final = model.recurrent(x)
    layers = by_hand(model, x)
    agree(layers[-1]["hidden"], hidden)
    final_hidden, *final_cell = final if isinstance(final, tuple) else (final,)
    for k, layer in enumerate(layers):
        agree(layer["hidden"][:, -1], final_hidden[k])
        for cell in final_cell:
            agree(layer["cell"][:, -1], cell[k])

    prediction = model.head(hidden)
    loss = model.loss(prediction, targets)
    loss.backward()
    out = {"x": x, "targets": targets, "prediction": prediction, "loss": loss.reshape(1), "final_hidden": final_hidden}
    out |= {"final_cell": cell for cell in final_cell}
    out |= {f"layer{k}.{signal}": value for k, layer in enumerate(layers) for signal, value in layer.items()}
    out |= dict(model.named_parameters())
    out |= {f"gradient.{key}": value.grad for key, value in model.named_parameters()} | {"gradient.x": x.grad}
    if model.case.every_step:
        out["connection"] = connection(model, x)
    return {f"{name}.{key}": value.detach().clone() for key, value in out.items()}


def connection(model: Model, x: Tensor) -> Tensor:
    """Norm of d log p(likeliest) / d input at each character up to `CONNECT_AT`, for every row of the batch."""
    x = x.detach()[:, : CONNECT_AT + 1].requires_grad_()
    best = model(x)[:, -1].log_softmax(dim=1).max(dim=1).values
    return torch.autograd.grad(best.sum(), x)[0].norm(dim=2)


def clamped(name: str, model: Model, x: Tensor) -> Tensors:
    """The same run with gates held, as the lesson's surgery does."""
    layers = by_hand(model, x.detach(), CLAMPS)
    out = {f"layer{k}.{signal}": layer[signal] for k, layer in enumerate(layers) for signal in (*GATES, "cell", "hidden")}
    out["prediction"] = model.head(layers[-1]["hidden"])
    return {f"{name}.clamped.{key}": value.detach() for key, value in out.items()}


def optimize(name: str, model: Model, optimizer: torch.optim.Optimizer, x: Tensor, targets: Tensor) -> Tensors:
    """Three clipped steps on one batch: losses and gradient norms before, weights after each."""
    x, out, losses, norms = x.detach(), {}, [], []
    for step in (1, 2, 3):
        optimizer.zero_grad()
        loss = model.loss(model(x), targets)
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), CLIP_NORM)
        assert norm > CLIP_NORM, "the gradient is too small for clipping to be tested"
        optimizer.step()
        losses.append(loss.detach())
        norms.append(norm)
        out |= {f"{name}.step{step}.{key}": value.detach().clone() for key, value in model.named_parameters()}
    return {f"{name}.loss": torch.stack(losses), f"{name}.gradient_norm": torch.stack(norms)} | out


def main() -> None:
    torch.manual_seed(SEED)
    tensors: Tensors = {}
    for name, case in CASES.items():
        model, (x, targets) = Model(case), batch(case)
        tensors |= record(name, model, x, targets)
        if name == "chars":
            tensors |= clamped(name, model, x)
            start = {key: value.clone() for key, value in model.state_dict().items()}
            tensors |= optimize("adam", model, torch.optim.Adam(model.parameters(), 0.002, (0.9, 0.999), 1e-8), x, targets)
            model.load_state_dict(start)
            tensors |= optimize("sgd", model, torch.optim.SGD(model.parameters(), 0.1), x, targets)
    metadata = {name: json.dumps(asdict(case)) for name, case in CASES.items()}
    metadata |= {"clamps": json.dumps(CLAMPS), "clip_norm": str(CLIP_NORM), "connect_at": str(CONNECT_AT), "seed": str(SEED)}
    fixture.write("lstm", {key: np.asarray(value) for key, value in tensors.items()}, metadata)


if __name__ == "__main__":
    main()
