import type { ResumeJob } from '../../protocol/jobs/trainJob';
import { readRun } from '../../runs';
import type { JobContext } from '../context';
import { follow } from '../followTraining';
import type { Log } from '../program';
import type { Place } from '../ranks';
import { readPoint } from './point';
import { withRestoredTraining } from './restoredTraining';

/**
 * Takes part in a training that another process goes on with, and writes nothing.
 * @throws FailureError as `resumeTraining`
 */
export async function followResumed(
  { runDir }: ResumeJob,
  context: JobContext & { place: Place },
): Promise<void> {
  // The process that keeps the run says the same.
  const log: Log = () => undefined;
  const record = await readRun(runDir);
  const point = await readPoint(runDir);
  await withRestoredTraining({ runDir, record, point }, { context, log }, (parts, from) =>
    follow(parts, context.place, from),
  );
}
