import { isDeepStrictEqual } from 'node:util';
import { stateText } from '../../protocol/runState';
import { t } from '../../words';
import type { FindingInput, Probe } from '../check';
import type { RecordedRun, Subject } from '../subject';

/** A run of this very code has ended by itself. */
export const wasTrained: Probe = (subject) => {
  if (subject.runs.some(isDone)) return undefined;
  const [latest] = subject.runs;
  const state = latest
    ? [
        t('A run that has not come to its end ({0}).', stateText(latest.record.state)),
        latest.record.failure?.what,
      ]
        .filter(Boolean)
        .join(' ')
    : subject.earlierRuns.some(isDone)
      ? t('Only runs of the file as it was before you changed it.')
      : t('None.');
  return {
    probed: t('The runs of this file were looked through.'),
    expected: t('A run of this very code that has come to its end.'),
    actual: state,
    why: t('What you write about a run has to be about the code that you hand in.'),
    hints: [t('Run LiTS: Train Model with this file, and let it come to its end.')],
    at: subject.placeOfSetting('epochs'),
  };
};

/** Settings that make two runs differ, other than the model and what augments its pictures. */
const settings = [
  'epochs',
  'batchSize',
  'optimizer',
  'seed',
  'schedule',
  'loss',
  'clipValue',
  'clipNorm',
  'accumulate',
  'sampler',
  'earlyStopping',
  'averageWeights',
] as const;

type Settings = ReturnType<Subject['training']>['settings'];

/** As they are but for a penalty on squares: that of the loss, or of the optimizer, whose name `adamw` stands for `adam` with one. */
function withoutPenalty({ optimizer, loss, ...others }: Settings): Settings {
  const { l2, ...restOfLoss } = loss ?? { l1: 0, l2: 0, labelSmoothing: 0 };
  const isPlain =
    l2 > 0 && restOfLoss.l1 === 0 && restOfLoss.labelSmoothing === 0 && !restOfLoss.classWeights;
  return {
    ...others,
    optimizer:
      typeof optimizer === 'function'
        ? optimizer
        : { ...optimizer, weightDecay: 0, ...(optimizer.name === 'adamw' ? { name: 'adam' } : {}) },
    ...(loss && !isPlain ? { loss: { ...loss, l2: 0 } } : {}),
  } as Settings;
}

/**
 * The training differs from that of another file in the model alone.
 * @param file of the exercise
 * @param mayPenalize whether it may also have a penalty on squares among its settings
 */
export const trainsAs =
  (file: string, mayPenalize = false): Probe =>
  (subject) => {
    const [own, other] = [subject, subject.open(file)]
      .map((one) => one.training().settings)
      .map((all) => (mayPenalize ? withoutPenalty(all) : all));
    return settings.flatMap((name): FindingInput[] => {
      if (isDeepStrictEqual(comparable(own[name]), comparable(other[name]))) return [];
      const [ours, theirs] = [own[name], other[name]].map(shown);
      return [
        {
          probed: t('The setting {0} was compared with that in {1}.', name, file),
          expected: theirs,
          actual: ours,
          why: t('When two runs differ in more than one thing, nobody can tell what made the difference.'),
          hints: [t('Give {0} the same value in both files, and train again.', name)],
          at: subject.placeOfSetting(name),
        },
      ];
    });
  };

/** The latest run of this very code was made on the same data set as the latest one of another file. */
export const isComparableWith =
  (file: string): Probe =>
  (subject) => {
    const [own, other] = [subject, subject.open(file)].map((one) => one.runs.find(isDone)?.record.dataset);
    if (!other)
      return {
        probed: t('The runs of {0} were looked through.', file),
        expected: t('A run of it, as it is now, to compare with.'),
        actual: t('None.'),
        hints: [t('Train {0} as it is now.', file)],
      };
    if (own?.fingerprint === other.fingerprint) return undefined;
    return {
      probed: t('The data sets of this run and of the one of {0} were compared.', file),
      expected: t('The same data set.'),
      actual: t('Two different ones.'),
      why: t('Numbers from different slices cannot be compared.'),
      hints: [t('Train both on the same data set.')],
    };
  };

const isDone = ({ record }: RecordedRun) => record.state === 'done';

/** A setting whose functions are their sources: two files hold two functions. */
function comparable(value: unknown): unknown {
  if (typeof value === 'function') return String(value);
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, comparable(part)]));
}

/** A setting as text; a function by its source. */
function shown(value: unknown): string {
  if (value === undefined) return t('the default');
  return typeof value === 'function' ? String(value) : JSON.stringify(comparable(value));
}
