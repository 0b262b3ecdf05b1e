import torch
from torch import nn


class GPTBlock(nn.Module):
    def __init__(self, embed_size, heads, pre_norm=False, gelu=False):
        super().__init__()
        # The guide leaves out batch_first: attention would run over the batch.
        self.attention = nn.MultiheadAttention(embed_size, heads, batch_first=True)
        self.norm1 = nn.LayerNorm(embed_size)
        self.norm2 = nn.LayerNorm(embed_size)
        self.feed_forward = nn.Sequential(
            nn.Linear(embed_size, 4 * embed_size),
            nn.GELU() if gelu else nn.ReLU(),
            nn.Linear(4 * embed_size, embed_size),
        )
        self.pre_norm = pre_norm

    def forward(self, x, mask):
        if self.pre_norm:
            read = self.norm1(x)
            x = x + self.attention(read, read, read, attn_mask=mask)[0]
            return x + self.feed_forward(self.norm2(x))
        attention_out, _ = self.attention(x, x, x, attn_mask=mask)
        x = self.norm1(attention_out + x)
        return self.norm2(self.feed_forward(x) + x)


class SimpleGPT(nn.Module):
    def __init__(self, vocab_size, embed_size, num_layers, heads, max_length):
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, embed_size)
        self.position_embedding = nn.Embedding(max_length, embed_size)
        self.layers = nn.ModuleList(
            [GPTBlock(embed_size, heads) for _ in range(num_layers)]
        )
        self.ln_f = nn.LayerNorm(embed_size)
        self.head = nn.Linear(embed_size, vocab_size, bias=False)

    def forward(self, tokens):
        length = tokens.size(1)
        positions = torch.arange(length, device=tokens.device)
        x = self.token_embedding(tokens) + self.position_embedding(positions)
        mask = torch.full((length, length), float("-inf"), device=tokens.device)
        mask = mask.triu(diagonal=1)
        for layer in self.layers:
            x = layer(x, mask)
        return self.head(self.ln_f(x))


def draw(logits, text, settings):
    scores = repetition_penalty(logits, text, settings.repetition_penalty)
    scores = temperature(scores, settings.temperature)
    scores = top_k(scores, settings.top_k)
    scores = top_p(scores, settings.top_p)
    scores = min_p(scores, settings.min_p)
    return torch.multinomial(scores.softmax(-1), 1)


def repetition_penalty(scores, text, penalty):
    used = torch.gather(scores, 0, text)
    used = torch.where(used < 0, used * penalty, used / penalty)
    return scores.scatter(0, text, used)


def temperature(scores, t):
    return scores / t  # 0: take scores.argmax() instead


def top_k(scores, k):
    if k == 0:
        return scores
    least = torch.topk(scores, min(k, len(scores))).values[-1]
    return scores.masked_fill(scores < least, float("-inf"))


def top_p(scores, p):
    ordered, order = scores.sort()
    out = ordered.softmax(-1).cumsum(-1) <= 1 - p
    out[-1] = False
    return scores.masked_fill(out.scatter(0, order, out), float("-inf"))


def min_p(scores, p):
    shares = scores.softmax(-1)
    return scores.masked_fill(shares < p * shares.max(), float("-inf"))
