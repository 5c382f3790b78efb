import { basename, relative } from 'node:path';
import { remarkText } from '../../evaluate/remarkText';
import { trainedOn } from '../../protocol/devices';
import type { ShownRun } from '../../panels/dashboard';
import type { EvaluationLine } from '../../protocol/evaluation';
import type { RunRecord } from '../../protocol/run';

/**
 * @param folder workspace folder that the run lies in.
 * @param name that it is shown by.
 * @param stopping whether the student has asked for its end.
 * @param evaluations all there ever were of it, the oldest first.
 */
export function shownRun(
  record: RunRecord,
  folder: string,
  {
    name = record.name,
    stopping,
    evaluations = [],
  }: { name?: string; stopping: boolean; evaluations?: readonly EvaluationLine[] },
): ShownRun {
  const file = relative(folder, record.file);
  return {
    id: record.id,
    name,
    file: file.startsWith('..') ? record.file : file,
    createdAt: record.createdAt,
    state: record.state,
    stopping,
    epochs: record.config?.epochs,
    epoch: record.progress?.epoch,
    step: record.progress?.step,
    totalSteps: record.progress?.totalSteps,
    device: trainedOn(record),
    parameters: record.parameters,
    best: record.best,
    failure: record.failure,
    data: record.dataset && {
      name: basename(record.dataset.path),
      path: record.dataset.path,
      fingerprint: record.dataset.fingerprint,
    },
    doubts: (record.dataset?.doubts ?? []).map(remarkText),
    evaluations: latestOf(evaluations),
  };
}

/** The latest evaluation of each split and checkpoint. */
function latestOf(evaluations: readonly EvaluationLine[]): EvaluationLine[] {
  return [...new Map(evaluations.map((line) => [`${line.split} ${line.checkpoint}`, line])).values()];
}

/** A training whose worker has not written its `run.json` yet. */
export function shownTraining(training: {
  dir: string;
  folder: string;
  file: string;
  name: string;
}): ShownRun {
  return {
    id: basename(training.dir),
    name: training.name,
    file: relative(training.folder, training.file),
    createdAt: new Date().toISOString(),
    state: 'starting',
    stopping: false,
    doubts: [],
    evaluations: [],
  };
}
