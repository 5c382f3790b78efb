import { expect, it } from 'vitest';
import type { LayerSummary } from '../../../src/protocol/modelSummary';
import { multiplyAddsOf } from '../../../src/quiz/arithmetic';

const common = { receptiveField: 1, jump: 1, inputs: [], useBias: true } satisfies Partial<LayerSummary>;

/** @param side of the output */
const conv = (side: number, size: number, before: number, filters: number): LayerSummary => ({
  ...common,
  name: 'conv',
  kind: 'Conv2D',
  inputShape: [side, side, before],
  shape: [side, side, filters],
  parameters: size * size * before * filters + filters,
  window: { size: [size, size], stride: [1, 1], dilation: [1, 1], padding: 'same' },
});

const dense = (before: number, units: number): LayerSummary => ({
  ...common,
  name: 'dense',
  kind: 'Dense',
  inputShape: [before],
  shape: [units],
  parameters: before * units + units,
});

const alexNet = [
  conv(55, 11, 3, 64),
  conv(27, 5, 64, 192),
  conv(13, 3, 192, 384),
  conv(13, 3, 384, 256),
  conv(13, 3, 256, 256),
  dense(9216, 4096),
  dense(4096, 4096),
  dense(4096, 1000),
];

const vgg16 = [
  ...[conv(224, 3, 3, 64), conv(224, 3, 64, 64), conv(112, 3, 64, 128), conv(112, 3, 128, 128)],
  ...[conv(56, 3, 128, 256), conv(56, 3, 256, 256), conv(56, 3, 256, 256), conv(28, 3, 256, 512)],
  ...[conv(28, 3, 512, 512), conv(28, 3, 512, 512)],
  ...[conv(14, 3, 512, 512), conv(14, 3, 512, 512), conv(14, 3, 512, 512)],
  ...[dense(25088, 4096), dense(4096, 4096), dense(4096, 1000)],
];

/** Published with torchvision's weights (`meta` of AlexNet_Weights and VGG16_Weights): billions, and parameters. */
it.each([
  { name: 'AlexNet', layers: alexNet, billions: '0.714', parameters: 61_100_840 },
  { name: 'VGG-16', layers: vgg16, billions: '15.470', parameters: 138_357_544 },
])('counts as many multiply-adds as are published of $name', ({ layers, billions, parameters }) => {
  expect(layers.reduce((sum, layer) => sum + layer.parameters, 0)).toBe(parameters);
  const count = layers.reduce((sum, layer) => sum + (multiplyAddsOf(layer) ?? 0), 0);
  expect((count / 1e9).toFixed(3)).toBe(billions);
});
