import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { deviceMemory, GraphError, RankLost, startEngine, within } from '../../../../src/engine';
import { BufferPool } from '../../../../src/engine/graph/bufferPool';
import { PythonProcess } from '../../../../src/engine/torch/process';
import { startTorch } from '../../../../src/engine/torch/start';
import { TorchRuntime } from '../../../../src/engine/torch/torchRuntime';
import { meanCrossEntropy } from '../../../../src/train/loss';
import { windowBytes } from '../../../../src/engine/torch/window';
import { models } from '../../../models/models';
import { pytorch } from '../../../pytorch.mjs';
import { expectClose, runOn, values } from '../compare';
import { torchOnCpu } from './installation';

const missing = pytorch.missing();
if (missing) console.warn(`Not tested with PyTorch: ${missing}`);

/** Losses of a few steps, from weights and pictures that are drawn from seeds. */
const losses = (): number[] =>
  tf.tidy(() => {
    const filter = tf.variable(values([3, 3, 1, 4], 1));
    const dense = tf.variable(values([64, 3], 2));
    const pictures = values([5, 8, 8, 1], 3) as tf.Tensor4D;
    const labels = tf.oneHot(tf.tensor1d([0, 1, 2, 1, 0], 'int32'), 3);
    const adam = tf.train.adam(0.01);
    const loss = () => {
      const features = tf.relu(tf.conv2d(pictures, filter as unknown as tf.Tensor4D, 1, 'same'));
      const pooled = tf.maxPool(features, 2, 2, 'same').reshape([5, -1]);
      return tf.losses
        .softmaxCrossEntropy(labels, tf.matMul(pooled as tf.Tensor2D, dense as tf.Tensor2D))
        .asScalar();
    };
    return Array.from({ length: 5 }, () => adam.minimize(loss, true, [filter, dense])!.dataSync()[0]);
  });

describe.skipIf(missing !== undefined)(`PyTorch on the CPU${missing ? ` (${missing})` : ''}`, () => {
  let programs: string;
  beforeAll(async () => {
    const options = await torchOnCpu();
    programs = options.torch!.programs;
    expect((await startEngine(options)).device).toBe('torch:cpu');
  });
  afterAll(() => rm(programs, { recursive: true, force: true }));

  it('trains to the same numbers again, which are those of the cpu backend', async () => {
    const [once, again] = [losses(), losses()];
    expect(again).toEqual(once);
    await tf.setBackend('cpu');
    expectClose([once], [losses()]);
    await tf.setBackend('onnx');
  });

  it('takes and gives tensors that are larger than the window', () => {
    const size = (1.5 * windowBytes) / Float32Array.BYTES_PER_ELEMENT;
    const numbers = Float32Array.from({ length: size }, (_, index) => index % 1000);
    const doubled = tf.tidy(() => tf.mul(tf.tensor1d(numbers), 2).dataSync());
    expect(doubled.every((value, index) => value === 2 * (index % 1000))).toBe(true);
  });

  it('tells whole numbers, truth and emptiness apart', async () => {
    const program = () => [
      tf.relu6(tf.tensor1d([-3, 2, 9], 'int32')),
      tf.logicalNot(tf.tensor1d([true, false], 'bool')),
      tf.concat([tf.zeros([0, 2]), tf.ones([1, 2])]),
    ];
    expect(await runOn('onnx', program)).toEqual(await runOn('cpu', program));
  });

  it('has gradients of windows that are padded on one side alone', async () => {
    const program = () => {
      const [x, filter] = [values([2, 6, 6, 3], 1), values([3, 3, 3, 4], 2)] as [tf.Tensor4D, tf.Tensor4D];
      const run = (x: tf.Tensor, filter: tf.Tensor) =>
        tf.sum(
          tf.square(tf.maxPool(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 2, 'same'), 2, 2, 'same')),
        );
      return tf.grads(run)([x, filter]);
    };
    expectClose(await runOn('onnx', program), await runOn('cpu', program));
  });

  it('normalizes batches and learns from them as TensorFlow.js does, with the same averages', async () => {
    const program = () => {
      const layer = tf.layers.batchNormalization({ momentum: 0.5, inputShape: [4, 5, 3] });
      const model = tf.sequential({ layers: [layer] });
      const x = values([2, 4, 5, 3], 1);
      const run = (x: tf.Tensor) =>
        tf.sum(tf.mul(model.apply(x, { training: true }) as tf.Tensor, values(x.shape, 2)));
      const { grads } = tf.variableGrads(() => run(x).asScalar());
      return [tf.grad(run)(x), ...Object.values(grads), ...model.getWeights(), model.predict(x) as tf.Tensor];
    };
    expectClose(await runOn('onnx', program), await runOn('cpu', program));
  });

  it('has the cross-entropy that other devices have, also where targets do not sum to 1', async () => {
    const program = () => {
      const logits = tf.tensor2d([1, 2, 3, 100, -5, 0, 0, 0, 0], [3, 3]);
      const targets = tf.tensor2d([0, 0, 1, 0.5, 1, 0.5, 0.2, 0.1, 0], [3, 3]);
      const masses = tf.tensor1d([1, 2, 0.3]);
      const mean = (logits: tf.Tensor) => meanCrossEntropy(targets, logits, masses);
      const { value, grad } = tf.valueAndGrad(mean)(logits);
      return [value, grad];
    };
    expectClose(await runOn('onnx', program), await runOn('cpu', program));
  });

  it('steps through ResNet-50 in fewer than 1,200 calls of PyTorch', async () => {
    await tf.setBackend('onnx');
    const ask = vi.spyOn(PythonProcess.prototype, 'ask');
    onTestFinished(() => ask.mockRestore());
    tf.tidy(() => {
      const model = models.resnet50(32);
      const loss = () => {
        const logits = model.apply(values([2, 32, 32, 1], 1), { training: true }) as tf.Tensor;
        return meanCrossEntropy(tf.tensor2d([1, 0, 0, 0, 1, 0], [2, 3]), logits);
      };
      return tf.train.adam(1e-3).minimize(loss, true)!.dataSync();
    });
    const loads = ask.mock.calls.map(([commands], index) => ({
      commands,
      calls: ask.mock.results[index].value as number,
    }));
    const [step] = loads
      .filter(({ commands }) => commands.some(([name]) => name === 'load'))
      .sort((a, b) => b.calls - a.calls);
    expect(step.calls).toBeGreaterThan(500);
    expect(step.calls).toBeLessThan(1200);
  });

  it('says that another process of a training does not come, after as long as it may take', async () => {
    const alone = { RANK: '0', LOCAL_RANK: '0', WORLD_SIZE: '2', MASTER_ADDR: '127.0.0.1', MASTER_PORT: '0' };
    for (const [name, value] of Object.entries(alone)) vi.stubEnv(name, value);
    onTestFinished(() => void vi.unstubAllEnvs());
    const options = { programs, python: pytorch.python(), ranks: { waitSeconds: 1 } };
    const thrown: unknown = await startTorch('torch:cpu', 1, options).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(RankLost);
    expect(String(thrown)).toContain('The processes of this training have not come together.');
  });

  it('names the devices that there are where the wanted one is not', async () => {
    const options = { programs, python: pytorch.python() };
    const started = startTorch('torch:cuda:99', 1, options);
    await expect(started).rejects.toThrow(/has no device cuda:99 here\. It has: .*cpu\.$/);
  });

  it('says how it ended when it is killed while it serves', async () => {
    const [wrapper, told] = ['wrapper', 'pid'].map((name) => path.join(programs, name));
    await writeFile(wrapper, `#!/bin/sh\necho $$ > ${told}\nexec ${pytorch.python()} "$@"\n`);
    await chmod(wrapper, 0o755);
    const python = await startTorch('torch:cpu', 1, { programs, python: wrapper });
    const runtime = new TorchRuntime(python, new BufferPool(), 'torch:cpu');
    expect(runtime.memory().peak).toBeGreaterThan(0);
    process.kill(Number(await readFile(told, 'utf8')), 'SIGKILL');
    for (let time = 0; time < 2; time++)
      expect(() => runtime.memory()).toThrow('PyTorch (CPU) failed. It was ended by force (SIGKILL)');
  });

  it('tells what the memory holds, and the most that it held', async () => {
    await tf.setBackend('onnx');
    const held = tf.ones([2 ** 24]);
    held.dataSync();
    const { used, peak } = deviceMemory()!;
    held.dispose();
    expect(used).toBeGreaterThan(2 ** 24 * Float32Array.BYTES_PER_ELEMENT);
    expect(peak).toBeGreaterThanOrEqual(used!);
  });

  // So large that no address space has room for it, on whatever machine.
  it('names the layer whose tensor the memory has no room for, and computes on', async () => {
    await tf.setBackend('onnx');
    const wide = () => within('widen', () => tf.matMul(tf.ones([2 ** 24, 1]), tf.ones([1, 2 ** 24])));
    const read = () => tf.tidy(() => tf.mean(tf.square(wide())).dataSync());
    expect(read).toThrow(
      'The memory is not enough. The largest tensor is [16777216, 16777216], 1,125,899.9 GB, made by BatchMatMul of widen.',
    );
    expect(tf.add(tf.ones([2]), 1).dataSync()).toEqual(new Float32Array([2, 2]));
  });

  it('names the layer that the memory ran out in, where another one is larger still', async () => {
    await tf.setBackend('onnx');
    const read = () =>
      tf.tidy(() => {
        const first = within('first', () => tf.matMul(tf.ones([2 ** 24, 1]), tf.ones([1, 2 ** 23])));
        return within('second', () => tf.mean(tf.concat([first, first], 1))).dataSync();
      });
    expect(read).toThrow(
      /^The memory is not enough for BatchMatMul of first. The largest tensor is \[16777216, 16777216\], .* made by Concat of second\.$/,
    );
  });

  it('names the layer of a call that cannot be computed', async () => {
    await tf.setBackend('onnx');
    const read = () =>
      within('lookup_1', () => tf.gather(tf.tensor1d([1, 2, 3]), tf.tensor1d([7], 'int32'))).dataSync();
    expect(read).toThrow(GraphError);
    expect(read).toThrow('GatherV2 of lookup_1 could not be computed');
  });
});
