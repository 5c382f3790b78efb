import { layerByLayer, t, type Layer, type References } from 'lits/check';

const layers: readonly Layer[] = [
  ...[16, 32, 64, 128].map((filters, index): Layer => (net, x) => {
    const number = String(index + 1);
    const convolved = net.convolve(x, t('convolution {0}', number), { window: 3, filters });
    const rectified = net.relu(
      net.bias(convolved, t('the bias of convolution {0}', number)),
      t('the ReLU after convolution {0}', number),
    );
    const pool = { window: 2, stride: 2, padding: 'none' } as const;
    return net.maxPool(rectified, t('the pool after convolution {0}', number), pool);
  }),
  (net, x) => {
    net.mustHaveShape(x, [16, 16, 128], t('the flatten'));
    net.part = 'classifier';
    const dense = net.dense(x, t('dense layer {0}', '1'), 256);
    return net.relu(
      net.bias(dense, t('the bias of dense layer {0}', '1')),
      t('the ReLU after dense layer {0}', '1'),
    );
  },
  (net, x) => {
    net.part = 'classifier';
    const dense = net.dense(x, t('dense layer {0}', '2'), 3);
    return net.bias(dense, t('the bias of dense layer {0}', '2'));
  },
];

/** The network of the table: four convolutions with a pool each, then two dense layers. */
export const smallCnn: References = {
  // No other size: 16 × 16 × 128 has to come out.
  side: 256,
  whole: (net) => {
    const x = layers.reduce((step, layer) => layer(net, step), net.start(t('the slice')));
    net.end(x, t('the logits'));
  },
  parts: (network) =>
    layerByLayer(network, layers, {
      first: t('the slice'),
      next: (number) => t('what goes into layer {0}', number),
      output: t('the logits'),
    }),
};
