import { classNames } from '../../course/classes';
import type { DeviceId } from '../../protocol/devices';
import type { Evaluation } from '../../protocol/run';
import { percent, table } from '../format';
import type { Io } from '../io';
import { existingRunFolder } from '../places';
import { runJob } from '../runJob';
import { texts } from '../texts';
import type { View } from '../view/view';

export interface EvaluateOptions {
  split: 'val' | 'test';
  checkpoint: 'best' | 'last';
  device: DeviceId;
  threads?: number;
}

const uniformGuessLoss = Math.log(classNames.length);

/** `lits evaluate RUN` */
export async function evaluate(run: string, options: EvaluateOptions, io: Io, view: View): Promise<void> {
  const runDir = existingRunFolder(run, io.cwd);
  const { split, checkpoint, device, threads } = options;
  const result = await runJob({ kind: 'evaluate', runDir, split, checkpoint, device, threads }, io, view);
  view.result(result, evaluationText(result.evaluation));
}

/** The figures of an evaluation, as text. */
export function evaluationText(evaluation: Evaluation): string {
  const { evaluate: words } = texts;
  const names = evaluation.perClass.map(({ name }) => name);
  const figures = table([
    [words.accuracy, percent(evaluation.accuracy)],
    [words.balancedAccuracy, percent(evaluation.balancedAccuracy)],
    [words.majorityBaseline, percent(evaluation.majorityBaseline)],
    [words.loss, evaluation.loss.toFixed(4)],
  ]);
  const confusion = table([
    ['', ...names],
    ...evaluation.confusion.map((row, index) => [names[index] ?? '', ...row.map(String)]),
  ]);
  const perClass = table([
    [...words.perClass],
    ...evaluation.perClass.map(({ name, precision, recall, f1, support }) => [
      name,
      percent(precision),
      percent(recall),
      percent(f1),
      String(support),
    ]),
  ]);
  const warning = evaluation.loss > uniformGuessLoss ? [words.worseThanUniform] : [];
  return [
    words.summary(evaluation.slices, evaluation.volumes, evaluation.split),
    '',
    figures,
    ...warning,
    '',
    words.confusion,
    confusion,
    '',
    perClass,
  ].join('\n');
}
