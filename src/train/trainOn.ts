import { remarkText } from '../evaluate/remarkText';
import { messageOf } from '../protocol/failure';
import type { CheckpointName } from '../protocol/run';
import { checkpointFolder, syncMetrics, type RunLogWriter, type RunWriter } from '../runs';
import { t } from '../words';
import { countLostLesions } from './augmentation';
import { saveCheckpoint, type Progress } from './checkpoint';
import { describeDataset } from './describeDataset';
import { logHeading } from './logTexts';
import { stepsOfEpoch, totalSteps, trainModel, type LoopEnd, type LoopKeeper, type LoopPoint } from './loop';
import { loopOptionsOf, type LoopParts } from './loopParts';
import { mustHoldItsWeights } from './pass';
import { trainableParameters } from './program';
import { Ranks } from './ranks';
import { Cadence } from './resume/cadence';
import { forgetPoint, savePoint } from './resume/point';
import { observerFor } from './runObserver';
import { validationsOf } from './steering';

/** What a training is made of. */
export interface Parts extends LoopParts {
  writer: RunWriter;
  /** For what only the log of the run is to say: the rest is told as it is. */
  kept: RunLogWriter;
  checkpointSeconds: number | undefined;
  /** Where it goes on, and how often it has been validated by then; default: at its beginning. */
  from?: { point: LoopPoint; validations: number };
}

/** Trains, and writes all that comes of it into the run. @throws FailureError as `trainModel` */
export async function trainOn(parts: Parts): Promise<'done' | 'stopped'> {
  const { writer, context, log, kept, training, model, config, dataset, from } = parts;
  const changed = new AbortController();
  dataset.unchanged.catch((error: unknown) => changed.abort(error));
  const signal = AbortSignal.any([context.signal, changed.signal]);
  const ranks = context.place && new Ranks(context.place, signal);
  const steps = totalSteps(config, dataset.split('train').count);
  const { step = 0, epoch = 0, seconds = 0 } = from?.point.state ?? {};
  await writer.update({
    state: 'running',
    config,
    dataset: describeDataset(dataset),
    parameters: trainableParameters(model),
    progress: { epoch, step, totalSteps: steps, seconds },
  });
  context.emit({ type: 'state', state: 'running' });
  if (!from) for (const line of logHeading(writer.record, model)) kept.add('info', line);
  for (const doubt of dataset.doubts) log('warning', remarkText(doubt));

  if (!from) await warnOfLostLesions(parts);

  let saved = 0;
  const save = async (name: CheckpointName, progress: Progress) => {
    mustHoldItsWeights(model);
    await saveCheckpoint(checkpointFolder(writer.folder, name), model, progress);
    saved = progress.step;
  };
  const end = await trainModel({
    ...loopOptionsOf(parts),
    signal: ranks?.signal ?? signal,
    ranks,
    from: from?.point,
    keeper: keeperFor(parts),
    observer: observerFor({
      writer,
      kept,
      context,
      log,
      config,
      dataset,
      steps,
      validations: validationsOf(training.settings, {
        steps,
        epochs: Math.ceil(steps / stepsOfEpoch(config, dataset.split('train').count)),
      }),
      done: { steps: step, validations: from?.validations ?? 0 },
      save,
    }),
  });
  if (end.restored) await save('last', end.restored);
  else if (end.step > saved) await save('last', { step: end.step, epoch: end.epoch });
  if (end.stoppedEarly) await tellEarlyStop(parts, end);
  await dataset.unchanged;
  if (end.state === 'done') await forgetPoint(writer.folder);
  return end.state;
}

/** Keeps points to resume from. What cannot be kept is told once; the training goes on without it. */
function keeperFor({ writer, context, log, model, optimizer, checkpointSeconds }: Parts): LoopKeeper {
  const cadence = new Cadence(checkpointSeconds);
  let isTold = false;
  /** Who has asked for the end is told that it comes. */
  const tellStop = (done: number, total: number) => {
    if (!context.signal.aborted || total === 0) return;
    context.emit({
      type: 'progress',
      phase: 'save',
      text: t('Keeping where the run stands'),
      done: done / 1e6,
      total: total / 1e6,
      unit: 'MB',
    });
  };
  return {
    isDue: () => cadence.isDue(),
    async keep(point) {
      const begin = performance.now();
      let bytes = 0;
      try {
        const metricsBytes = await syncMetrics(writer.folder);
        const { best } = writer.record;
        const trained = { model, optimizer };
        bytes = await savePoint(writer.folder, trained, point, { metricsBytes, best }, tellStop);
      } catch (error) {
        if (!isTold)
          log(
            'warning',
            t(
              'Where the run stands could not be kept, so it cannot be resumed from here: {0}',
              messageOf(error),
            ),
          );
        isTold = true;
      }
      cadence.wrote({ seconds: (performance.now() - begin) / 1000, bytes });
    },
  };
}

async function tellEarlyStop({ writer, training, log }: Parts, end: LoopEnd): Promise<void> {
  const { metric, patience } = training.settings.earlyStopping ?? { metric: '', patience: 0 };
  const { step, epoch, restored } = end;
  await writer.update({ stoppedEarly: { step, epoch } });
  log(
    'info',
    t(
      'Stopped early in epoch {0}: {1} was not better in {2} validations.',
      epoch,
      metric,
      Math.max(1, patience),
    ),
  );
  if (restored)
    log('info', t('The weights are those of step {0}, in epoch {1}.', restored.step, restored.epoch));
}

async function warnOfLostLesions({
  training,
  config: { seed },
  log,
  context,
  augmentation,
  dataset,
}: Parts): Promise<void> {
  if (!augmentation?.pipeline) return;
  const { signal, deadlines } = context;
  const options = { program: training.program, seed, log, deadlineMs: deadlines.stepMs, signal };
  const loss = await countLostLesions(augmentation.pipeline, dataset.split('train'), dataset.path, options);
  if (!loss || loss.lost === 0) return;
  log(
    'warning',
    `augment: ${t(
      'In {0} of {1} slices with a lesion nothing of the lesion is left after your augmentation: their label would be wrong. Shift, crop and erase less.',
      loss.lost,
      loss.tried,
    )} (removes-lesion)`,
  );
}
