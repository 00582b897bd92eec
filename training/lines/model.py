"""The network: a small convolutional reader of one line, with a CTC output for each fourth column."""

import torch
from torch import nn

def unit(inside, outside, kernel, stride=1, padding=None):
    padding = tuple(k // 2 for k in kernel) if padding is None else padding
    return nn.Sequential(
        nn.Conv2d(inside, outside, kernel, stride, padding, bias=False), nn.BatchNorm2d(outside), nn.ReLU(inplace=True)
    )


class Residual(nn.Module):
    """Looks along the line: each column hears of its neighbours."""

    def __init__(self, width, kernel):
        super().__init__()
        self.along = nn.Conv2d(width, width, (1, kernel), 1, (0, kernel // 2), groups=width, bias=False)
        self.norm = nn.BatchNorm2d(width)
        self.mix = nn.Conv2d(width, width, (1, 1), bias=False)
        self.out = nn.BatchNorm2d(width)

    def forward(self, x):
        return torch.relu(x + self.out(self.mix(torch.relu(self.norm(self.along(x))))))


class LineNet(nn.Module):
    """(batch, 1, height, width) greys with mean 0 and deviation 1 to (batch, width / 4, classes) logits."""

    def __init__(self, kind):
        super().__init__()
        a, b, c, d, e, wide = kind.channels
        self.body = nn.Sequential(
            unit(1, a, (5, 5), (2, 2), (2, 2)),
            unit(a, b, (3, 3), (2, 2), (1, 1)),
            unit(b, c, (3, 3)),
            unit(c, d, (3, 3), (2, 1), (1, 1)),
            unit(d, e, (3, 3)),
            unit(e, wide, (kind.cut.height // 8, 1), 1, (0, 0)),
            *(Residual(wide, 5) for _ in range(kind.blocks)),
        )
        self.drop = nn.Dropout(0.1)
        self.head = nn.Conv2d(wide, kind.classes, (1, 1))

    def forward(self, x):
        x = self.head(self.drop(self.body(x)))
        return x.squeeze(2).transpose(1, 2)
