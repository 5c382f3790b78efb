import * as tfl from '@tensorflow/tfjs-layers';

/** Models by name; each maps slices [batch, side, side, 1] to logits [batch, 3]. `torch_process.py` has the same ones. */
export const models: Readonly<Record<string, (side: number) => tfl.LayersModel>> = {
  'small-cnn': (side) => {
    const model = tfl.sequential();
    [16, 32, 64, 128].forEach((filters, index) => {
      const inputShape = index === 0 ? [side, side, 1] : undefined;
      model.add(
        tfl.layers.conv2d({ inputShape, filters, kernelSize: 3, padding: 'same', activation: 'relu' }),
      );
      model.add(tfl.layers.maxPooling2d({ poolSize: 2 }));
    });
    model.add(tfl.layers.flatten());
    model.add(tfl.layers.dense({ units: 256, activation: 'relu' }));
    model.add(tfl.layers.dense({ units: 3 }));
    return model;
  },
};
