import path from 'node:path';
import { isComplete, Transform } from '../augment';
import type { StudentPipeline } from '../protocol/augmentation';
import { isTraining } from '../student';
import { t } from '../words';
import { askStudentCode, compileProgram, openProgram, type RunOptions } from './program';

/**
 * Runs the module code of a student's file and describes its pipeline. That is the `augment` of `defineTraining`; without it,
 * the default export; without that, the first transform that is exported.
 * @param options `typings` is the folder of the type declarations
 * @throws FailureError with the student's lines for whatever is wrong in the file.
 */
export async function readPipeline(
  file: string,
  { typings, ...options }: RunOptions & { typings: string },
): Promise<StudentPipeline> {
  const program = await compileProgram(file, typings);
  const { exports } = openProgram(program, options);
  return askStudentCode(program, options, t('describing your pipeline'), () =>
    describe(exports, path.basename(file)),
  );
}

function describe(exports: Record<string, unknown>, name: string): StudentPipeline {
  const exported = exports['default'];
  const augment: unknown = isTraining(exported) ? exported.settings.augment : exported;
  const pipeline = [augment, ...Object.values(exports)].find((value) => value instanceof Transform);
  if (pipeline) {
    const description = pipeline.describe();
    return isComplete(description)
      ? { kind: 'description', file: name, description }
      : { kind: 'custom', file: name, description };
  }
  return { kind: typeof augment === 'function' ? 'function' : 'none', file: name };
}
