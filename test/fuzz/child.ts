import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import checks from '../../exercises/chapter3/3.2-regularization/checks';
import { checkInProcess } from '../../src/check';
import { exerciseSchema } from '../../src/course/manifest';
import { startEngine } from '../../src/engine';
import { checkReportSchema } from '../../src/protocol/checkReport';
import { FailureError, toFailure } from '../../src/protocol/failure';
import { isActive, type Failure } from '../../src/protocol/run';
import { ShownLines } from '../../src/protocol/shownLines';
import { readRun } from '../../src/runs';
import { forbidCodeFromText, runTraining, studentRejection } from '../../src/train';
import { faultsOfFailure, faultsOfText } from './faults';
import { fuzzedProgram, validPrograms } from './programs';

/** What the pool asks for. */
export interface Question {
  seed: number;
  kind: 'train' | 'check';
}

/** What came of a program. */
export interface Answer extends Question {
  /** How it ended, for the summary. */
  end: string;
  /** What may not be; nothing in the usual case. */
  faults: string[];
}

const deadlines = { setupMs: 3_000, stepMs: 6_000 };
const repository = process.argv[2] ?? '';
const typings = process.argv[3] ?? '';
const data = process.argv[4] ?? '';
const valid = validPrograms(repository);
const exerciseFolder = path.join(repository, 'exercises/chapter3/3.2-regularization');

const handlers: Record<Question['kind'], (folder: string) => Promise<Omit<Answer, keyof Question>>> = {
  train,
  check,
};

async function train(folder: string) {
  const engine = await startEngine({ threads: 1 });
  const runDir = path.join(folder, 'run');
  const stray = new AbortController();
  const strayed = (error: unknown) => {
    stray.abort(studentRejection(error) ?? new FailureError(toFailure(error), error));
  };
  process.on('unhandledRejection', strayed);
  let failure: Failure | undefined;
  const logged: string[] = [];
  const lines = new ShownLines({ deliver: (_level, text) => logged.push(...text.split('\n')) });
  try {
    await runTraining(
      { file: path.join(folder, 'baseline.ts'), data, runDir, device: 'cpu', maxSteps: 2 },
      {
        signal: stray.signal,
        emit: (event) => {
          if (event.type === 'log') lines.add(event.level, event.text);
        },
        engine,
        typings,
        deadlines,
        worker: { pid: process.pid, socket: '' },
      },
    );
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    failure = error.failure;
  } finally {
    process.off('unhandledRejection', strayed);
    lines.end();
  }
  const run = await readRun(runDir);
  const text = await readFile(path.join(runDir, 'run.json'), 'utf8');
  const faults = [
    ...(failure ? await faultsOfFailure(failure, folder) : []),
    ...(isActive(run.state) ? [`run.json says ${run.state}`] : []),
    ...(text.length > 500_000 ? [`run.json has ${text.length} characters`] : []),
    ...logged.flatMap((line) => faultsOfText(line, 25_000)),
  ];
  return { end: failure ? withoutDetails(`${failure.what} ${failure.why ?? ''}`) : run.state, faults };
}

async function check(folder: string) {
  await startEngine({ threads: 1 });
  const exercise = exerciseSchema.parse(
    JSON.parse(await readFile(path.join(exerciseFolder, 'exercise.json'), 'utf8')),
  );
  const report = await checkInProcess({
    exercise,
    checks: checks(),
    folder,
    typings,
    runs: [],
    deadlines,
    log: () => undefined,
  });
  const parsed = checkReportSchema.safeParse(report);
  const findings = report.items.flatMap((item) => item.checks).flatMap((result) => result.findings);
  const faults = [
    ...(parsed.success ? [] : [parsed.error.message]),
    ...(report.points < 0 || report.points > report.max ? [`${report.points} points`] : []),
    ...findings.flatMap(({ probed, expected, actual, why, hints }) =>
      [probed, expected, actual, why ?? '', ...hints].flatMap((text) => faultsOfText(text, 5_000)),
    ),
  ];
  return { end: `${report.points} points`, faults };
}

/** A failure's sentence without what differs from program to program. */
const withoutDetails = (what: string) => what.slice(0, 110).replace(/\d+/g, '0');

async function answer({ seed, kind }: Question): Promise<Answer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lits-fuzz-'));
  try {
    await mkdir(folder, { recursive: true });
    const { text } = fuzzedProgram(seed, valid);
    await writeFile(path.join(folder, 'baseline.ts'), text);
    return { seed, kind, ...(await handlers[kind](folder)) };
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { seed, kind, end: 'broken', faults: [`thrown: ${text.slice(0, 2000)}`] };
  } finally {
    tf.disposeVariables();
    await rm(folder, { recursive: true, force: true });
  }
}

// A promise that a program left behind may be rejected at any time.
process.on('unhandledRejection', () => undefined);
forbidCodeFromText();
process.on('message', (question: Question) => void answer(question).then((given) => process.send?.(given)));
process.send?.('ready');
