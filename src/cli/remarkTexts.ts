import type { Remark } from '../evaluate/remarks';
import type { TestRemark } from '../evaluate/testUse';
import { percent } from './format';

type AnyRemark = Remark | TestRemark;

const wordings: { [Id in AnyRemark['id']]: (remark: Extract<AnyRemark, { id: Id }>) => string } = {
  worseThanMajority: ({ accuracy, baseline, name }) =>
    `Not better than always answering "${name}": ${percent(accuracy)} against ${percent(baseline)}.`,
  notSurelyBetter: ({ low, high, baseline, name }) =>
    `Not surely better than always answering "${name}" (${percent(baseline)}): other patients would give ${percent(low)} to ${percent(high)}.`,
  overconfident: ({ loss, uniform }) =>
    `Overconfident: the loss ${loss.toFixed(3)} is above ln 3 = ${uniform.toFixed(3)}, that of a uniform guess. It is very sure where it is wrong.`,
  hiddenRecall: ({ name, recall, accuracy }) =>
    `The accuracy of ${percent(accuracy)} hides that only ${percent(recall)} of "${name}" is found.`,
  neverPredicted: ({ name, support }) => `"${name}" is never predicted, though ${support} slices show it.`,
  absentClass: ({ name }) => `No slice of this split is "${name}": nothing can be said about it.`,
  oneVolume: () => 'All slices are of one volume: how other patients would do cannot be told.',
  fewVolumes: ({ volumes, low, high }) =>
    `Few volumes (${volumes}): other patients may give anything from ${percent(low)} to ${percent(high)}.`,
  testedWhileTraining: ({ times }) =>
    `The test set was looked at while this run was still training (${times}×): its score may have decided what followed.`,
  testedAgain: ({ models, times }) =>
    `${models} different weights of this run were measured on the test set (${times}×). Choosing among them by that score makes it too good to be true.`,
  trainedAfterTest: ({ names }) =>
    `This run began after the test scores of other runs were known (${names.join(', ')}). Choose by the validation split; measure on the test set once, at the end.`,
  chosenByTest: ({ runs, name }) =>
    `Best of ${runs} runs on the test set, while the validation split prefers "${name}". Chosen by its test score, a model looks better than it is.`,
};

/** A remark in words. */
export function remarkText(remark: AnyRemark): string {
  // The table pairs every id with its wording; TypeScript cannot follow that through a union.
  return (wordings[remark.id] as (remark: AnyRemark) => string)(remark);
}
