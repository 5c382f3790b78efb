import * as tf from '@tensorflow/tfjs';
import { classCount } from '../../course/classes';
import { meanCrossEntropy } from '../../train';
import { decimals, t } from '../../words';
import type { Probe } from '../check';
import type { Subject } from '../subject';
import { smallModel, type SmallModel } from './smallModel';
import { testPictures } from './testPictures';

/** How a model went when it was trained on a few slices alone. */
interface Course {
  /** How many slices. */
  slices: number;
  /** Cross-entropy before each step. */
  losses: readonly number[];
  /** Weights that the loss does not depend on. */
  unreached: readonly tf.LayerVariable[];
  /** Moving averages, and how many of them the first step has moved. */
  averages: { count: number; moved: number };
}

/** So many slices are learned by heart; fewer where the model takes no pictures smaller than its own, which cost more. */
const slicesOf = ([height, width]: SmallModel['shape']) => (height * width > 128 ** 2 ? 4 : 8);
/** A cross-entropy that a model has which has learned its slices; with two softmaxes, none comes below 0.55. */
const learned = 0.25;
const mostSteps = 30;
/** How far each step moves each weight. */
const stepSize = 1e-4;

/** A model that is trained on a few slices alone learns them by heart within a few steps, and each weight has a gradient. */
export const learns =
  (side: number): Probe =>
  (subject) => {
    const { slices, losses, unreached } = courseOf(subject, side);
    const at = subject.placeOfSetting('model');
    if (unreached.length > 0) {
      const names = unreached.slice(0, 3).map(({ originalName }) => originalName);
      const shown = [...names, ...(unreached.length > names.length ? ['…'] : [])].join(', ');
      return {
        probed: t('The gradient of the loss was taken with respect to every weight.'),
        expected: t('A gradient for each.'),
        actual:
          unreached.length === 1
            ? t('1 weight has none: {0}.', shown)
            : t('{0} weights have none: {1}.', unreached.length, shown),
        why: t(
          'They are part of the model, but the loss does not depend on them: they stay as random as they began.',
        ),
        hints: [
          t('Is the layer that they belong to on the way from the input to the output?'),
          t('Look at what each layer is applied to, and at whether its result is used.'),
        ],
        at,
      };
    }
    const last = losses.at(-1) ?? NaN;
    if (last <= learned) return undefined;
    return {
      probed: t(
        'The model was trained on {0} slices alone, again and again, for {1} steps.',
        slices,
        losses.length,
      ),
      expected: t('A cross-entropy near 0, below {0}: so few slices can be learned by heart.', learned),
      actual: losses.every(Number.isFinite)
        ? t('It went from {0} to {1}.', decimals(losses[0], 2), decimals(last, 2))
        : t(
            'It was no longer a number after {0} steps.',
            losses.findIndex((loss) => !Number.isFinite(loss)),
          ),
      why: t(
        'What cannot even learn a few slices by heart will not learn anything from thousands: something stops the signal or the gradient.',
      ),
      hints: [
        t(
          'Does every layer pass on what the next one needs? A ReLU in the wrong place, or before the logits, stops half of it.',
        ),
        t(
          'A softmax before the loss, or weights that begin at 0 or far too large, slow the learning down to nothing.',
        ),
      ],
      at,
    };
  };

/** In training mode the model normalizes with the statistics of the batch, and its moving averages follow them. */
export const movingAverages =
  (side: number): Probe =>
  (subject) => {
    const { averages } = courseOf(subject, side);
    if (averages.count > 0 && averages.moved === averages.count) return undefined;
    return {
      probed: t(
        'The model was trained for one step, and its moving averages of means and variances were compared before and after.',
      ),
      expected: t('All of them have moved towards the statistics of the batch.'),
      actual:
        averages.count === 0
          ? t('The model knows of none.')
          : t('{0} of {1} have not moved at all.', averages.count - averages.moved, averages.count),
      why: t(
        'A batch norm takes the statistics of the batch in training, and in evaluation the averages of them. Averages that nobody has measured make it predict nonsense.',
      ),
      hints: [
        t('How does a batch norm get to know whether it is in training?'),
        t(
          'A layer that holds other layers is told in the second argument of its call, and has to pass that on; and it has to name their moving averages among its nonTrainableWeights.',
        ),
      ],
      at: subject.placeOfSetting('model'),
    };
  };

const courses = new WeakMap<Subject, Course>();

function courseOf(subject: Subject, side: number): Course {
  const course = courses.get(subject) ?? runCourse(subject, smallModel(subject, side));
  courses.set(subject, course);
  return course;
}

function runCourse(subject: Subject, small: SmallModel): Course {
  const { trainableWeights, nonTrainableWeights } = small.model;
  const weights = [...trainableWeights, ...nonTrainableWeights];
  const before = weights.map((weight) => weight.read().clone());
  try {
    return train(subject, small, before.slice(trainableWeights.length));
  } finally {
    // The other probes are to find the model as it was.
    weights.forEach((weight, index) => weight.write(before[index]));
    tf.dispose(before);
  }
}

/** Each step moves each weight by the same amount against its gradient's sign: it learns fast, and keeps no state. */
function train(subject: Subject, { model, shape }: SmallModel, averagesBefore: readonly tf.Tensor[]): Course {
  const slices = slicesOf(shape);
  const pictures = testPictures(slices, shape);
  const labels = oneHotLabels(slices);
  const weights = model.trainableWeights.map((weight) => ({
    weight,
    variable: weight.read() as tf.Variable,
  }));
  const size = tf.scalar(stepSize);
  let unreached: tf.LayerVariable[] = [];
  const step = (): tf.Tensor => {
    const { value, grads } = tf.variableGrads(
      () => {
        const logits = model.apply(pictures, { training: true }) as tf.Tensor;
        return meanCrossEntropy(labels, logits);
      },
      weights.map(({ variable }) => variable),
    );
    const gradientOf = (variable: tf.Variable) => grads[variable.name] as tf.Tensor | undefined;
    unreached = weights.flatMap(({ weight, variable }) => (gradientOf(variable) ? [] : [weight]));
    for (const { variable } of weights) {
      const gradient = gradientOf(variable);
      if (gradient) variable.assign(tf.sub(variable, tf.mul(tf.sign(gradient), size)));
    }
    return value;
  };
  const losses: number[] = [];
  const averages = { count: averagesBefore.length, moved: 0 };
  try {
    do {
      losses.push(subject.compute(t('training on a few slices'), step)[0]);
      if (losses.length === 1) averages.moved = countMoved(subject, model, averagesBefore);
    } while (
      losses.length < mostSteps &&
      !isStuck(losses) &&
      (losses.at(-1) ?? 0) > learned &&
      unreached.length === 0 &&
      averages.moved === averages.count
    );
    return { slices, losses, unreached, averages };
  } finally {
    tf.dispose([pictures, labels, size]);
  }
}

function countMoved(subject: Subject, model: tf.LayersModel, before: readonly tf.Tensor[]): number {
  if (before.length === 0) return 0;
  const distances = subject.compute(t('comparing moving averages'), () =>
    tf.stack(
      model.nonTrainableWeights.map((weight, index) => tf.max(tf.abs(tf.sub(weight.read(), before[index])))),
    ),
  );
  return distances.filter((distance) => distance > 0).length;
}

/** Whether the last steps have changed nothing at all. */
function isStuck(losses: readonly number[]): boolean {
  const last = losses.slice(-4);
  return last.length === 4 && last.every((loss) => loss === last[0]);
}

/** Labels as numbers at hand: what is still to be computed would make the first step a graph of its own. */
function oneHotLabels(slices: number): tf.Tensor2D {
  const rows = Array.from({ length: slices }, (_, slice) =>
    Array.from({ length: classCount }, (_, label) => (slice % classCount === label ? 1 : 0)),
  );
  return tf.tensor2d(rows);
}
