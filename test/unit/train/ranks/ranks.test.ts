import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { torchrunArguments } from '../../../../src/launch/ranks/torchrun';
import { pytorch } from '../../../pytorch.mjs';
import { changedPython, torchPrograms } from '../../engine/torch/installation';
import { scenarios, type Outcome, type ScenarioName } from './scenarios';

const missing = pytorch.missing();
if (missing) console.warn(`Not tested in several processes: ${missing}`);

/** How far weights may be apart, as a share of the largest of their tensor. */
const tolerance = 1e-5;

/**
 * Without oneDNN, a slice's convolutions are the same to the last bit whatever batch it is in. With it they are not on some processors, and
 * rounding then decides which of two numbers that are nearly equal a max pool takes, now one way, now the other.
 */
const withoutOneDnn = 'import torch\ntorch.backends.mkldnn.set_flags(False)';

type Outcomes = Record<ScenarioName, Outcome>;

/** What one training, in so many processes, has left. */
interface Left {
  folder: string;
  /** One a process. */
  outcomes: Outcomes[];
}

describe.skipIf(missing !== undefined)(
  `training in several processes${missing ? ` (${missing})` : ''}`,
  () => {
    let programs: string;
    let python: string;
    const left = new Map<number, Left>();

    beforeAll(async () => {
      programs = await torchPrograms();
      python = await changedPython(programs, withoutOneDnn);
      const outfile = path.join(programs, 'rankProcess.cjs');
      await build({
        entryPoints: [fileURLToPath(new URL('rankProcess.ts', import.meta.url))],
        outfile,
        bundle: true,
        platform: 'node',
        format: 'cjs',
        external: ['onnxruntime-node', 'sharp', 'esbuild', 'typescript'],
        mainFields: ['module', 'main'],
        logLevel: 'error',
      });
      for (const count of [1, 2, 3]) left.set(count, await train(outfile, count));
    });
    afterAll(() => rm(programs, { recursive: true, force: true }));

    async function train(program: string, count: number): Promise<Left> {
      const folder = path.join(programs, `left-by-${count}`);
      await mkdir(folder);
      const own = [program, folder, python];
      const processes = { nproc: count, nnodes: 1, waitSeconds: 600 };
      const launch = torchrunArguments(processes, { id: `test-${count}`, logFolder: folder }, [
        process.execPath,
        ...own,
      ]);
      const child = count === 1 ? spawn(process.execPath, own) : spawn(pytorch.python()!, launch);
      const [errors] = await Promise.all([text(child.stderr), once(child, 'close')]);
      expect(child.exitCode, errors).toBe(0);
      const names = Array.from({ length: count }, (_, rank) => `rank-${rank}.json`);
      const read = (name: string) => readFile(path.join(folder, name), 'utf8');
      const outcomes = await Promise.all(names.map(async (name) => JSON.parse(await read(name)) as Outcomes));
      return { folder, outcomes };
    }

    const of = (count: number, name: ScenarioName) => left.get(count)!.outcomes.map((all) => all[name]);

    /** The weights that a training has left, tensor by tensor. */
    async function weightsOf(count: number, name: ScenarioName): Promise<Record<string, Float32Array>> {
      const bytes = await readFile(path.join(left.get(count)!.folder, `${name}.bin`));
      const numbers = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
      let at = 0;
      return Object.fromEntries(
        of(count, name)[0].names!.map(({ name: weight, size }) => [
          weight,
          numbers.subarray(at, (at += size)),
        ]),
      );
    }

    /** How far tensors are apart, as a share of the largest number of each. */
    function apart(ours: Float32Array, theirs: Float32Array): number {
      let [largest, difference] = [0, 0];
      for (let index = 0; index < theirs.length; index++) {
        largest = Math.max(largest, Math.abs(theirs[index]));
        difference = Math.max(difference, Math.abs(theirs[index] - ours[index]));
      }
      return difference / largest;
    }

    describe.each([2, 3])('of %i processes', (count) => {
      it.each([
        'a small CNN',
        'AlexNet',
        'class weights, smooth labels, penalties, clipped norms, accumulation, averages and a sampler',
      ] as const)('ends with the weights and figures of one process: %s', async (name) => {
        const [alone, together] = [await weightsOf(1, name), await weightsOf(count, name)];
        for (const [weight, values] of Object.entries(alone))
          expect(apart(together[weight], values), weight).toBeLessThan(tolerance);
        const figures = ({ lines }: Outcome) => lines.flatMap((line) => Object.values(line) as number[]);
        const [expected, found] = [figures(of(1, name)[0]), figures(of(count, name)[0])];
        expect(found).toHaveLength(expected.length);
        found.forEach((value, index) => expect(value).toBeCloseTo(expected[index], 4));
      });

      it.each(Object.keys(scenarios) as ScenarioName[])('goes the same way in each of them: %s', (name) => {
        const [first, ...others] = of(count, name);
        for (const other of others) {
          expect(other.weights).toBe(first.weights);
          expect(other.lines).toEqual(first.lines);
          expect(other.end).toEqual(first.end);
        }
      });

      it('averages what batch norm remembers of their parts of a batch', async () => {
        const [alone, together] = [await weightsOf(1, 'batch norm'), await weightsOf(count, 'batch norm')];
        const [mean, variance] = ['moving_mean', 'moving_variance'].map((part) =>
          Object.keys(alone).find((name) => name.endsWith(part))!,
        );
        expect(apart(together[mean], alone[mean])).toBeLessThan(tolerance);
        // Of fewer slices each: that is another number.
        expect(apart(together[variance], alone[variance])).toBeGreaterThan(tolerance);
      });

      it('ends in all of them at the step whose loss is not finite', () => {
        const failures = of(count, 'a loss that explodes').map(({ failure }) => failure);
        const where = /(at|after) step \d+/.exec(of(1, 'a loss that explodes')[0].failure ?? '')?.[0];
        expect(where).toBeDefined();
        for (const failure of failures) expect(failure).toContain(where);
      });

      it('stops in all of them after the step at whose end one knows that it is to stop', () => {
        for (const { end } of of(count, 'a wish to stop'))
          expect(end).toEqual({
            state: 'stopped',
            step: scenarios['a wish to stop'].stopAfter + 1,
            epoch: 2,
          });
      });
    });
  },
);
