import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { checkExercise, meansText } from '../../check';
import { physicalCores } from '../../engine';
import { writeJsonAtomic } from '../../files/atomicFile';
import { readJsonIfWhole } from '../../files/jsonFile';
import { checkReportSchema } from '../../protocol/checkReport';
import type { Checked, CheckJob } from '../../protocol/jobs/checkJob';
import type { RunningJob } from '../server';
import { t } from '../../words';

/** Checks an exercise and writes the report before it is told. */
export async function check(
  job: CheckJob,
  { signal, emit }: RunningJob,
  { program, typings }: { program: string; typings: string },
): Promise<Checked> {
  emit({ type: 'state', state: 'running' });
  const { report, means } = await checkExercise({
    exercise: job.exercise,
    folder: job.folder,
    runs: job.runs,
    only: job.only,
    earlier: job.only && job.out ? await readJsonIfWhole(job.out, checkReportSchema) : undefined,
    typings,
    program,
    threads: job.threads ?? physicalCores(),
    signal,
    log: (level, text) => emit({ type: 'log', level, text }),
    onProgress: ({ done, total, ...event }) => {
      emit({ type: 'check', ...event });
      emit({ type: 'progress', phase: 'check', text: t('Checking'), done, total, unit: 'checks' });
    },
  });
  if (job.out) {
    await mkdir(path.dirname(job.out), { recursive: true });
    await writeJsonAtomic(job.out, report);
  }
  return { report, containment: meansText(means) };
}
