"""The zone's alphabet, in the order of the network's classes, and what is fixed between training and reader."""

# Class 0 is "nothing new"; class i + 1 is SYMBOLS[i]. The reader's grammar uses the same order.
SYMBOLS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
CLASSES = 1 + len(SYMBOLS)

# Strips are grey, this high, and STRETCH times as wide as they would naturally be.
HEIGHT = 32
STRETCH = 0.85
# The network halves the width twice.
STRIDE = 4


def encode(text):
    """Class numbers of a text."""
    return [SYMBOLS.index(c) + 1 for c in text]


def greedy(classes):
    """The text of a row of best classes: repeats and blanks left out."""
    out, before = [], 0
    for c in classes:
        if c != 0 and c != before:
            out.append(SYMBOLS[c - 1])
        before = c
    return "".join(out)
