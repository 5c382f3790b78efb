import { appendFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { StepLine } from '../../../src/protocol/run';
import { MetricsTail, runFiles } from '../../../src/runs';
import { temporaryFolder } from '../temporaryFolder';

const step = (number: number): StepLine => ({
  kind: 'step',
  step: number,
  epoch: 1,
  loss: 1 / number,
  accuracy: 0.5,
  seconds: number,
});
const text = (...steps: number[]) => steps.map((number) => `${JSON.stringify(step(number))}\n`).join('');

async function run() {
  const dir = await temporaryFolder();
  await mkdir(dir, { recursive: true });
  const file = join(dir, runFiles.metrics);
  const tail = new MetricsTail(dir);
  const read = async () => {
    const [parts, steps]: [boolean[], number[]] = [[], []];
    for await (const { fresh, lines } of tail.read()) {
      parts.push(fresh);
      steps.push(...lines.map((line) => line.step));
    }
    return { steps, fresh: parts[0] };
  };
  return { file, tail, read };
}

it('gives what has come since the last time', async () => {
  const { file, read } = await run();
  expect(await read()).toEqual({ steps: [], fresh: undefined });
  await writeFile(file, text(1, 2));
  expect(await read()).toEqual({ steps: [1, 2], fresh: true });
  await appendFile(file, text(3));
  expect(await read()).toEqual({ steps: [3], fresh: false });
});

it('waits for the end of a line that is being written', async () => {
  const { file, read } = await run();
  const [begun, rest] = [text(2).slice(0, 10), text(2).slice(10)];
  await writeFile(file, text(1) + begun);
  expect((await read()).steps).toEqual([1]);
  await appendFile(file, rest);
  expect((await read()).steps).toEqual([2]);
});

it('begins anew with a file that was made anew, as when steps after the last checkpoint are dropped', async () => {
  const { file, read } = await run();
  await writeFile(file, text(1, 2, 3));
  await read();
  await writeFile(`${file}.new`, text(1, 2));
  await rename(`${file}.new`, file);
  expect(await read()).toEqual({ steps: [1, 2], fresh: true });
  await writeFile(file, text(1));
  expect(await read()).toEqual({ steps: [1], fresh: true });
});

it('begins anew with a file that was cut and has grown again', async () => {
  const { file, read } = await run();
  await writeFile(file, text(1, 2, 3));
  await read();
  await writeFile(file, text(1, 20, 30, 40));
  expect(await read()).toEqual({ steps: [1, 20, 30, 40], fresh: true });
});

it('counts lines that cannot be read, and gives the others', async () => {
  const { file, tail, read } = await run();
  await writeFile(file, `${text(1)}{"kind":"st\n${text(2)}`);
  expect((await read()).steps).toEqual([1, 2]);
  expect(tail.damaged).toBe(1);
});

it('reads a long file in parts, and lets others have their turn between them', async () => {
  const { file, tail } = await run();
  const count = 20_000;
  await writeFile(file, text(...Array.from({ length: count }, (_, index) => index + 1)));
  let turns = 0;
  let waiting = true;
  const others = () => {
    turns++;
    if (waiting) setImmediate(others);
  };
  setImmediate(others);
  let [lines, parts] = [0, 0];
  for await (const part of tail.read()) {
    lines += part.lines.length;
    parts++;
  }
  waiting = false;
  expect(lines).toBe(count);
  expect(parts).toBeGreaterThan(10);
  expect(turns).toBeGreaterThanOrEqual(parts);
});
