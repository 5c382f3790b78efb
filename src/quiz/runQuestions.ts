import type { Curve } from '../protocol/question';
import { isActive, type EpochLine, type MetricLine, type RunRecord } from '../protocol/run';
import { loss, number, percent, t } from '../words';
import type { Draft } from './draft';

/** A run with what it has measured. */
export interface MeasuredRun {
  record: RunRecord;
  metrics: readonly MetricLine[];
}

/** Older runs are forgotten, by the student too. */
const latestRuns = 6;
const fewestEpochs = 4;
/** More are not read at a glance. */
const mostEpochs = 40;
/** How far the validation loss is above its lowest in the end, as a share: from here on it is overfitting, … */
const clearRise = 0.1;
/** … and up to here it is none. Nothing is asked about what lies between. */
const noRise = 0.03;

interface Course {
  id: string;
  lines: readonly EpochLine[];
  /** The validation with the lowest loss. */
  best: EpochLine;
  last: EpochLine;
}

/** Which of two runs overfits. @param runs the latest first */
export function overfittingQuestions(runs: readonly MeasuredRun[]): Draft[] {
  const clear = coursesOf(runs).flatMap((course) => {
    const overfits = isOverfitting(course);
    return overfits === undefined ? [] : [{ ...course, overfits }];
  });
  return clear.flatMap((a, index) =>
    clear.slice(index + 1).map((b): Draft => {
      const choices = [
        { text: t('Only A'), is: a.overfits && !b.overfits },
        { text: t('Only B'), is: b.overfits && !a.overfits },
        { text: t('Both'), is: a.overfits && b.overfits },
        { text: t('Neither'), is: !a.overfits && !b.overfits },
      ];
      const explanation = [explained('A', a), explained('B', b)];
      return {
        key: `${a.id}+${b.id}`,
        about: t('Two of your runs, A and B'),
        text: t('Which of them overfits at its end?'),
        right: choices.find(({ is }) => is)?.text ?? '',
        wrong: choices
          .filter(({ is }) => !is)
          .map(({ text }) => ({
            text,
            mistake: t(
              'A run overfits where its validation loss rises while its training loss goes on falling.',
            ),
          })),
        explanation,
        curves: [curveOf('A', a), curveOf('B', b)],
      };
    }),
  );
}

/** After which epoch the weights of a run are kept as the best. @param runs the latest first */
export function bestEpochQuestions(runs: readonly MeasuredRun[]): Draft[] {
  return coursesOf(runs)
    .filter(({ lines }) => new Set(lines.map(({ epoch }) => epoch)).size === lines.length)
    .map((course): Draft => {
      const { id, lines, best, last } = course;
      const by = (measure: (line: EpochLine) => number) =>
        [...lines].sort((a, b) => measure(a) - measure(b)).filter((line) => line !== best);
      const wrong: { line: EpochLine | undefined; mistake: (line: EpochLine) => string }[] = [
        {
          line: by(({ loss }) => loss)[0],
          mistake: (line) =>
            t(
              'Its training loss is {0}; what counts is the loss on slices it does not train on.',
              loss(line.loss),
            ),
        },
        {
          line: by(({ valAccuracy }) => -valAccuracy)[0],
          mistake: (line) =>
            t(
              'Its validation accuracy is {0}; LiTS Lab goes by the validation loss.',
              percent(line.valAccuracy),
            ),
        },
        {
          line: last,
          mistake: (line) => t('The last epoch has a validation loss of {0}.', loss(line.valLoss)),
        },
        {
          line: by(({ valLoss }) => valLoss)[0],
          mistake: (line) => t('Its validation loss is {0}: the second lowest.', loss(line.valLoss)),
        },
      ];
      return {
        key: id,
        about: t('Your run {0}', id),
        text: t('After which epoch are its weights kept as the best?'),
        right: number(best.epoch),
        wrong: wrong.flatMap(({ line, mistake }) =>
          line ? [{ text: number(line.epoch), mistake: mistake(line) }] : [],
        ),
        explanation: [
          t('The validation loss is lowest after epoch {0}: {1}.', best.epoch, loss(best.valLoss)),
          t('After the last epoch it is {0}.', loss(last.valLoss)),
        ],
        curves: [curveOf(t('run'), course)],
      };
    });
}

function coursesOf(runs: readonly MeasuredRun[]): Course[] {
  return runs.slice(0, latestRuns).flatMap(({ record, metrics }) => {
    const lines = metrics.filter((line): line is EpochLine => line.kind === 'epoch');
    const last = lines.at(-1);
    if (isActive(record.state) || !last || lines.length < fewestEpochs || lines.length > mostEpochs)
      return [];
    const best = lines.reduce((lowest, line) => (line.valLoss < lowest.valLoss ? line : lowest));
    return [{ id: record.id, lines, best, last }];
  });
}

/** Whether a run overfits at its end; undefined where its curves do not say so clearly. */
function isOverfitting({ best, last }: Course): boolean | undefined {
  const rise = last.valLoss / best.valLoss - 1;
  if (rise <= noRise) return false;
  return rise >= clearRise && last.loss < best.loss ? true : undefined;
}

function explained(name: string, course: Course & { overfits: boolean }): string {
  const { id, best, last, overfits } = course;
  if (!overfits)
    return t(
      '{0} ({1}): its validation loss ends at {2}, at or near its lowest ({3}). It does not overfit yet.',
      name,
      id,
      loss(last.valLoss),
      loss(best.valLoss),
    );
  return t(
    '{0} ({1}): its validation loss is lowest after epoch {2} ({3}) and ends at {4}, while the training loss falls from {5} to {6}. It overfits.',
    name,
    id,
    best.epoch,
    loss(best.valLoss),
    loss(last.valLoss),
    loss(best.loss),
    loss(last.loss),
  );
}

function curveOf(name: string, { lines }: Course): Curve {
  return {
    name,
    epochs: lines.map(({ epoch }) => epoch),
    loss: lines.map(({ loss }) => loss),
    valLoss: lines.map(({ valLoss }) => valLoss),
    valAccuracy: lines.map(({ valAccuracy }) => valAccuracy),
  };
}
