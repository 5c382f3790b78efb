import { majorityShare } from '../../evaluate/agreement';
import { isBest, type EpochLine } from '../../protocol/run';
import { percent, t } from '../../words';
import type { FindingInput, Probe } from '../check';
import type { RecordedRun } from '../subject';
import { betterThanMajority, chance, doesItLearn } from './majority';

/**
 * The best validation of a finished run of this very code is above that of the most frequent answer, and its balanced accuracy
 * above chance. What an earlier version has not recorded is not held against a run.
 */
export const beatsMajorityInValidation: Probe = (subject) => {
  const findings = subject.runs
    .filter(({ record }) => record.state === 'done')
    .map((run) => worseThanMajority(run))
    .map((finding) => finding && { ...finding, at: subject.placeOfSetting('optimizer') });
  return findings.includes(undefined) ? undefined : findings[0];
};

function worseThanMajority({ record, metrics }: RecordedRun): FindingInput | undefined {
  const { best, dataset } = record;
  if (!best) return undefined;
  const balanced = metrics.find(
    (line): line is EpochLine => line.kind === 'epoch' && isBest(line, best),
  )?.valBalancedAccuracy;
  // Where the classes were not counted, it is the least that it can be.
  const majority = dataset?.valClasses ? majorityShare(dataset.valClasses) : chance;
  if (best.valAccuracy > majority && (balanced === undefined || balanced > chance)) return undefined;
  return {
    probed: t(
      'The validation accuracy of its best epoch was compared with that of always giving the most frequent answer.',
    ),
    ...betterThanMajority(majority),
    actual:
      balanced === undefined
        ? percent(best.valAccuracy)
        : t('{0}, with a balanced accuracy of {1}.', percent(best.valAccuracy), percent(balanced)),
    hints: [doesItLearn(), t('Has it been trained for long enough?')],
  };
}
