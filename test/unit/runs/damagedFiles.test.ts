import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../../src/data';
import { toFailure } from '../../../src/protocol/failure';
import {
  closeRun,
  readEvaluationLog,
  readEvaluations,
  readMetrics,
  readRun,
  readRuns,
} from '../../../src/runs';
import { drawFrom, type Draw } from '../../fuzz/seeds';
import { evaluation, metrics, run } from '../cli/fixtures';
import { writeDataset } from '../data/fixture';
import { temporaryFolder } from '../train/student';

/** A text that has been cut, or of which some bytes are others. */
function damaged(text: string, draw: Draw): Buffer {
  const bytes = Buffer.from(text);
  const change = draw.below(4);
  if (change === 0) return bytes.subarray(0, draw.below(bytes.length));
  if (change === 1) return Buffer.concat([bytes, bytes.subarray(draw.below(bytes.length))]);
  const damagedBytes = Buffer.from(bytes);
  for (let count = 1 + draw.below(change === 2 ? 3 : 30); count > 0; count--)
    damagedBytes[draw.below(bytes.length)] = draw.below(256);
  return damagedBytes;
}

/** What a reader ends with: nothing to say; or a failure that is told in sentences. */
async function faultOf(read: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await read();
    return undefined;
  } catch (error) {
    const { what, why, next } = toFailure(error);
    return /unexpected/.test(what) || !next ? `${what} ${why}` : undefined;
  }
}

describe('files with random damage are read as far as they are whole, or named:', () => {
  const tries = 150;

  it('those of a run', async () => {
    const whole: Readonly<Record<string, string>> = {
      'run.json': JSON.stringify(run),
      'metrics.jsonl': metrics()
        .slice(0, 5)
        .map((line) => JSON.stringify(line))
        .join('\n'),
      'evaluations/test-best.json': JSON.stringify(evaluation),
      'evaluations/log.jsonl': '{"version":1}\n',
    };
    const runs = await temporaryFolder();
    const runDir = path.join(runs, run.id);
    await mkdir(path.join(runDir, 'evaluations'), { recursive: true });
    for (let seed = 1; seed <= tries; seed++) {
      const draw = drawFrom(seed);
      for (const [name, text] of Object.entries(whole))
        await writeFile(path.join(runDir, name), draw.share() < 0.6 ? damaged(text, draw) : text);
      const readers: readonly (() => Promise<unknown>)[] = [
        () => readRun(runDir),
        () => readRuns(runs),
        () => readMetrics(runDir),
        () => readEvaluations(runDir),
        () => readEvaluationLog(runDir),
        () => closeRun(runDir, { state: 'interrupted' }),
      ];
      for (const read of readers) expect(await faultOf(read), `seed ${seed}`).toBeUndefined();
    }
  });

  it('the tables and the packed slices of a data set', async () => {
    const data = await writeDataset();
    await openDataset(data, {});
    const names = ['train_classes.csv', '.packed/index.json', 'train/volumes/volume-0_0.png'];
    const whole = await Promise.all(names.map((name) => readFile(path.join(data, name), 'latin1')));
    for (let seed = 1; seed <= 60; seed++) {
      const draw = drawFrom(seed);
      const which = draw.below(names.length);
      for (const [index, name] of names.entries()) {
        const bytes = Buffer.from(whole[index], 'latin1');
        await mkdir(path.dirname(path.join(data, name)), { recursive: true });
        await writeFile(path.join(data, name), index === which ? damaged(whole[index], draw) : bytes);
      }
      expect(await faultOf(() => openDataset(data, {})), `seed ${seed}`).toBeUndefined();
    }
  });
});
