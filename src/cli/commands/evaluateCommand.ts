import { supports } from '../../evaluate/confusion';
import { remarksOn } from '../../evaluate/remarks';
import { testRemarks, testUse } from '../../evaluate/testUse';
import type { DeviceId } from '../../protocol/devices';
import type { Evaluation, Interval } from '../../protocol/evaluation';
import { lostLines, readEvaluationLog, readRun, runFiles } from '../../runs';
import { percent, table } from '../format';
import type { Io } from '../io';
import { existingRunFolder } from '../places';
import { remarkText } from '../remarkTexts';
import { runJob } from '../runJob';
import { texts } from '../texts';
import type { View } from '../view/view';

export interface EvaluateOptions {
  split: 'val' | 'test';
  checkpoint: 'best' | 'last';
  device: DeviceId;
  threads?: number;
}

/** `lits evaluate RUN` */
export async function evaluate(run: string, options: EvaluateOptions, io: Io, view: View): Promise<void> {
  const runDir = await existingRunFolder(run, io.cwd);
  const { split, checkpoint, device, threads } = options;
  const evaluation = await runJob('evaluate', { runDir, split, checkpoint, device, threads }, io, view);
  const [record, log] = [await readRun(runDir), await readEvaluationLog(runDir)];
  for (const text of lostLines(log.damaged, runFiles.evaluationLog))
    view.event({ type: 'log', level: 'warning', text });
  const evaluations = log.lines;
  const use = split === 'test' ? testUse(evaluations) : undefined;
  const doubts = use ? testRemarks({ record, evaluations }, []) : [];
  const recorded = use ? ['', texts.evaluate.testUse(use.times), ...doubts.map(remarkText)] : [];
  view.result({ kind: 'evaluate', evaluation }, [evaluationText(evaluation), ...recorded].join('\n'));
}

/** The figures of an evaluation, as text. */
export function evaluationText(evaluation: Evaluation): string {
  const { evaluate: words } = texts;
  const { provenance, classNames: names, bySlice } = evaluation;
  const { confusion, figures: of } = bySlice;
  const support = supports(confusion);
  const shownInterval = (interval: Interval | null | undefined, format: (value: number) => string) =>
    interval ? words.interval(format(interval.low), format(interval.high)) : '';
  const loss = (value: number) => value.toFixed(4);
  const figures = table([
    [words.accuracy, percent(of.accuracy), shownInterval(bySlice.intervals?.accuracy, percent)],
    [
      words.balancedAccuracy,
      percent(of.balancedAccuracy),
      shownInterval(bySlice.intervals?.balancedAccuracy, percent),
    ],
    [words.majorityBaseline, percent(of.majorityBaseline), ''],
    [words.loss, loss(of.logLoss), shownInterval(bySlice.intervals?.logLoss, loss)],
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
  const remarks = remarksOn(evaluation).map(remarkText);
  return [
    words.summary(provenance.slices, provenance.volumes, provenance.split),
    words.provenance(provenance.checkpoint, provenance.epoch, provenance.datasetFingerprint),
    '',
    figures,
    '',
    words.confusion,
    matrix,
    '',
    perClass,
    ...(remarks.length ? ['', ...remarks] : []),
  ].join('\n');
}
