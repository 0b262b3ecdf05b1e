from collections import Counter


def merged(word, pair):
    """The word with the pair joined, from left to right."""
    out = []
    for symbol in word:
        if out and not out[-1][1] and (out[-1][0], symbol) == pair:
            out[-1] = (out[-1][0] + symbol, True)  # not to be joined twice
        else:
            out.append((symbol, False))
    return tuple(symbol for symbol, _ in out)


def train(text, vocab_size):
    words = Counter((*word, "</w>") for word in text.split())
    alphabet = {symbol for word in words for symbol in word}
    merges = []
    while len(alphabet) + len(merges) < vocab_size:
        pairs = Counter()
        for word, count in words.items():
            for pair in zip(word, word[1:]):
                pairs[pair] += count
        if not pairs:
            break
        best = max(pairs, key=pairs.get)  # of equal counts the one met first
        words = {merged(word, best): count for word, count in words.items()}
        merges.append(best)
    return merges


print(train("low low low lower lowest newest newest", 20))
