import * as tf from '@tensorflow/tfjs';
import { classCount } from '../../course/classes';
import { viewOf } from '../../engine';
import { meanCrossEntropy } from '../../train';
import { loss, number, t } from '../../words';
import type { Probe } from '../check';
import { readNetwork } from '../network/network';
import { keepingWeights } from '../keepingWeights';
import type { Subject } from '../subject';
import { beginsAlike, constantKernels, isKernel, layerOf } from './kernels';
import { SignDescent } from './signDescent';
import { smallModel, type SmallModel } from './smallModel';
import { testPictures } from './testPictures';

/** How a model went when it was trained on a few slices alone. */
interface Course {
  /** How many slices. */
  slices: number;
  /** Cross-entropy before each step, from the student's own weights on. */
  losses: readonly number[];
  /** Weights that the loss does not depend on. */
  unreached: readonly tf.LayerVariable[];
  /** Weights whose gradient is zero in each step. */
  dead: readonly tf.LayerVariable[];
  /** Moving averages, and how many of them the first step has moved. */
  averages: { count: number; moved: number };
}

/**
 * So many slices are learned by heart, of different classes. Fewer where the model takes no smaller pictures, which cost more: two
 * still have to be told apart, and with batch norm each costs as much as a step over the weights of AlexNet.
 */
function slicesOf({ model, shape: [height, width] }: SmallModel): number {
  if (height * width <= 128 ** 2) return 6;
  return model.nonTrainableWeights.length > 0 ? 2 : 3;
}
/** Below this cross-entropy a model tells the slices apart. With the same answer for all it stays at ln 3, with two softmaxes above 0.55. */
const learned = 0.5;
/** Every right solution needs less than half of them. */
const mostSteps = 40;
/** A loss that begins above this cannot come down in any reasonable time. */
const highestStart = 1000;

/** A model that is trained on a few slices alone learns them by heart within a few steps, and each weight has a gradient. */
export const learns =
  (side: number): Probe =>
  (subject) => {
    const { slices, losses, unreached, dead } = courseOf(subject, side);
    const at = subject.placeOfSetting('model');
    if (unreached.length > 0) {
      const shown = namesOf(unreached);
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
    const alike = constantKernels(subject).filter(({ value }) => value !== 0);
    if (alike.length > 0)
      return { ...beginsAlike(alike[0]), at: subject.placeOfLayer(layerOf(alike[0].weight)) ?? at };
    if (dead.length > 0)
      return {
        probed: t('The gradient of the loss was taken with respect to every weight, in {0} steps.', ownSteps),
        expected: t('A gradient above or below 0 for each.'),
        actual:
          dead.length === 1
            ? t('That of 1 weight is always 0: {0}.', namesOf(dead))
            : t('Those of {0} weights are always 0: {1}.', dead.length, namesOf(dead)),
        why: t('Weights without a gradient stay as they began, however long the training takes.'),
        hints: [
          t(
            'A ReLU whose inputs are all negative passes nothing on, in neither direction: how do the biases begin?',
          ),
          t('What is multiplied by 0, or divided by something huge, on the way to the loss?'),
        ],
        at: subject.placeOfLayer(layerOf(dead[0])) ?? at,
      };
    const [first = NaN] = losses;
    if (first > highestStart)
      return {
        probed: t('The cross-entropy of {0} slices was computed, before any training.', slices),
        expected: t('About 1.1, the loss of whoever knows nothing.'),
        actual: number(first, { maximumSignificantDigits: 2 }),
        why: t(
          'Weights that begin this large have to shrink for most of the training before anything is learned.',
        ),
        hints: [
          t('How large do the weights begin, and how many of them are added up in one unit?'),
          t(
            'The initializers of He and Glorot divide by that number; a fixed deviation knows nothing of it.',
          ),
        ],
        at,
      };
    const last = losses.at(-1) ?? NaN;
    if (last <= learned) return undefined;
    return {
      probed: t(
        'The model was trained on {0} slices alone, again and again, for {1} steps.',
        slices,
        losses.length,
      ),
      expected: t('A cross-entropy below {0}: so few slices can be learned by heart.', learned),
      actual: losses.every(Number.isFinite)
        ? t('It went from {0} to {1}.', loss(losses[0], 2), loss(last, 2))
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
  const { model } = small;
  const weights = [...model.trainableWeights, ...model.nonTrainableWeights];
  const slices = slicesOf(small);
  const lesson = new Lesson(subject, small, slices);
  try {
    return keepingWeights(weights, ({ values, restore }) => {
      const own = begin(subject, lesson, values.slice(model.trainableWeights.length));
      const { losses, unreached, dead, averages } = own;
      const isHopeless =
        unreached.length + dead.length > 0 || !(losses[0] < highestStart) || averages.moved < averages.count;
      if (isHopeless) return { slices, ...own };
      // From weights of a usual size nearly all right models learn within ten steps, whatever their own initializers are.
      restore();
      lesson.setUsualWeights();
      const usual = lesson.learn({ training: model.nonTrainableWeights.length > 0 });
      if (isLearned(usual)) return { slices, ...own, losses: [...losses, ...usual] };
      restore();
      return { slices, ...own, losses: lesson.learn({ training: true }) };
    });
  } finally {
    lesson.dispose();
  }
}

/** Weights that begin at 0, as the last of a residual branch may, get their gradient once those after them have moved. */
const ownSteps = 3;

/** The first steps, from the student's own weights. */
function begin(
  subject: Subject,
  lesson: Lesson,
  averagesBefore: readonly tf.Tensor[],
): Omit<Course, 'slices'> {
  const { model } = lesson.small;
  const losses: number[] = [];
  const averages = { count: averagesBefore.length, moved: 0 };
  let dead = model.trainableWeights;
  const descent = lesson.descent();
  try {
    for (let step = 0; step < ownSteps && (step === 0 || dead.length > 0); step++) {
      const { loss, gradients } = lesson.step(descent, { training: true });
      losses.push(loss);
      if (step === 0) averages.moved = countMoved(subject, model, averagesBefore);
      const unreached = model.trainableWeights.filter((_, index) => gradients[index] === undefined);
      if (unreached.length > 0) return { losses, unreached, dead: [], averages };
      dead = dead.filter((weight) => gradients[model.trainableWeights.indexOf(weight)] === 0);
    }
    return { losses, unreached: [], dead, averages };
  } finally {
    descent.dispose();
  }
}

const isLearned = (losses: readonly number[]) => (losses.at(-1) ?? NaN) <= learned;

/** A few slices with their labels, and a model that is to learn them. */
class Lesson {
  private readonly pictures: tf.Tensor4D;
  private readonly labels: tf.Tensor2D;
  private readonly variables: readonly tf.Variable[];

  constructor(
    private readonly subject: Subject,
    readonly small: SmallModel,
    slices: number,
  ) {
    this.pictures = testPictures(slices, small.shape);
    this.labels = oneHotLabels(slices);
    this.variables = small.model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  }

  descent(): SignDescent {
    return new SignDescent(this.variables);
  }

  /** Gives every kernel the deviation of He's initialization, and every bias the value 0. */
  setUsualWeights(): void {
    const { model, shape } = this.small;
    const biases = biasesOf(model, shape);
    for (const variable of this.variables)
      tf.tidy(() => {
        if (isKernel(variable.shape)) {
          const inputs = variable.size / (variable.shape.at(-1) ?? 1);
          const size = tf.sqrt(tf.mean(tf.square(variable)));
          variable.assign(tf.mul(variable, tf.div(Math.sqrt(2 / inputs), tf.add(size, 1e-20))));
        } else if (biases.has(variable.dataId)) variable.assign(tf.zerosLike(variable));
      });
    // Computed now: together with the first step it would be one more graph of thousands of nodes to compile.
    for (const variable of this.variables) viewOf(variable);
  }

  /** Trains until the slices are learned, or for as many steps as that may take: cross-entropy before each step. */
  learn(mode: { training: boolean }): number[] {
    const losses: number[] = [];
    const descent = this.descent();
    try {
      do losses.push(this.step(descent, mode).loss);
      while (losses.length < mostSteps && !isStuck(losses) && !isLearned(losses));
      return losses;
    } finally {
      descent.dispose();
    }
  }

  /**
   * Weights whose gradients are measured: those of a step in evaluation mode nobody asks for, and AlexNet's are large. In training
   * mode all steps have one graph.
   */
  private measured(training: boolean): readonly tf.Variable[] {
    return training ? this.variables : [];
  }

  /** Takes one step. @returns the loss before it, and in training mode the largest part of each weight's gradient, where it has one */
  step(
    descent: SignDescent,
    { training }: { training: boolean },
  ): { loss: number; gradients: (number | undefined)[] } {
    const { model } = this.small;
    const hasGradient: boolean[] = [];
    const [loss, ...largest] = this.subject.compute(t('training on a few slices'), () => {
      const { value, grads } = tf.variableGrads(() => {
        const logits = model.apply(this.pictures, { training }) as tf.Tensor;
        return meanCrossEntropy(this.labels, logits);
      }, [...this.variables]);
      const gradientOf = (variable: tf.Variable) => grads[variable.name] as tf.Tensor | undefined;
      const sizes = this.measured(training).map((variable, index) => {
        const gradient = gradientOf(variable);
        hasGradient[index] = gradient !== undefined;
        return gradient ? tf.max(tf.abs(gradient)) : tf.scalar(0);
      });
      descent.step(gradientOf);
      return tf.stack([value, ...sizes]);
    });
    return {
      loss,
      gradients: Array.from(largest, (size, index) => (hasGradient[index] ? size : undefined)),
    };
  }

  dispose(): void {
    tf.dispose([this.pictures, this.labels]);
  }
}

/** What is added to channels in the network. */
function biasesOf(model: tf.LayersModel, shape: readonly number[]): Set<object> {
  const biases = new Set<object>();
  tf.tidy(() => {
    const { ops, release } = readNetwork(model, tf.zeros([1, ...shape]));
    for (const { kind, constants } of ops)
      if (kind === 'bias') for (const { dataId } of constants) biases.add(dataId);
    release();
  });
  return biases;
}

const namesOf = (weights: readonly tf.LayerVariable[]) => {
  const names = weights.slice(0, 3).map(({ originalName }) => originalName);
  return [...names, ...(weights.length > names.length ? ['…'] : [])].join(', ');
};

/** Compared as numbers: a graph for so many small weights would take longer to compile. */
function countMoved(subject: Subject, model: tf.LayersModel, before: readonly tf.Tensor[]): number {
  const distanceOf = (weight: tf.LayerVariable, index: number) => {
    const [values, old] = [weight.read(), before[index]].map((tensor) => tensor.dataSync<'float32'>());
    return values.reduce((most, value, at) => Math.max(most, Math.abs(value - old[at])), 0);
  };
  const distances = subject.call(t('comparing moving averages'), () =>
    model.nonTrainableWeights.map(distanceOf),
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
