import path from 'node:path';
import type { CheckReport, CheckResult } from '../protocol/checkReport';
import { optionsNotBegun } from '../protocol/starter';
import { readRuns } from '../runs';
import { requireTypings, type Deadlines, type Log } from '../train';
import { t } from '../words';
import type { Check } from './check';
import { findConfinement, type Means } from './contained/confinement';
import { startingAhead } from './contained/ahead';
import { ContainedRunner, runningChecks } from './contained/host';
import { placeInExercise } from './execute';
import { gradeExercise } from './grade';
import { loadChecks, readPack } from './pack';
import { prepareFile } from './prepare';
import { runChecks } from './runChecks';
import type { PreparedFile } from './subject';

export interface CheckExerciseOptions {
  /** The exercise's folder in the course. */
  exercise: string;
  /** The student's folder of the exercise. */
  folder: string;
  /** Folder of the student's runs, if there is one. */
  runs: string | undefined;
  /** Ids of the checks to run, or of items whose checks to run, with all that they need; default: all. */
  only?: { checks: readonly string[]; items: readonly string[] } | undefined;
  /** An earlier report, whose results stay for the checks that are not run. */
  earlier?: CheckReport | undefined;
  /** Folder of the type declarations for students. */
  typings: string;
  /** This program, which is started anew with `--check` to run student code. */
  program: string;
  threads: number;
  /** How long student code, and one whole check, may take; default: what is usual. */
  deadlines?: (Deadlines & { checkMs: number }) | undefined;
  signal: AbortSignal;
  log: Log;
  onProgress?: (progress: CheckProgress) => void;
}

export interface CheckProgress {
  /** The check that begins, or has ended when there is a result. */
  check: string;
  item: string;
  title: string;
  result?: CheckResult;
  /** Checks that are done, and those there are to do. */
  done: number;
  total: number;
}

/**
 * Checks a student's work on an exercise. The student's code runs in a process of its own, kept from the rest of the machine as far
 * as this one allows; one process for each file, and a new one after each that has ended.
 * @throws FailureError when the exercise itself cannot be used; the signal's reason when aborted. Whatever is wrong with the
 * student's work is in the report.
 */
export async function checkExercise(
  options: CheckExerciseOptions,
): Promise<{ report: CheckReport; means: Means }> {
  const { signal, log, typings, threads, only, onProgress } = options;
  const folder = path.resolve(options.folder);
  requireTypings(typings);
  const pack = await readPack(options.exercise);
  const { exercise } = pack;
  const all = loadChecks(pack);
  const checks = only ? withNeeds(all, only) : all;
  const { runs, lost } = options.runs === undefined ? noRuns : await readRuns(options.runs);
  for (const text of lost) log('warning', text);
  const notBegun = await optionsNotBegun(exercise, options.exercise, folder);
  const { deadlines, program } = options;
  using confinement = startingAhead(await findConfinement(program), runningChecks(program));
  const files: PreparedFile[] = [];
  for (const file of new Set(exercise.tasks.map(({ file }) => file))) {
    signal.throwIfAborted();
    const prepared = await prepareFile(file, { folder, typings, runs });
    for (const text of remarksOf(prepared)) log('warning', text);
    files.push(prepared);
  }

  const assignment = { pack, folder, files, threads, program, deadlines };
  const runners = new Map(
    files.map(({ file }) => [file, new ContainedRunner(assignment, confinement, signal, log)]),
  );
  const known = new Map(all.map((check) => [check.id, { ...check, ...placeInExercise(exercise, check) }]));
  const checkNamed = (id: string) => {
    const check = known.get(id);
    if (!check) throw new Error(`There is no check ${id}.`);
    return check;
  };
  let done = 0;
  const tell = (id: string, result?: CheckResult) =>
    onProgress?.({
      check: id,
      item: checkNamed(id).item,
      title: checkNamed(id).title,
      ...(result ? { result } : {}),
      done,
      total: checks.length,
    });
  try {
    const results = await runChecks({
      checks,
      obstacle: (id) => {
        const { file, option } = checkNamed(id);
        if (option && notBegun.has(option)) return t('You have not begun this option.');
        const isAbsent = files.some((one) => one.file === file && one.compiled === 'absent');
        return isAbsent ? t('{0} does not exist yet.', file) : undefined;
      },
      execute: async (id) => {
        const { file, title } = checkNamed(id);
        const runner = runners.get(file);
        if (!runner) throw new Error(`${file} was not prepared.`);
        return runner.execute(id, title);
      },
      onBegin: (id) => tell(id),
      onResult: (result) => {
        done++;
        tell(result.id, result);
      },
    });
    const kept = options.earlier?.items.flatMap((item) => item.checks) ?? [];
    const merged = [...results, ...kept.filter(({ id }) => !results.some((result) => result.id === id))];
    return { report: gradeExercise(exercise, all, merged, notBegun, new Date()), means: confinement.means };
  } finally {
    await Promise.all([...runners.values()].map((runner) => runner.dispose()));
  }
}

const remarksOf = ({ compiled }: PreparedFile): readonly string[] =>
  (typeof compiled === 'object' && 'program' in compiled && compiled.program.bundle.remarks) || [];

const noRuns = { runs: [], lost: [] };

/** The wanted checks and all that they need, in their order. */
function withNeeds(
  all: readonly Check[],
  { checks, items }: NonNullable<CheckExerciseOptions['only']>,
): Check[] {
  const wanted = new Set(checks);
  for (const { id, item } of all) if (items.includes(item)) wanted.add(id);
  for (const check of [...all].reverse())
    if (wanted.has(check.id)) for (const need of check.needs ?? []) wanted.add(need);
  return all.filter(({ id }) => wanted.has(id));
}
