import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { checkExercise, meansText } from '../../check';
import { physicalCores } from '../../engine';
import { checkReportSchema, type CheckReport } from '../../protocol/checkReport';
import { hasCode } from '../../protocol/errorCode';
import type { CheckJob, JobResult } from '../../protocol/jobs';
import type { RunningJob } from '../server';

/** Checks an exercise and writes the report before it is told. */
export async function check(
  job: CheckJob,
  { signal, emit }: RunningJob,
  { program, typings }: { program: string; typings: string },
): Promise<JobResult> {
  emit({ type: 'state', state: 'running' });
  const { report, means } = await checkExercise({
    exercise: job.exercise,
    folder: job.folder,
    runs: job.runs,
    only: job.only,
    earlier: job.only && job.out ? await earlierReport(job.out) : undefined,
    typings,
    program,
    threads: physicalCores(),
    signal,
    log: (level, text) => emit({ type: 'log', level, text }),
    onProgress: ({ done, total, ...event }) => {
      emit({ type: 'check', ...event });
      emit({ type: 'progress', phase: 'Checking', done, total, unit: 'checks' });
    },
  });
  if (job.out) {
    await mkdir(path.dirname(job.out), { recursive: true });
    await writeFileAtomic(job.out, `${JSON.stringify(report, undefined, 2)}\n`);
  }
  return { kind: 'check', report, containment: meansText(means) };
}

/** A report that cannot be read is as good as none: the new one replaces it. */
async function earlierReport(file: string): Promise<CheckReport | undefined> {
  try {
    return checkReportSchema.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
