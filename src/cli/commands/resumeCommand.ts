import { relative } from 'node:path';
import { defaultDevice, deviceIdSchema, type DeviceId } from '../../protocol/devices';
import { readRun } from '../../runs';
import { t } from '../../words';
import { exitCode, type ExitCode } from '../exitCode';
import type { Io } from '../io';
import { existingRunFolder } from '../places';
import { deviceOfEach, processesOf, runInProcesses, type ProcessOptions } from '../runInProcesses';
import { runJob } from '../runJob';
import type { View } from '../view/view';
import { trainedText } from './trainCommand';

export interface ResumeOptions extends ProcessOptions {
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
  const processes = processesOf(options);
  const before = deviceIdSchema.catch(defaultDevice).parse(record.device);
  const job = {
    runDir,
    device: options.device ?? (processes ? deviceOfEach(before) : before),
    threads: options.threads ?? record.threads,
    checkpointSeconds: options.checkpointEvery,
  };
  const run = processes
    ? await runInProcesses({ kind: 'resume', job }, processes, io, view)
    : await runJob('resume', job, io, view, runDir);
  if (!run) {
    view.result({ kind: 'train' }, t('The processes of this machine have done their part.'));
    return exitCode.ok;
  }
  view.result(
    { kind: 'train', runDir, run },
    [...trainedText(run), t('Next: lits evaluate {0}', shownRun)].join('\n'),
  );
  return run.state === 'done' ? exitCode.ok : exitCode.failed;
}
