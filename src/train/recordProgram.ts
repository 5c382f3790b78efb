import type { RecordedProgram, RecordJob } from '../protocol/jobs/trainJob';
import { saveProgram } from '../runs';
import { visible } from '../words';
import { compileProgram } from './program';
import type { JobContext } from './context';

/**
 * Records a student's program as it is now, to be trained later. Nothing of it is run; what the type checker refuses is told now.
 * @throws FailureError with the student's lines for whatever is wrong in it
 */
export async function recordProgram(
  { file, folder }: RecordJob,
  { typings, emit }: Pick<JobContext, 'typings' | 'emit'>,
): Promise<RecordedProgram> {
  const { bundle } = await compileProgram(file, typings);
  for (const text of bundle.remarks ?? []) emit({ type: 'log', level: 'warning', text: visible(text) });
  await saveProgram(folder, bundle);
  return { codeHash: bundle.hash };
}
