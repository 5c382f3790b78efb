import * as tf from '@tensorflow/tfjs';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';

beforeAll(() => startEngine({ threads: 2 }));

it('leaves the cores alone between two runs', async () => {
  const picture = tf.randomNormal<tf.Rank.R4>([4, 64, 64, 16]);
  const filter = tf.randomNormal<tf.Rank.R4>([3, 3, 16, 16]);
  const observed = 60;
  const spent: number[] = [];
  for (let run = 0; run < 5; run++) {
    await tf.conv2d(picture, filter, 1, 'same').data();
    const before = process.cpuUsage();
    await setTimeout(observed);
    const { user, system } = process.cpuUsage(before);
    spent.push((user + system) / 1000);
  }
  expect(Math.min(...spent)).toBeLessThan(observed / 4);
});
