import * as tf from '@tensorflow/tfjs';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import checks from '../../../exercises/chapter3/3.4-modern-models/checks';
import { checkInProcess } from '../../../src/check';
import type { Check } from '../../../src/check/check';
import type { RecordedRun } from '../../../src/check/subject';
import { exerciseSchema, pointsOf } from '../../../src/course/manifest';
import type { CheckReport, CheckResult } from '../../../src/protocol/checkReport';
import { finishedRun } from './runs';
import { patienceMillis } from '../../patience.mjs';
import type { Program } from '../programs';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const exercise = exerciseSchema.parse(
  JSON.parse(
    await readFile(path.join(repository, 'exercises/chapter3/3.4-modern-models/exercise.json'), 'utf8'),
  ),
);

type Run = Omit<RecordedRun, 'isCurrent'>;

export interface CheckProgram {
  /** `alexnet` or `resnet50`. */
  option: string;
  program: Program;
  /** What was recorded of it; default: a good run. */
  runs?: (good: Run) => Run[];
  /** The items to check, with all that their checks need; default: all of the option. */
  items?: readonly string[];
  /** How long student code may take; the machine may be busy. */
  limitMs?: number;
}

/** Text of a solution, named by option and file. */
export function solution(name: string): string {
  return readFileSync(path.join(repository, 'test/solutions/3.4', `${name}.ts`), 'utf8');
}

/** Checks one program in the way of exercise 3.4, and forgets its weights. */
export async function checkProgram({
  option,
  program: { file, typings, compile },
  runs = (good) => [good],
  items,
  limitMs = patienceMillis,
}: CheckProgram): Promise<CheckReport> {
  const tasks = exercise.tasks.filter((task) => task.option === option);
  const own = checks().filter((check) => tasks.some(({ id }) => id === check.item));
  const compiled = await compile().catch(() => undefined);
  try {
    return await checkInProcess({
      exercise: { ...exercise, tasks },
      checks: items === undefined ? own : withNeeds(own, items),
      folder: path.dirname(file),
      typings,
      compile,
      runs: compiled ? runs(finishedRun(file, compiled.bundle.hash)) : [],
      deadlines: { setupMs: limitMs, stepMs: limitMs },
      log: () => undefined,
    });
  } finally {
    tf.disposeVariables();
  }
}

function withNeeds(all: readonly Check[], items: readonly string[]): Check[] {
  const wanted = new Set(all.filter((check) => items.includes(check.item)).map(({ id }) => id));
  for (const check of [...all].reverse())
    if (wanted.has(check.id)) for (const need of check.needs ?? []) wanted.add(need);
  return all.filter(({ id }) => wanted.has(id));
}

/** Checks that found something, in their order. */
export function findersIn(report: CheckReport): CheckResult[] {
  const found = report.items
    .flatMap((item) => item.checks)
    .filter(({ status }) => status === 'fail' || status === 'error');
  const order = checks().map(({ id }) => id);
  return found.sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
}

/** Most points of an option. */
export function mostPoints(option: string): number {
  return pointsOf(
    exercise.tasks.filter((task) => task.option === option),
    ({ points }) => points,
  );
}
