"""A kind of reader: everything that training, export and the reader in the product have to agree on."""

import importlib
from dataclasses import dataclass

from lines.wear import Cut

# The network halves the width twice.
STRIDE = 4


@dataclass(frozen=True)
class Kind:
    """A reader of single lines, by its alphabet: class 0 is "nothing new", class i + 1 is symbols[i]."""

    name: str
    symbols: str
    cut: Cut
    channels: tuple[int, int, int, int, int, int]
    # Residual blocks along the line.
    blocks: int
    # Share of training strips that stand on their heads and say nothing: so the reader learns which way is up.
    upside_down: float

    @property
    def classes(self):
        return 1 + len(self.symbols)

    def encode(self, text):
        """Class numbers of a text."""
        return [self.symbols.index(c) + 1 for c in text]

    def greedy(self, classes):
        """The text of a row of best classes: repeats and blanks left out."""
        out, before = [], 0
        for c in classes:
            if c != 0 and c != before:
                out.append(self.symbols[c - 1])
            before = c
        return "".join(out)


def named(name):
    """The kind of this name: `zone`, `letters`."""
    return importlib.import_module(f"{name}.kind").KIND
