import torch


def step(from_input, from_hidden, cell):
    """One step: from_input is W x + b, from_hidden is U h, both [batch, 4 * hidden]."""
    i, f, g, o = (from_input + from_hidden).chunk(4, dim=-1)  # each [batch, hidden]

    i = torch.sigmoid(i)
    f = torch.sigmoid(f)
    g = torch.tanh(g)
    o = torch.sigmoid(o)

    kept = f * cell
    added = i * g
    cell = kept + added
    hidden = o * torch.tanh(cell)

    return hidden, cell
