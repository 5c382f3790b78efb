import * as tfl from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';

/** What is measured and compared with PyTorch. Each maps slices [batch, side, side, 1] to logits [batch, 3]; `models.py` has the same ones. */
export const models = { 'small-cnn': smallCnn, alexnet, resnet50 } as const;
export type ModelName = keyof typeof models;

function smallCnn(side: number): tfl.LayersModel {
  const model = tfl.sequential();
  [16, 32, 64, 128].forEach((filters, index) => {
    const inputShape = index === 0 ? [side, side, 1] : undefined;
    model.add(tfl.layers.conv2d({ inputShape, filters, kernelSize: 3, padding: 'same', activation: 'relu' }));
    model.add(tfl.layers.maxPooling2d({ poolSize: 2 }));
  });
  model.add(tfl.layers.flatten());
  model.add(tfl.layers.dense({ units: 256, activation: 'relu' }));
  model.add(tfl.layers.dense({ units: 3 }));
  return model;
}

/** One tower, as in "One weird trick for parallelizing convolutional neural networks" (Krizhevsky 2014); no dropout. */
function alexnet(side: number): tfl.LayersModel {
  const model = tfl.sequential();
  const pool = () => model.add(tfl.layers.maxPooling2d({ poolSize: 3, strides: 2 }));
  const convolve = (filters: number, kernelSize: number) =>
    model.add(tfl.layers.conv2d({ filters, kernelSize, padding: 'same', activation: 'relu' }));
  model.add(
    tfl.layers.conv2d({
      inputShape: [side, side, 1],
      filters: 64,
      kernelSize: 11,
      strides: 4,
      activation: 'relu',
    }),
  );
  pool();
  convolve(192, 5);
  pool();
  convolve(384, 3);
  convolve(256, 3);
  convolve(256, 3);
  pool();
  model.add(tfl.layers.flatten());
  model.add(tfl.layers.dense({ units: 4096, activation: 'relu' }));
  model.add(tfl.layers.dense({ units: 4096, activation: 'relu' }));
  model.add(tfl.layers.dense({ units: 3 }));
  return model;
}

/** "Deep residual learning for image recognition" (He et al. 2015), with the stride in the 3x3 convolution (v1.5). */
function resnet50(side: number): tfl.LayersModel {
  const convolve = (x: SymbolicTensor, filters: number, kernelSize: number, strides = 1): SymbolicTensor => {
    const padding = (kernelSize - 1) / 2;
    const padded = padding > 0 ? (tfl.layers.zeroPadding2d({ padding }).apply(x) as SymbolicTensor) : x;
    const convolved = tfl.layers
      .conv2d({ filters, kernelSize, strides, useBias: false })
      .apply(padded) as SymbolicTensor;
    return tfl.layers.batchNormalization({ epsilon: 1e-5, momentum: 0.9 }).apply(convolved) as SymbolicTensor;
  };
  const relu = (x: SymbolicTensor) => tfl.layers.reLU().apply(x) as SymbolicTensor;
  const bottleneck = (x: SymbolicTensor, filters: number, strides: number, project: boolean) => {
    const shortcut = project ? convolve(x, 4 * filters, 1, strides) : x;
    const inner = relu(convolve(relu(convolve(x, filters, 1)), filters, 3, strides));
    return relu(tfl.layers.add().apply([convolve(inner, 4 * filters, 1), shortcut]) as SymbolicTensor);
  };
  const input = tfl.input({ shape: [side, side, 1] });
  let x = relu(convolve(input, 64, 7, 2));
  x = tfl.layers.zeroPadding2d({ padding: 1 }).apply(x) as SymbolicTensor;
  x = tfl.layers.maxPooling2d({ poolSize: 3, strides: 2 }).apply(x) as SymbolicTensor;
  [3, 4, 6, 3].forEach((blocks, stage) => {
    for (let block = 0; block < blocks; block++)
      x = bottleneck(x, 64 * 2 ** stage, stage > 0 && block === 0 ? 2 : 1, block === 0);
  });
  x = tfl.layers.globalAveragePooling2d({}).apply(x) as SymbolicTensor;
  return tfl.model({
    inputs: input,
    outputs: tfl.layers.dense({ units: 3 }).apply(x) as SymbolicTensor,
  });
}
