import * as tf from '@tensorflow/tfjs';
import { t } from '../../words';
import { readNetwork, type Network, type Op, type OpKind } from '../network/network';
import { mustBeWhole } from '../network/subjectNetwork';
import { smallModel, type SmallModel } from '../probes/smallModel';
import { testPictures } from '../probes/testPictures';
import type { Subject } from '../subject';
import { judgeInTraining, movementOf, type Movement } from './batchNorm';
import { nameOf } from '../network/kinds';
import { Comparison, type Normalization } from './comparison';
import { Divergence, type Joining } from './divergence';
import type { StepKind } from './step';
import type { Randomness } from './dropout';
import { isClose } from './featureMap';
import { wronglyTrained } from './gradients';
import { withRandomWeights } from './randomWeights';

/** Computes what the model of an exercise is to compute, step by step. */
export type Reference = (net: Comparison) => void;

export interface References {
  /** Side of the pictures that the model is tried with; it may take none but its own. */
  side: number;
  /** Of networks that take pictures of any size: side of the pictures that they are tried with once more. */
  otherSide?: number;
  whole: Reference;
  /** Parts of a model that computes something else as a whole: each is compared on its own. */
  parts?: (network: Network) => ReadonlyMap<string, Reference>;
}

/** What a model computes, compared with what it is to compute. */
export interface Behaviour {
  /** Where it first computes something else; undefined where it is the same, in evaluation mode and in training mode. */
  divergence: Fault | undefined;
  /** Where else it does; where the whole cannot be followed to its end, where its parts do. */
  faults: readonly Fault[];
  /** Whether all of it has been compared, as a whole or part by part. */
  isComplete: boolean;
  /** What is random in training mode. */
  randomness: readonly Randomness[];
  /** What a training step does to the moving averages of each batch norm. */
  movements: readonly { norm: Normalization; movement: Movement }[];
  /** Whether predicting changes weights. */
  isChangedByPredicting: boolean;
  /** Where it is the same: weights whose gradient is not that of what the model computes. */
  wronglyTrained: readonly tf.LayerVariable[];
}

export interface Fault {
  isTraining: boolean;
  /** Side of the pictures, where only those of another size show it. */
  side?: number;
  /** Part of the reference, as its author calls it. */
  part: string;
  /** Whether each part computes on its own what it should: they are put together otherwise. */
  isInArrangement?: boolean;
  /** What the first step does that only the reference computes; of what is only multiplied by a number, `scale`. */
  kind: StepKind | 'scale';
  /** The last thing that both compute, and the first that only the reference does, in words. */
  last: string;
  next: string;
  amount: number | undefined;
  /** What the model does instead, in words, where that is the only thing that follows. */
  instead?: string;
  /** Of a batch norm: what its output is multiplied by. */
  factor?: number;
  /** Of an addition: how the model joins its operands instead. */
  joining?: Joining;
  /** The operation that computes something else, as far as known. */
  op: Op | undefined;
}

const known = new WeakMap<Subject, Map<Reference, Behaviour>>();

/** Compares a student's model with a reference, with random weights. */
export function behaviourOf(subject: Subject, references: References): Behaviour {
  const all = known.get(subject) ?? new Map<Reference, Behaviour>();
  known.set(subject, all);
  const behaviour = all.get(references.whole) ?? compare(subject, references);
  all.set(references.whole, behaviour);
  return behaviour;
}

/** More than one: what a picture gives must not depend on the others. */
const picturesOf = ([height]: readonly number[]) => (height > 128 ? 2 : 3);

/**
 * In evaluation mode one picture is enough where it costs most: large ones in a network with batch norm. In training mode such a
 * network is compared with all of them, and `steadyEvaluation` asks whether a picture's answer depends on the others.
 */
const evaluatedOf = (model: tf.LayersModel, [count, height]: readonly number[]) =>
  height > 128 && model.nonTrainableWeights.length > 0 ? 1 : count;

function compare(subject: Subject, references: References): Behaviour {
  const { model, shape } = smallModel(subject, references.side);
  const behaviour = comparing(subject, shape, picturesOf(shape), model, (observe, pictures) => {
    const compared = compareModes(model, observe, references);
    if (compared.divergence || !compared.hasOwnGradients) return { ...compared, wronglyTrained: [] };
    const train = () => wronglyTrained(model, pictures);
    return { ...compared, wronglyTrained: subject.call(t('taking gradients'), train) };
  });
  const { otherSide } = references;
  if (behaviour.divergence || otherSide === undefined || shape[0] !== references.side) return behaviour;
  const other = smallModel(subject, otherSide);
  // A right model may take no pictures but those of its own size, and then there is no second one to compare it with.
  if (other.shape[0] !== otherSide) return behaviour;
  const faults = comparing(subject, other.shape, 1, other.model, (observe) =>
    follow(references.whole, observe(), false).faults.map((fault) => ({ ...fault, side: otherSide })),
  );
  return faults.length > 0 ? { ...behaviour, divergence: faults[0], faults } : behaviour;
}

/** Gives a model random weights, and lets it be observed with a batch of pictures. */
function comparing<T>(
  subject: Subject,
  shape: SmallModel['shape'],
  count: number,
  model: tf.LayersModel,
  run: (observe: (training?: boolean) => Network, pictures: tf.Tensor4D) => T,
): T {
  const networks: Network[] = [];
  try {
    let result: { value: T } | undefined;
    tf.tidy(() => {
      const batch = testPictures(count, shape)
        .add<tf.Tensor4D>(tf.randomUniform([count, ...shape], 0, 1, 'float32', 1))
        .div<tf.Tensor4D>(2);
      const evaluated = batch.slice<tf.Tensor4D>([0], [evaluatedOf(model, batch.shape)]);
      const observe = (training = false) => {
        // The student's code alone has a deadline, not the comparison.
        const network = subject.call(t('comparing the model with its reference'), () =>
          readNetwork(model, training ? batch : evaluated, training),
        );
        networks.push(network);
        mustBeWhole(subject, network);
        return network;
      };
      result = { value: withRandomWeights(model, () => run(observe, batch)) };
    });
    return result!.value;
  } finally {
    for (const network of networks) network.release();
  }
}

function compareModes(
  model: tf.LayersModel,
  observe: (training?: boolean) => Network,
  { whole, parts }: References,
): Omit<Behaviour, 'wronglyTrained'> & Pick<Network, 'hasOwnGradients'> {
  const weights = model.trainableWeights
    .filter(({ shape }) => shape.length === 1)
    .map((weight) => weight.read().dataSync<'float32'>());
  const averages = averagesOf(model);
  const network = observe();
  network.valuesOf(network.output.output);
  const isChangedByPredicting = averages.some(({ weight, before }) => !isClose(valuesOf(weight), before));
  const evaluation = follow(whole, network, false);
  if (evaluation.faults.length > 0) {
    const compared = evaluation.isLost ? [...(parts?.(network).values() ?? [])] : [];
    const inParts = compared.flatMap((reference) => follow(reference, network, false).faults);
    const passed = evaluation.isLost ? evaluation.faults.slice(0, -1) : evaluation.faults;
    const others = inParts.filter(({ next }) => passed.every((one) => one.next !== next));
    return {
      divergence: evaluation.faults[0],
      faults:
        inParts.length > 0
          ? [...passed, ...others]
          : evaluation.faults.map((fault) => ({ ...fault, isInArrangement: compared.length > 0 })),
      isComplete: !evaluation.isLost || compared.length > 0,
      randomness: [],
      movements: [],
      isChangedByPredicting,
      hasOwnGradients: false,
    };
  }
  // All that is needed of it is known. What is computed in training mode takes its memory.
  network.release();
  const trained = observe(true);
  const { hasOwnGradients } = trained;
  const training = follow(whole, trained, true);
  const { normalizations, randomness } = training.comparison;
  const namesakes = (norms: readonly Normalization[]) => new Map(norms.map((norm) => [norm.name, norm]));
  const evaluated = namesakes(evaluation.comparison.normalizations);
  const judged = normalizations.map((norm) => ({
    norm,
    judgement: judgeInTraining(norm, evaluated.get(norm.name), weights),
  }));
  const wrong = judged.flatMap(({ norm: { name, part, op }, judgement }): Fault[] => {
    if (judgement.kind !== 'scaled' && judgement.kind !== 'other') return [];
    const fault = { isTraining: true, part, last: name, next: name, amount: undefined, op };
    return judgement.kind === 'scaled'
      ? [{ ...fault, kind: 'scale', factor: judgement.factor }]
      : [{ ...fault, kind: 'normalization' }];
  });
  const faults = wrong.length > 0 ? wrong : training.faults;
  const compared = {
    divergence: faults.at(0),
    faults,
    isComplete: true,
    randomness,
    isChangedByPredicting,
    hasOwnGradients,
  };
  if (faults.length > 0 || normalizations.length === 0) return { ...compared, movements: [] };
  const movements = judged.map(({ norm, judgement }) => {
    const { constants } = evaluated.get(norm.name) ?? norm;
    // A variable has other data after the step.
    const own = averages.filter(({ weight, id }) =>
      constants.some((constant) => constant === weight.read() || constant.dataId === id),
    );
    const shifts = weights.filter(({ length }) => length === norm.mean.length);
    const movement: Movement =
      judgement.kind === 'batch'
        ? movementOf(
            own.map(({ weight, before }) => ({ before, after: valuesOf(weight) })),
            norm,
            shifts,
          )
        : { kind: 'stays' };
    return { norm, movement };
  });
  return { ...compared, movements };
}

/** What training does not learn, as it is before anything is computed. */
function averagesOf(model: tf.LayersModel) {
  return model.nonTrainableWeights.map((weight) => ({
    weight,
    id: weight.read().dataId,
    before: valuesOf(weight),
  }));
}

const valuesOf = (weight: tf.LayerVariable): Float32Array => weight.read().dataSync<'float32'>();

interface Followed {
  comparison: Comparison;
  faults: readonly Fault[];
  /** Whether what comes after the last fault could not be compared. */
  isLost: boolean;
}

function follow(reference: Reference, network: Network, isTraining: boolean): Followed {
  const comparison = new Comparison(network, isTraining);
  let lost: Divergence | undefined;
  try {
    reference(comparison);
  } catch (error) {
    if (!(error instanceof Divergence)) throw error;
    lost = error;
  }
  const all = [...comparison.passed, ...(lost ? [lost] : [])];
  return { comparison, faults: all.map((one) => faultOf(one, isTraining)), isLost: lost !== undefined };
}

function faultOf({ at, part }: Divergence, isTraining: boolean): Fault {
  const { last, next, kind, amount, op, isOnly, joining } = at;
  return {
    isTraining,
    part,
    kind,
    last: last.name,
    next,
    amount,
    ...(op && isOnly && !isAsExpected(op, kind) ? { instead: nameOf(op) } : {}),
    ...(joining ? { joining } : {}),
    op,
  };
}

/** Whether an operation is at least of the kind that the reference has there. */
const isAsExpected = ({ kind }: Op, expected: StepKind) =>
  (expectedKinds[expected] ?? []).includes(kind) || kind === 'padding';

const expectedKinds: Readonly<Partial<Record<StepKind, readonly OpKind[]>>> = {
  convolution: ['convolution'],
  dense: ['dense', 'convolution'],
  bias: ['bias'],
  normalization: ['normalization'],
  relu: ['relu'],
  pool: ['max-pool'],
  average: ['global-average'],
  sum: ['addition'],
};
