import { classNames } from '../../course/classes';
import { supports } from '../../evaluate/confusion';
import type { DeviceId } from '../../protocol/devices';
import type { Evaluation } from '../../protocol/evaluation';
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
  const { provenance, classNames: names, bySlice } = evaluation;
  const { confusion, figures: of } = bySlice;
  const support = supports(confusion);
  const figures = table([
    [words.accuracy, percent(of.accuracy)],
    [words.balancedAccuracy, percent(of.balancedAccuracy)],
    [words.majorityBaseline, percent(of.majorityBaseline)],
    [words.loss, of.logLoss.toFixed(4)],
  ]);
  const matrix = table([
    ['', ...names],
    ...confusion.map((row, index) => [names[index] ?? '', ...row.map(String)]),
  ]);
  const perClass = table([
    [...words.perClass],
    ...of.classes.map(({ precision, recall, f1 }, index) => [
      names[index] ?? '',
      percent(precision),
      percent(recall),
      percent(f1),
      String(support[index]),
    ]),
  ]);
  const warning = of.logLoss > uniformGuessLoss ? [words.worseThanUniform] : [];
  return [
    words.summary(provenance.slices, provenance.volumes, provenance.split),
    '',
    figures,
    ...warning,
    '',
    words.confusion,
    matrix,
    '',
    perClass,
  ].join('\n');
}
