import * as vscode from 'vscode';
import type { Remark } from '../../evaluate/remarks';
import type { TestRemark } from '../../evaluate/testUse';
import { loss, percent } from '../../protocol/format';

/** A remark on an evaluation in the student's language. */
export function remarkText(remark: Remark | TestRemark): string {
  const share = (value: number) => percent(value, vscode.env.language);
  switch (remark.id) {
    case 'worseThanMajority':
      return vscode.l10n.t(
        'Not better than always answering "{0}": {1} against {2}.',
        remark.name,
        share(remark.accuracy),
        share(remark.baseline),
      );
    case 'notSurelyBetter':
      return vscode.l10n.t(
        'Not surely better than always answering "{0}" ({1}): other patients would give {2} to {3}.',
        remark.name,
        share(remark.baseline),
        share(remark.low),
        share(remark.high),
      );
    case 'overconfident':
      return vscode.l10n.t(
        'Overconfident: the loss {0} is above ln 3 = {1}, that of a uniform guess. It is very sure where it is wrong.',
        loss(remark.loss, vscode.env.language),
        loss(remark.uniform, vscode.env.language),
      );
    case 'hiddenRecall':
      return vscode.l10n.t(
        'The accuracy of {0} hides that only {1} of "{2}" is found.',
        share(remark.accuracy),
        share(remark.recall),
        remark.name,
      );
    case 'neverPredicted':
      return vscode.l10n.t(
        '"{0}" is never predicted, though {1} slices show it.',
        remark.name,
        remark.support,
      );
    case 'absentClass':
      return vscode.l10n.t('No slice of this split is "{0}": nothing can be said about it.', remark.name);
    case 'oneVolume':
      return vscode.l10n.t('All slices are of one volume: how other patients would do cannot be told.');
    case 'fewVolumes':
      return vscode.l10n.t(
        'Few volumes ({0}): other patients may give anything from {1} to {2}.',
        remark.volumes,
        share(remark.low),
        share(remark.high),
      );
    case 'testedWhileTraining':
      return vscode.l10n.t(
        'The test set was looked at while this run was still training: its score may have decided what followed.',
      );
    case 'testedAgain':
      return vscode.l10n.t(
        '{0} different weights of this run were measured on the test set. Choosing among them by that score makes it too good to be true.',
        remark.models,
      );
    case 'trainedAfterTest':
      return vscode.l10n.t(
        'This run began after the test scores of other runs were known ({0}). Choose by the validation split; measure on the test set once, at the end.',
        remark.names.join(', '),
      );
    case 'chosenByTest':
      return vscode.l10n.t(
        'Best of {0} runs on the test set, while the validation split prefers "{1}". Chosen by its test score, a model looks better than it is.',
        remark.runs,
        remark.name,
      );
  }
}
