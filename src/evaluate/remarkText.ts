import { classText } from '../course/classes';
import { list, loss, percent, t } from '../words';
import type { Remark } from './remarks';
import type { TestRemark } from './testUse';

type AnyRemark = Remark | TestRemark;

const wordings: { [Id in AnyRemark['id']]: (remark: Extract<AnyRemark, { id: Id }>) => string } = {
  volumesUnknown: ({ pictures }) =>
    pictures === 1
      ? t(
          'Volumes are not known: the name of 1 picture does not tell the patient, and it counts as a volume of its own. Intervals are too narrow, and slices of one patient may be in more than one split. Name it as volume-12_34.png: volume, then slice.',
        )
      : t(
          'Volumes are not known: the names of {0} pictures do not tell the patient, and each counts as a volume of its own. Intervals are too narrow, and slices of one patient may be in more than one split. Name them as volume-12_34.png: volume, then slice.',
          pictures,
        ),
  patientsShared: ({ patients, example, splits }) =>
    patients === 1
      ? t(
          'Slices of one patient ({0}) are in {1}: figures look better than they are. Keep all slices of a patient in one split, and train again.',
          example,
          list(splits),
        )
      : t(
          'Slices of {0} patients (such as {1}) are in more than one split ({2}): figures look better than they are. Keep all slices of a patient in one split, and train again.',
          patients,
          example,
          list(splits),
        ),
  worseThanMajority: ({ accuracy, baseline, name }) =>
    t(
      'Not better than always answering "{0}": {1} against {2}.',
      classText(name),
      percent(accuracy),
      percent(baseline),
    ),
  notSurelyBetter: ({ low, high, baseline, name }) =>
    t(
      'Not surely better than always answering "{0}" ({1}): other patients would give {2} to {3}.',
      classText(name),
      percent(baseline),
      percent(low),
      percent(high),
    ),
  overconfident: (remark) =>
    t(
      'Overconfident: the loss {0} is above ln 3 = {1}, that of a uniform guess. It is very sure where it is wrong.',
      loss(remark.loss),
      loss(remark.uniform),
    ),
  hiddenRecall: ({ name, recall, accuracy }) =>
    t(
      'The accuracy of {0} hides that only {1} of "{2}" is found.',
      percent(accuracy),
      percent(recall),
      classText(name),
    ),
  neverPredicted: ({ name, support }) =>
    support === 1
      ? t('"{0}" is never predicted, though 1 slice shows it.', classText(name))
      : t('"{0}" is never predicted, though {1} slices show it.', classText(name), support),
  absentClass: ({ name }) =>
    t('No slice of this split is "{0}": nothing can be said about it.', classText(name)),
  oneVolume: () => t('All slices are of one volume: how other patients would do cannot be told.'),
  fewVolumes: ({ volumes, low, high }) =>
    t(
      'Few volumes ({0}): other patients may give anything from {1} to {2}.',
      volumes,
      percent(low),
      percent(high),
    ),
  testedWhileTraining: ({ times }) =>
    t(
      'The test set was looked at while this run was still training ({0}×): its score may have decided what followed.',
      times,
    ),
  testedAgain: ({ models, times }) =>
    t(
      '{0} different weights of this run were measured on the test set ({1}×). Choosing among them by that score makes it too good to be true.',
      models,
      times,
    ),
  trainedAfterTest: ({ names }) =>
    t(
      'This run began after the test scores of other runs were known ({0}). Choose by the validation split; measure on the test set once, at the end.',
      names.join(', '),
    ),
  chosenByTest: ({ runs, name }) =>
    t(
      'Best of {0} runs on the test set, while the validation split prefers "{1}". Chosen by its test score, a model looks better than it is.',
      runs,
      name,
    ),
};

/** A remark in the reader's language. */
export function remarkText(remark: AnyRemark): string {
  // The table pairs every id with its wording; TypeScript cannot follow that through a union.
  return (wordings[remark.id] as (remark: AnyRemark) => string)(remark);
}
