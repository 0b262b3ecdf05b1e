import torch
from torch.nn.functional import logsigmoid


def negative_sampling(word, output, center, targets, alpha):
    """One pair and its negatives: targets[0] is from the text, the others were drawn at random."""
    word.requires_grad_(), output.requires_grad_()
    scores = output[targets] @ word[center]  # [1 + negatives]
    loss = -logsigmoid(scores[0]) - logsigmoid(-scores[1:]).sum()
    loss.backward()
    with torch.no_grad():
        word -= alpha * word.grad      # only the row of the centre is not zero
        output -= alpha * output.grad  # only the rows of the targets are not zero
    word.grad = output.grad = None
    return loss.item()
