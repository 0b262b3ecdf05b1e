import torch
from torch import nn
from torch.nn import functional


class Layer(nn.Module):
    """One layer of the encoder; sizes of all-MiniLM-L6-v2."""

    def __init__(self, hidden=384, heads=12, inner=1536):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (nn.Linear(hidden, hidden) for _ in range(3))
        self.attention_output = nn.Linear(hidden, hidden)
        self.attention_norm = nn.LayerNorm(hidden, eps=1e-12)
        self.intermediate, self.output = nn.Linear(hidden, inner), nn.Linear(inner, hidden)
        self.output_norm = nn.LayerNorm(hidden, eps=1e-12)

    def forward(self, x, mask=None, head_mask=None):
        batch, tokens, hidden = x.shape

        def split(t):
            return t.view(batch, tokens, self.heads, -1).transpose(1, 2)

        query, key, value = split(self.query(x)), split(self.key(x)), split(self.value(x))
        scores = query @ key.transpose(-2, -1) / (hidden // self.heads) ** 0.5
        if mask is not None:
            scores = scores + mask  # -1e9 where nothing may be seen
        A = scores.softmax(dim=-1)  # [batch, heads, tokens, tokens]
        if head_mask is not None:
            A = A * head_mask  # 0 takes a head out
        context = (A @ value).transpose(1, 2).reshape(batch, tokens, hidden)
        x = self.attention_norm(self.attention_output(context) + x)
        fed = self.output(functional.gelu(self.intermediate(x)))
        return self.output_norm(fed + x)


class BERTClassifier(nn.Module):
    def __init__(self, bert, num_classes, dropout_rate=0.1, pooler=True, hidden=0):
        super().__init__()
        self.bert, self.pooler = bert.requires_grad_(False).eval(), pooler
        self.dropout = nn.Dropout(dropout_rate)
        size = bert.config.hidden_size
        self.dense = nn.Linear(size, hidden) if hidden else None
        self.classifier = nn.Linear(hidden or size, num_classes)

    @torch.no_grad()
    def features(self, input_ids, attention_mask):
        outputs = self.bert(input_ids=input_ids, attention_mask=attention_mask)
        if self.pooler:
            return outputs.pooler_output  # tanh(W h + b) of [CLS]
        mask = attention_mask.unsqueeze(-1)
        mean = (outputs.last_hidden_state * mask).sum(1) / mask.sum(1)
        return functional.normalize(mean, dim=-1)

    def forward(self, features):
        x = self.dropout(features)
        if self.dense is not None:
            x = self.dropout(torch.tanh(self.dense(x)))
        return self.classifier(x)


def train(model, features, classes, epochs=100, learning_rate=0.01):
    head = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(head, lr=learning_rate)
    model.train()
    for _ in range(epochs):
        loss = functional.cross_entropy(model(features), classes)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
