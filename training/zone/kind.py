"""What the zone reader is: its alphabet, its strips, its network."""

from lines.kind import Kind
from lines.wear import Cut

# The reader's grammar has its symbols in the same order.
KIND = Kind(
    name="zone",
    symbols="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<",
    cut=Cut(height=32, stretch=0.85, tall=(1.3, 2.1), any_tall=(1.12, 2.6)),
    channels=(24, 48, 64, 80, 80, 112),
    blocks=2,
    upside_down=0.05,
)
