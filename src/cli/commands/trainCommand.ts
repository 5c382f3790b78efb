import { basename, dirname, relative } from 'node:path';
import type { DeviceId } from '../../protocol/devices';
import { removeIfEmpty } from '../../files/removeIfEmpty';
import type { RunRecord } from '../../protocol/run';
import { duration, loss, percent, t } from '../../words';
import { settingsGiven, type SettingOptions } from '../givenSettings';
import { exitCode, type ExitCode } from '../exitCode';
import type { Io } from '../io';
import { existingPath } from '../paths';
import { dataFolder, newRunFolder } from '../places';
import { processesOf, runInProcesses, type ProcessOptions } from '../runInProcesses';
import { resumeText, runJob } from '../runJob';
import type { View } from '../view/view';

export interface TrainOptions extends SettingOptions, ProcessOptions {
  data?: string;
  steps?: number;
  runDir?: string;
  device: DeviceId;
  threads?: number;
  /** Seconds. */
  checkpointEvery?: number;
  tensorboard?: boolean;
}

/** `lits train FILE` */
export async function train(givenFile: string, options: TrainOptions, io: Io, view: View): Promise<ExitCode> {
  const file = await existingPath(givenFile, io.cwd, 'file');
  const { steps: maxSteps, device, threads, checkpointEvery: checkpointSeconds, tensorboard } = options;
  const settings = await settingsGiven(options, io.cwd);
  const data = await dataFolder(options.data, io.cwd, file);
  const runDir = await newRunFolder(options.runDir, io.cwd, file, io.now());
  const shownRun = relative(io.cwd, runDir) || runDir;
  view.note(t('Run {0}', shownRun));
  view.note(t('Data set "{0}" in {1}', basename(data), dirname(data)));
  const job = {
    file,
    data,
    runDir,
    settings,
    maxSteps,
    device,
    threads,
    checkpointSeconds,
    tensorboard,
  };
  const processes = processesOf(options);
  // The folder was made for a run that may be kept elsewhere, or not have begun.
  const run = processes
    ? await runInProcesses({ kind: 'train', job }, processes, io, view).finally(() => removeIfEmpty(runDir))
    : await runJob('train', job, io, view, runDir);
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

/** What came of a training, in lines. */
export function trainedText(run: RunRecord): string[] {
  const steps = run.progress?.step ?? 0;
  const seconds = run.progress?.seconds ?? (Date.parse(run.updatedAt) - Date.parse(run.createdAt)) / 1000;
  const { best } = run;
  return [
    run.state === 'done'
      ? t('Trained {0} steps in {1}.', steps, duration(seconds))
      : t('Stopped after {0} steps. What was learned so far is kept.', steps),
    ...(run.state === 'stopped' ? [resumeText(run.id)] : []),
    ...(best
      ? [
          t(
            'Best epoch: {0}, with a validation loss of {1} and an accuracy of {2}.',
            best.epoch,
            loss(best.valLoss, 4),
            percent(best.valAccuracy),
          ),
        ]
      : []),
  ];
}
