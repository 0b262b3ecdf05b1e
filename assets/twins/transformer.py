class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads):
        super().__init__()
        self.num_heads, self.d_k = num_heads, d_model // num_heads
        self.W_q = nn.Linear(d_model, d_model)
        self.W_k = nn.Linear(d_model, d_model)
        self.W_v = nn.Linear(d_model, d_model)
        self.W_o = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None, fill=-1e9):
        batch, tokens, d_model = x.shape
        Q = self.W_q(x)
        K = self.W_k(x)
        V = self.W_v(x)  # [batch, tokens, d_model]

        def split(t):
            return t.view(batch, tokens, self.num_heads, self.d_k).transpose(1, 2)

        q, k, v = (split(t) for t in (Q, K, V))  # [batch, heads, tokens, d_k]
        products = q @ k.transpose(-2, -1)  # [batch, heads, tokens, tokens]
        scores = products / math.sqrt(self.d_k)
        masked = scores if mask is None else scores.masked_fill(~mask, fill)
        A = masked.softmax(dim=-1)
        mixed = A @ v  # [batch, heads, tokens, d_k]
        context = mixed.transpose(1, 2).reshape(batch, tokens, d_model)
        return self.W_o(context)


class Block(nn.Module):
    def __init__(self, d_model, num_heads, d_ff, pre_norm=False, gelu=False):
        super().__init__()
        self.pre_norm = pre_norm
        self.attention = MultiHeadAttention(d_model, num_heads)
        self.feed_forward = nn.Sequential(
            nn.Linear(d_model, d_ff),
            nn.GELU() if gelu else nn.ReLU(),
            nn.Dropout(0.0),
            nn.Linear(d_ff, d_model),
        )
        self.norm1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)

    def forward(self, x, mask=None):
        read = self.norm1(x) if self.pre_norm else x
        x = x + self.attention(read, mask)
        if not self.pre_norm:
            x = self.norm1(x)
        read = self.norm2(x) if self.pre_norm else x
        x = x + self.feed_forward(read)
        if not self.pre_norm:
            x = self.norm2(x)
        return x


class Transformer(nn.Module):
    def __init__(self, vocabulary, max_len, d_model, num_heads, d_ff, num_layers):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, d_model)
        self.position = nn.Embedding(max_len, d_model)
        self.blocks = nn.ModuleList(Block(d_model, num_heads, d_ff, pre_norm=True) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, vocabulary, bias=False)

    def forward(self, tokens, mask=None):
        x = self.embedding(tokens)
        x = x + self.position.weight[: tokens.shape[1]]
        for block in self.blocks:
            x = block(x, mask)
        x = self.norm(x)
        return self.head(x)
