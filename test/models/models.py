"""The models of models.ts in PyTorch; each maps slices [batch, 1, side, side] to logits [batch, 3]."""

from torch import nn
from torch.nn import functional


def small_cnn(side):
    layers, channels = [], 1
    for filters in (16, 32, 64, 128):
        layers += [nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
        channels = filters
    features = channels * (side // 16) ** 2
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(features, 256), nn.ReLU(), nn.Linear(256, 3))


def alexnet(side):
    def convolve(inputs, filters, kernel):
        return [nn.Conv2d(inputs, filters, kernel, padding=kernel // 2), nn.ReLU()]

    pooled = side
    for kernel, stride in ((11, 4), (3, 2), (3, 2), (3, 2)):
        pooled = (pooled - kernel) // stride + 1
    return nn.Sequential(
        nn.Conv2d(1, 64, 11, stride=4),
        nn.ReLU(),
        nn.MaxPool2d(3, 2),
        *convolve(64, 192, 5),
        nn.MaxPool2d(3, 2),
        *convolve(192, 384, 3),
        *convolve(384, 256, 3),
        *convolve(256, 256, 3),
        nn.MaxPool2d(3, 2),
        nn.Flatten(),
        nn.Linear(256 * pooled**2, 4096),
        nn.ReLU(),
        nn.Linear(4096, 4096),
        nn.ReLU(),
        nn.Linear(4096, 3),
    )


def convolve_normalized(inputs, filters, kernel, stride=1):
    return nn.Sequential(
        nn.Conv2d(inputs, filters, kernel, stride, padding=kernel // 2, bias=False), nn.BatchNorm2d(filters)
    )


class Bottleneck(nn.Module):
    def __init__(self, inputs, filters, stride, project):
        super().__init__()
        self.shortcut = convolve_normalized(inputs, 4 * filters, 1, stride) if project else nn.Identity()
        self.first = convolve_normalized(inputs, filters, 1)
        self.second = convolve_normalized(filters, filters, 3, stride)
        self.third = convolve_normalized(filters, 4 * filters, 1)

    def forward(self, x):
        inner = functional.relu(self.second(functional.relu(self.first(x), inplace=True)), inplace=True)
        return functional.relu(self.third(inner) + self.shortcut(x), inplace=True)


def resnet50(side):
    layers = [convolve_normalized(1, 64, 7, 2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, padding=1)]
    channels = 64
    for stage, blocks in enumerate((3, 4, 6, 3)):
        for block in range(blocks):
            filters = 64 * 2**stage
            layers.append(Bottleneck(channels, filters, 2 if stage > 0 and block == 0 else 1, block == 0))
            channels = 4 * filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 3))


MODELS = {"small-cnn": small_cnn, "alexnet": alexnet, "resnet50": resnet50}
