import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { gradCam, lastFeatureMap } from '../../src/train/gradCam';
import { models } from '../models/models';
import golden from './gradCam.json';
import { uniform } from './hash';

const side = 8;
const channels = 4;
const streams = { pictures: 7000, first: 7001, second: 7002, dense: 7003 };

beforeAll(() => tf.setBackend('cpu'));

const drawn = (stream: number, shape: number[]) =>
  tf.tensor(
    Array.from({ length: tf.util.sizeFromShape(shape) }, (_, position) => uniform(stream, position)),
    shape,
  );

/** The models of gradCam.py: two convolutions and a dense layer, plain or with a residual sum. */
function modelOf(residual: boolean): tf.LayersModel {
  const convolution = (name: string) =>
    tf.layers.conv2d({ filters: channels, kernelSize: 3, padding: 'same', useBias: false, name });
  const relu = (x: tf.SymbolicTensor) => tf.layers.reLU().apply(x) as tf.SymbolicTensor;
  const input = tf.input({ shape: [side, side, 1] });
  const first = relu(convolution(`first${Number(residual)}`).apply(input) as tf.SymbolicTensor);
  const second = convolution(`second${Number(residual)}`).apply(first) as tf.SymbolicTensor;
  const features = relu(residual ? (tf.layers.add().apply([second, first]) as tf.SymbolicTensor) : second);
  const flat = residual
    ? tf.layers.globalAveragePooling2d({}).apply(features)
    : tf.layers.flatten().apply(tf.layers.maxPooling2d({ poolSize: 2 }).apply(features));
  const output = tf.layers.dense({ units: 3, useBias: false }).apply(flat) as tf.SymbolicTensor;
  const model = tf.model({ inputs: input, outputs: output });
  const ordered = [...model.layers].sort((a, b) => a.id - b.id).filter(({ weights }) => weights.length > 0);
  [streams.first, streams.second, streams.dense].forEach((stream, index) => {
    const [weight] = ordered[index].weights;
    ordered[index].setWeights([drawn(stream, weight.shape as number[])]);
  });
  return model;
}

describe('Grad-CAM', () => {
  it.each(golden.cases)('is that of PyTorch; residual: $residual', async ({ residual, classes, heat }) => {
    const model = modelOf(residual);
    const images = drawn(streams.pictures, [classes.length, side, side, 1]) as tf.Tensor4D;
    const maps = gradCam(model, images, classes, lastFeatureMap(model)!);
    expect(maps.shape).toEqual([classes.length, side, side]);
    (await maps.data()).forEach((value, index) => expect(value).toBeCloseTo(heat[index], 4));
  });
});

describe('the feature map to look at', () => {
  it('of ResNet-50 is its last sum behind the activation, 8 x 8 x 2048', () => {
    const map = lastFeatureMap(models.resnet50(256));
    expect(map?.shape).toEqual([null, 8, 8, 2048]);
    expect(map?.sourceLayer.getClassName()).not.toBe('Conv2D');
  });

  it('is none for a model without a convolution', () => {
    const dense = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [4] })] });
    expect(lastFeatureMap(dense)).toBeUndefined();
  });
});
