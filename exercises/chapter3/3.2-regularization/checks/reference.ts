import { t, type References } from 'lits/check';

/** The network of the table: four convolutions with a pool each, then two dense layers. */
export const smallCnn: References = {
  side: 256,
  whole: (net) => {
    let x = net.start(t('the slice'));
    for (const [index, filters] of [16, 32, 64, 128].entries()) {
      const number = String(index + 1);
      x = net.convolve(x, t('convolution {0}', number), { window: 3, filters });
      x = net.relu(
        net.bias(x, t('the bias of convolution {0}', number)),
        t('the ReLU after convolution {0}', number),
      );
      x = net.maxPool(x, t('the pool after convolution {0}', number), {
        window: 2,
        stride: 2,
        padding: 'none',
      });
    }
    net.mustHaveShape(x, [16, 16, 128], t('the flatten'));
    net.part = 'classifier';
    x = net.dense(x, t('dense layer {0}', '1'), 256);
    x = net.relu(
      net.bias(x, t('the bias of dense layer {0}', '1')),
      t('the ReLU after dense layer {0}', '1'),
    );
    x = net.dense(x, t('dense layer {0}', '2'), 3);
    net.end(net.bias(x, t('the bias of dense layer {0}', '2')), t('the logits'));
  },
};
