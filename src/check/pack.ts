import { build } from 'esbuild';
import path from 'node:path';
import vm from 'node:vm';
import * as tf from '@tensorflow/tfjs';
import * as z from 'zod';
import { exerciseSchema, type Exercise } from '../course/manifest';
import { readExerciseWords, readManifest, type CourseWords } from '../protocol/courseWords';
import { FailureError, messageOf } from '../protocol/failure';
import { faultLines, validate } from '../protocol/validate';
import { anyEncoding } from '../encoding';
import * as student from '../student';
import { addWords, t } from '../words';
import * as authoring from './authoring';
import type { Check } from './check';

/** What `checks.ts` may import besides files of its own. */
const modules: Readonly<Record<string, object>> = {
  '@tensorflow/tfjs': tf,
  lits: student,
  'lits/check': authoring,
};

/** An exercise and its checks, as their author wrote them. */
export interface Pack {
  exercise: Exercise;
  /** `checks.ts` and what it imports, as one CommonJS module. */
  code: string;
  /** Translations that come with it. */
  words: CourseWords;
}

/**
 * Reads an exercise's folder.
 * @throws FailureError when its files cannot be used: they are the author's, not the student's.
 */
export async function readPack(folder: string): Promise<Pack> {
  const manifest = path.join(folder, 'exercise.json');
  const words = await readExerciseWords(folder);
  return {
    exercise: await readManifest(manifest, exerciseSchema, words),
    code: await bundleChecks(path.join(folder, 'checks.ts')),
    words,
  };
}

async function bundleChecks(file: string): Promise<string> {
  try {
    const { outputFiles } = await build({
      entryPoints: [file],
      write: false,
      bundle: true,
      format: 'cjs',
      platform: 'neutral',
      target: 'es2022',
      external: Object.keys(modules),
      tsconfigRaw: {},
      plugins: [anyEncoding(() => undefined)],
      logLevel: 'silent',
    });
    return outputFiles[0].text;
  } catch (error) {
    throw brokenPack(file, messageOf(error), error);
  }
}

const checksSchema = z
  .array(
    z.object({
      id: z.string().min(1),
      item: z.string().min(1),
      title: z.string().min(1),
      fault: z.string().min(1),
      needs: z.array(z.string()).readonly().optional(),
      share: z.number().nonnegative().optional(),
      probe: z.custom<Check['probe']>((value) => typeof value === 'function', {
        error: () => t('must be a function'),
      }),
    }),
  )
  .min(1);

/**
 * The checks of a pack, in the language that is spoken.
 * @throws FailureError when they are not checks, or do not fit the exercise.
 */
export function loadChecks({ exercise, code, words }: Pack): Check[] {
  addWords(words);
  try {
    return checkedChecks(exercise, code);
  } catch (error) {
    throw error instanceof FailureError ? error : brokenPack('checks.ts', messageOf(error), error);
  }
}

/** Runs what the author wrote. */
function checkedChecks(exercise: Exercise, code: string): Check[] {
  const module: { exports: { default?: unknown } } = { exports: {} };
  // no text: JavaScript around what the author wrote
  const script = new vm.Script(`(function (module, exports, require) {${code}\n})`, {
    filename: 'checks.cjs',
  });
  const evaluate = script.runInThisContext() as (...values: unknown[]) => void;
  evaluate(module, module.exports, (name: string) => modules[name]);
  const { default: checks } = module.exports;
  if (typeof checks !== 'function')
    throw brokenPack(
      'checks.ts',
      t('It must export a function that returns the checks: export default (): Check[] => [ … ].'),
    );
  const read = validate(checksSchema, (checks as () => unknown)());
  if (!read.ok) throw brokenPack('checks.ts', faultLines(read.faults));
  const known = new Set<string>();
  for (const { id, item, needs = [] } of read.value) {
    const unknown = needs.find((need) => !known.has(need));
    if (known.has(id)) throw brokenPack('checks.ts', t('Two checks have the id {0}.', id));
    if (unknown !== undefined)
      throw brokenPack('checks.ts', t('{0} needs {1}, which is no check before it.', id, unknown));
    if (!exercise.tasks.some((task) => task.id === item))
      throw brokenPack(
        'checks.ts',
        t('{0} is for {1}, which is no task of exercise {2}.', id, item, exercise.id),
      );
    known.add(id);
  }
  return read.value.map(({ needs, share, ...check }) => ({
    ...check,
    ...(needs ? { needs } : {}),
    ...(share === undefined ? {} : { share }),
  }));
}

function brokenPack(file: string, why: string, cause?: unknown): FailureError {
  return new FailureError(
    {
      what: t('The checks of this exercise cannot be used: {0}.', file),
      why,
      next: t('Tell the author of the course.'),
    },
    cause,
  );
}
