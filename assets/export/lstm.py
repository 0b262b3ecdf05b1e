#!/usr/bin/env python3
"""Your LSTM from Glassbox, in PyTorch: the same numbers, outside the browser.

Put this file beside the `lstm.safetensors` you downloaded with it. It needs PyTorch and NumPy.

    python3 lstm.py                                   what the model is
    python3 lstm.py --text "It was a dark"            its loss on a text, and how it goes on
    python3 lstm.py --text "It was a dark" --json     log-probabilities of every next character
    python3 lstm.py --series="0.1,0.2;0.2,-0.3"       prediction from a series: steps split by ";", features by ","
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn


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


class LSTMModel(nn.Module):
    """A stack of LSTM layers, and a linear head that turns a hidden state into scores (text) or a value (series)."""

    def __init__(self, input_size: int, hidden_size: int, num_layers: int, output_size: int) -> None:
        super().__init__()
        self.lstm = nn.LSTM(input_size, hidden_size, num_layers, batch_first=True)
        self.fc = nn.Linear(hidden_size, output_size)

    def forward(self, x: Tensor, state: tuple[Tensor, Tensor] | None = None) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        # No state given: nn.LSTM starts with hidden and cell at zero, as the page does.
        hidden, state = self.lstm(x, state)
        return self.fc(hidden), state


def load(path: Path) -> tuple[LSTMModel, dict[str, str]]:
    tensors, metadata = read_safetensors(path)
    sizes = [int(metadata[name]) for name in ("input_size", "hidden_size", "num_layers", "output_size")]
    model = LSTMModel(*sizes)
    # The file may also hold the plain RNN that was trained for comparison (rnn.*); it is not part of this model.
    model.load_state_dict({name: value for name, value in tensors.items() if name.startswith(("lstm.", "fc."))})
    return model.eval(), metadata


class Alphabet:
    """Characters as numbers. What the model does not know becomes U+FFFD if that is in the alphabet, else a space."""

    def __init__(self, characters: str) -> None:
        self.characters = characters
        self.ids = {character: k for k, character in enumerate(characters)}
        self.unknown = self.ids.get("\N{REPLACEMENT CHARACTER}", self.ids.get(" ", 0))

    def encode(self, text: str) -> Tensor:
        return torch.tensor([self.ids.get(character, self.unknown) for character in text])

    def one_hot(self, ids: Tensor) -> Tensor:
        """`[1, steps, alphabet]`: a batch of one text."""
        return nn.functional.one_hot(ids, len(self.characters)).float().unsqueeze(0)


@torch.no_grad()
def log_probabilities(model: LSTMModel, alphabet: Alphabet, text: str) -> Tensor:
    """`[steps, alphabet]`: after each character of `text`, the logarithm of how likely each character is next."""
    scores, _ = model(alphabet.one_hot(alphabet.encode(text)))
    return scores[0].log_softmax(dim=1)


@torch.no_grad()
def continuation(model: LSTMModel, alphabet: Alphabet, text: str, length: int) -> str:
    """What the model writes if it always takes the likeliest character, and reads it back in as its next input."""
    written, x, state = "", alphabet.one_hot(alphabet.encode(text)), None
    for _ in range(length):
        scores, state = model(x, state)
        best = scores[0, -1].argmax()
        written += alphabet.characters[best]
        x = alphabet.one_hot(best.reshape(1))
    return written


def main() -> None:
    parser = argparse.ArgumentParser(description="Runs the LSTM that was trained in Glassbox.")
    parser.add_argument("--weights", type=Path, default=Path(__file__).with_name("lstm.safetensors"))
    parser.add_argument("--text", help="text to read (models trained on text)")
    parser.add_argument("--series", help="steps to read, split by ';', features by ',' (models trained on a series)")
    parser.add_argument("--length", type=int, default=200, help="characters to write")
    parser.add_argument("--json", action="store_true", help="print numbers for another program")
    args = parser.parse_args()

    model, metadata = load(args.weights)
    if args.text:
        if metadata["task"] != "text":
            parser.error("this model was trained on a series: use --series")
        alphabet = Alphabet(metadata["alphabet"])
        log_p = log_probabilities(model, alphabet, args.text)
        if args.json:
            print(json.dumps({"alphabet": list(alphabet.characters), "log_probabilities": log_p.tolist()}))
            return
        if len(args.text) > 1:
            # The prediction after character k is judged by character k + 1: the last one has nothing to judge it by.
            loss = nn.functional.nll_loss(log_p[:-1], alphabet.encode(args.text)[1:]).item()
            print(f"loss {loss:.4f} nats a character (knowing nothing: {np.log(len(alphabet.characters)):.4f})")
        print(args.text + continuation(model, alphabet, args.text, args.length))
    elif args.series:
        if metadata["task"] != "series":
            parser.error("this model was trained on text: use --text")
        steps = [[float(value) for value in step.split(",")] for step in args.series.split(";")]
        with torch.no_grad():
            prediction = model(torch.tensor([steps]))[0][0, -1].tolist()
        print(json.dumps({"prediction": prediction}) if args.json else f"next value: {prediction}")
    else:
        print(model)
        print(f"{sum(p.numel() for p in model.parameters())} parameters, trained on: {metadata['task']}")


if __name__ == "__main__":
    main()
