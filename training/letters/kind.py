"""What the reader of letters is: its alphabet, its strips, its network."""

from letters.languages import SYMBOLS
from lines.kind import Kind
from lines.wear import Cut

KIND = Kind(
    name="letters",
    symbols=SYMBOLS,
    cut=Cut(height=48, stretch=1.0, tall=(1.7, 2.6), any_tall=(1.45, 3.2)),
    channels=(24, 48, 72, 96, 96, 144),
    blocks=3,
    upside_down=0.0,
)
