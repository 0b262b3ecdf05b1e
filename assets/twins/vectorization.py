import numpy as np


def tf(count, sublinear=False):
    return 1 + np.log(count) if sublinear else count


def idf(df, n, smooth=True):
    added = 1 if smooth else 0
    return np.log((n + added) / (df + added)) + 1


def weigh(count, df, n, sublinear=False, smooth=True, norm="l2"):
    """One row: counts of its terms, and in how many of n documents each stands."""
    weights = tf(count, sublinear) * idf(df, n, smooth)
    if norm is None or not weights.any():
        return weights
    norm = np.abs(weights).sum() if norm == "l1" else np.sqrt((weights**2).sum())
    return weights / norm


def cosine(a, b):
    return a @ b / np.sqrt((a @ a) * (b @ b))
