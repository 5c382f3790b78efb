import { classText } from '../../course/classes';
import { supports } from '../../evaluate/confusion';
import { remarksOn } from '../../evaluate/remarks';
import { remarkText } from '../../evaluate/remarkText';
import { testRemarks, testUse } from '../../evaluate/testUse';
import { areVolumesKnown, dataSetName } from '../../protocol/dataSet';
import type { DeviceId } from '../../protocol/devices';
import type { SplitName } from '../../protocol/run';
import type { Evaluation, Interval, Provenance } from '../../protocol/evaluation';
import { lostLines, readEvaluationLog, readRun, runFiles } from '../../runs';
import { loss, percent, t } from '../../words';
import type { Io } from '../io';
import { existingRunFolder } from '../places';
import { runJob } from '../runJob';
import { table } from '../table';
import type { View } from '../view/view';

export interface EvaluateOptions {
  split: SplitName;
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
  const doubts = use ? testRemarks({ name: record.name, record, evaluations }, []) : [];
  const ofTraining =
    split === 'train'
      ? ['', t('The run has trained on these slices: this says nothing about new ones.')]
      : [];
  const recorded = use ? ['', testUseText(use.times, log.damaged), ...doubts.map(remarkText)] : [];
  view.result(
    { kind: 'evaluate', evaluation },
    [evaluationText(evaluation), ...ofTraining, ...recorded].join('\n'),
  );
}

/** @param damaged lines of the log that cannot be read: they may be of other measurements */
export function testUseText(times: number, damaged: number): string {
  if (damaged > 0 && times === 1)
    return t('The test set has been measured with this run now, and perhaps before: its log is damaged.');
  if (damaged > 0)
    return t('The test set has been measured with this run at least {0} times: its log is damaged.', times);
  if (times === 1) return t('The test set was measured with this run for the first time.');
  return t('The test set has been measured with this run {0} times.', times);
}

function provenanceText(provenance: Provenance): string {
  const { checkpoint, epoch } = provenance;
  const data = dataSetName(provenance);
  if (epoch === null) return t('Weights: {0}. Data set {1}.', checkpoint, data);
  return t('Weights: {0}, epoch {1}. Data set {2}.', checkpoint, epoch, data);
}

/** The figures of an evaluation, as text. */
export function evaluationText(evaluation: Evaluation): string {
  const { provenance, bySlice } = evaluation;
  const names = evaluation.classNames.map(classText);
  const { confusion, figures: of } = bySlice;
  const support = supports(confusion);
  const shownInterval = (interval: Interval | null | undefined, format: (value: number) => string) =>
    interval ? t('95% interval {0} to {1}', format(interval.low), format(interval.high)) : '';
  const asLoss = (value: number) => loss(value, 4);
  const figures = table([
    [t('accuracy'), percent(of.accuracy), shownInterval(bySlice.intervals?.accuracy, percent)],
    [
      t('balanced accuracy'),
      percent(of.balancedAccuracy),
      shownInterval(bySlice.intervals?.balancedAccuracy, percent),
    ],
    [t('majority baseline'), percent(of.majorityBaseline), ''],
    [t('loss'), asLoss(of.logLoss), shownInterval(bySlice.intervals?.logLoss, asLoss)],
  ]);
  const matrix = table([
    ['', ...names],
    ...confusion.map((row, index) => [names[index] ?? '', ...row.map(String)]),
  ]);
  const perClass = table([
    [t('class'), t('precision'), t('recall'), 'F1', t('slices')],
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
    areVolumesKnown(provenance.doubts)
      ? t('{0} slices of {1} volumes ({2})', provenance.slices, provenance.volumes, provenance.split)
      : t('{0} slices, volumes not known ({1})', provenance.slices, provenance.split),
    provenanceText(provenance),
    '',
    figures,
    '',
    t('Confusion matrix: rows are the truth, columns the prediction'),
    matrix,
    '',
    perClass,
    ...(remarks.length ? ['', ...remarks] : []),
  ].join('\n');
}
