import { areVolumesKnown, type DataDoubt, type SplitName } from '../protocol/dataSet';
import type { Evaluation } from '../protocol/evaluation';
import { predictedCounts, supports } from './confusion';

/** Something about an evaluation that a student should know and may overlook; clients put it into words. Shares are 0..1. */
export type Remark =
  | DataDoubt
  /** Always answering `name` would have been right as often. */
  | { id: 'worseThanMajority'; accuracy: number; baseline: number; name: string }
  /** The interval of the accuracy still holds that baseline. */
  | { id: 'notSurelyBetter'; low: number; high: number; baseline: number; name: string }
  /** The loss is above that of a uniform guess, `uniform`. */
  | { id: 'overconfident'; loss: number; uniform: number }
  /** The accuracy hides how few slices of a class are found. */
  | { id: 'hiddenRecall'; name: string; recall: number; accuracy: number }
  | { id: 'neverPredicted'; name: string; support: number }
  /** The split has no slice of the class. */
  | { id: 'absentClass'; name: string }
  /** One volume: no interval can be told. */
  | { id: 'oneVolume' }
  /** Few volumes: the interval of the accuracy is wide, and itself uncertain. */
  | { id: 'fewVolumes'; volumes: number; low: number; high: number };

/** By how much a class's recall may lie below the accuracy before it counts as hidden. */
const hiddenBelow = 0.15;
/** An interval from fewer volumes is itself uncertain; a wider one says little. */
const enoughVolumes = 10;
const wide = 0.2;

/** What is to be said of an evaluation, the most important first. */
export function remarksOn({
  bySlice: { confusion, figures, intervals },
  classNames,
  provenance: { volumes, split, doubts = [] },
}: Pick<Evaluation, 'bySlice' | 'classNames' | 'provenance'>): Remark[] {
  const support = supports(confusion);
  const predicted = predictedCounts(confusion);
  const { accuracy, majorityBaseline: baseline, logLoss: loss } = figures;
  const majority = classNames[support.indexOf(Math.max(...support))];
  const uniform = Math.log(classNames.length);
  const interval = intervals?.accuracy;
  const remarks: Remark[] = doubts.filter((doubt) => isAbout(doubt, split));

  if (accuracy <= baseline) remarks.push({ id: 'worseThanMajority', accuracy, baseline, name: majority });
  else if (interval && interval.low <= baseline)
    remarks.push({ id: 'notSurelyBetter', ...interval, baseline, name: majority });
  if (loss > uniform) remarks.push({ id: 'overconfident', loss, uniform });
  classNames.forEach((name, index) => {
    const { recall } = figures.classes[index];
    if (support[index] === 0) remarks.push({ id: 'absentClass', name });
    else if (predicted[index] === 0) remarks.push({ id: 'neverPredicted', name, support: support[index] });
    else if (recall < accuracy - hiddenBelow) remarks.push({ id: 'hiddenRecall', name, recall, accuracy });
  });
  if (!areVolumesKnown(doubts)) return remarks;
  if (volumes === 1) remarks.push({ id: 'oneVolume' });
  else if (interval && (volumes < enoughVolumes || interval.high - interval.low > wide))
    remarks.push({ id: 'fewVolumes', volumes, ...interval });
  return remarks;
}

/** Patients that two other splits share do not make this one's figures better. */
function isAbout(doubt: DataDoubt, split: SplitName): boolean {
  return doubt.id !== 'patientsShared' || doubt.splits.includes(split);
}
