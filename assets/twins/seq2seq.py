class Decoder(nn.Module):
    """One step: the token fed last, the state, and the encoder's states `memory` [batch, source, hidden]."""

    def forward(self, token, hidden, cell, memory, mask):
        x, shares = self.embedding(token), None           # [batch, embed]

        if self.kind == "additive":                       # Bahdanau: asked before the step
            context, shares = self.attention(hidden[-1], memory, mask)
            x = torch.cat([x, context], dim=1)            # [batch, embed + hidden]

        x, (hidden, cell) = self.lstm(x[:, None], (hidden, cell))
        x = x[:, 0]                                       # [batch, hidden]

        if self.kind in ("dot", "general"):               # Luong: asked after it
            context, shares = self.attention(x, memory, mask)
            x = torch.tanh(self.combine(torch.cat([context, x], dim=1)))

        return self.fc(x), hidden, cell, shares           # logits [batch, vocab]

    def attention(self, state, memory, mask):
        if self.kind == "additive":
            scores = self.v(torch.tanh(self.query(state)[:, None] + self.key(memory)))[..., 0]
        else:                                             # "dot" has no key matrix
            keys = self.key(memory) if self.kind == "general" else memory
            scores = torch.einsum("bh,bsh->bs", state, keys)
        shares = scores.masked_fill(~mask, float("-inf")).softmax(dim=1)
        return torch.einsum("bs,bsh->bh", shares, memory), shares
