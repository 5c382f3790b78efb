import { relative } from 'node:path';
import { defaultDevice, deviceIdSchema, type DeviceId } from '../../protocol/devices';
import { readRun } from '../../runs';
import { t } from '../../words';
import { exitCode, type ExitCode } from '../exitCode';
import type { Io } from '../io';
import { existingRunFolder } from '../places';
import { runJob } from '../runJob';
import type { View } from '../view/view';
import { trainedText } from './trainCommand';

export interface ResumeOptions {
  device?: DeviceId;
  threads?: number;
  checkpointEvery?: number;
}

/** `lits runs resume`: goes on with a run on the device that it began on, with as many threads, unless others are asked for. */
export async function resumeRun(
  given: string,
  options: ResumeOptions,
  io: Io,
  view: View,
): Promise<ExitCode> {
  const runDir = await existingRunFolder(given, io.cwd);
  const record = await readRun(runDir);
  const shownRun = relative(io.cwd, runDir) || runDir;
  view.note(t('Run {0}', shownRun));
  const job = {
    runDir,
    device: options.device ?? deviceIdSchema.catch(defaultDevice).parse(record.device),
    threads: options.threads ?? record.threads,
    checkpointSeconds: options.checkpointEvery,
  };
  const run = await runJob('resume', job, io, view, runDir);
  view.result(
    { kind: 'train', runDir, run },
    [...trainedText(run), t('Next: lits evaluate {0}', shownRun)].join('\n'),
  );
  return run.state === 'done' ? exitCode.ok : exitCode.failed;
}
