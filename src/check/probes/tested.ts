import { confusionMatrix } from '../../evaluate/confusion';
import { eachOnce, figuresOf, sumByVolume } from '../../evaluate/figures';
import { tableOf } from '../../evaluate/predictions';
import type { Evaluation } from '../../protocol/evaluation';
import { loss, percent, t } from '../../words';
import type { FindingInput, Probe } from '../check';
import type { RecordedRun, Subject } from '../subject';
import { betterThanMajority, chance, doesItLearn } from './majority';

/** A run of this very code was evaluated on every slice of the test split; the figures are those of its predictions. */
export const wasTested: Probe = (subject) => {
  const tested = testedRuns(subject);
  if (tested.some(({ run, evaluation }) => !wrongIn(run, evaluation))) return undefined;
  const [latest] = tested;
  const others = subject.runs.flatMap(({ evaluations }) =>
    evaluations.map(({ provenance }) => provenance.split),
  );
  const finding = {
    probed: t('The evaluations of the runs of this very code were looked through.'),
    expected: t(
      'One on the test split: a prediction for each of its slices, with confusion matrix and precision-recall curves made of them.',
    ),
    why: t(
      'Only slices that neither training nor the choice of the best epoch has seen tell how good the network is.',
    ),
    at: subject.placeOfSetting('epochs'),
  };
  if (!latest)
    return {
      ...finding,
      actual: others.length > 0 ? t('Only one on {0}.', others[0]) : t('None.'),
      hints: [
        t('Which of the three splits has had no part in the training, not even in choosing an epoch?'),
        t('Evaluate the run on the test split, in the Runs view or with lits evaluate RUN --split test.'),
      ],
    };
  return {
    ...finding,
    actual: wrongIn(latest.run, latest.evaluation) ?? '',
    hints: [
      t('Evaluate the run again, with the data set that it was trained on; leave the file as it is written.'),
    ],
  };
};

/** The test accuracy of a run of this very code is above that of the most frequent answer, and its balanced accuracy above chance. */
export const beatsMajority: Probe = (subject) => {
  const results = testedRuns(subject)
    .filter(({ run, evaluation }) => !wrongIn(run, evaluation))
    .map(({ evaluation }) => evaluation);
  const findings = results.map((evaluation) => worseThanMajority(subject, evaluation));
  return findings.includes(undefined) ? undefined : findings[0];
};

function worseThanMajority(subject: Subject, evaluation: Evaluation): FindingInput | undefined {
  const { accuracy, balancedAccuracy, majorityBaseline, logLoss } = evaluation.bySlice.figures;
  if (accuracy > majorityBaseline && balancedAccuracy > chance) return undefined;
  const guess = Math.log(evaluation.classNames.length);
  return {
    probed: t('The test accuracy was compared with that of always giving the most frequent answer.'),
    ...betterThanMajority(majorityBaseline),
    actual: t(
      '{0}, with a balanced accuracy of {1} and a loss of {2}.',
      percent(accuracy),
      percent(balancedAccuracy),
      loss(logLoss, 2),
    ),
    hints: [
      doesItLearn(),
      logLoss > guess
        ? t(
            'A loss above ln 3 = {0} means that the network is sure of what is wrong: has it been trained for too long, or without anything that holds it back?',
            loss(guess, 2),
          )
        : t('Has it been trained for long enough?'),
    ],
    at: subject.placeOfSetting('optimizer'),
  };
}

interface Tested {
  run: RecordedRun;
  evaluation: Evaluation;
}

/** Finished runs of this very code with their evaluations on the test split. */
function testedRuns(subject: Subject): Tested[] {
  return subject.runs
    .filter(({ record }) => record.state === 'done')
    .flatMap((run) =>
      run.evaluations
        .filter(({ provenance }) => provenance.split === 'test')
        .map((evaluation) => ({ run, evaluation })),
    );
}

/** Why an evaluation is not one of the whole test split that the run set aside. */
function wrongIn({ record: { dataset } }: RecordedRun, evaluation: Evaluation): string | undefined {
  const { provenance, predictions, bySlice, classNames } = evaluation;
  if (dataset && provenance.datasetFingerprint !== dataset.fingerprint)
    return t('One on another data set than the one that the run was trained on.');
  const slices = new Set(predictions.map(({ file }) => file)).size;
  const wanted = dataset?.slices.test ?? provenance.slices;
  if (slices !== wanted || predictions.length !== wanted || provenance.slices !== wanted)
    return t('One with predictions for {0} slices, where the test split has {1}.', slices, wanted);
  const table = tableOf(predictions, classNames.length);
  const sums = sumByVolume(table);
  const figures = figuresOf(sums, eachOnce(sums));
  const confusion = confusionMatrix(
    predictions.map(({ label }) => label),
    predictions.map(({ probabilities }) => probabilities.indexOf(Math.max(...probabilities))),
    classNames.length,
  );
  const isSame = (one: number, other: number) => Math.abs(one - other) < 1e-6;
  const areFiguresRight =
    isSame(figures.accuracy, bySlice.figures.accuracy) &&
    isSame(figures.balancedAccuracy, bySlice.figures.balancedAccuracy) &&
    figures.classes.every(({ averagePrecision }, index) =>
      isSame(averagePrecision, bySlice.figures.classes[index]?.averagePrecision),
    );
  if (areFiguresRight && confusion.flat().join() === bySlice.confusion.flat().join()) return undefined;
  return t('One whose confusion matrix or figures are not those of its predictions.');
}
