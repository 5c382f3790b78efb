import * as tf from '@tensorflow/tfjs';
import { t } from '../../words';
import { readNetwork, type Network } from '../network/network';
import { smallModel } from '../probes/smallModel';
import { testPictures } from '../probes/testPictures';
import type { Subject } from '../subject';
import { judgeInTraining, movementOf, type Movement } from './batchNorm';
import { Comparison, Divergence, type Normalization } from './comparison';
import type { Randomness } from './dropout';
import { isClose } from './featureMap';
import { withRandomWeights } from './randomWeights';

/** Computes what the model of an exercise is to compute, step by step. */
export type Reference = (net: Comparison) => void;

export interface References {
  /** Side of the pictures that the model is tried with; it may take none but its own. */
  side: number;
  whole: Reference;
  /** Parts of a model that computes something else as a whole: each is compared on its own. */
  parts?: (network: Network) => ReadonlyMap<string, Reference>;
}

/** What a model computes, compared with what it is to compute. */
export interface Behaviour {
  /** Where it first computes something else; undefined where it is the same, in evaluation mode and in training mode. */
  divergence: Fault | undefined;
  /** Of its parts, where the whole computes something else. */
  parts: ReadonlyMap<string, Fault | undefined>;
  /** What is random in training mode. */
  randomness: readonly Randomness[];
  /** What a training step does to the moving averages of each batch norm. */
  movements: readonly { norm: Normalization; movement: Movement }[];
  /** Whether predicting changes weights. */
  isChangedByPredicting: boolean;
}

export interface Fault {
  isTraining: boolean;
  /** Part of the reference, as its author calls it. */
  part: string;
  /** The last thing that both compute, and the first that only the reference does, in words. */
  last: string;
  next: string;
  amount: number | undefined;
  /** Of a batch norm: what its output is multiplied by. */
  factor?: number;
  /** Of an addition: how many times the model adds each operand. */
  times?: readonly [number, number];
  /** Layer of the operation that computes something else. */
  layer: string | undefined;
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

function compare(subject: Subject, references: References): Behaviour {
  const { model, shape } = smallModel(subject, references.side);
  const pictures = picturesOf(shape);
  const networks: Network[] = [];
  try {
    let behaviour: Behaviour | undefined;
    tf.tidy(() => {
      const batch = testPictures(pictures, shape)
        .add<tf.Tensor4D>(tf.randomUniform([pictures, ...shape], 0, 1, 'float32', 1))
        .div<tf.Tensor4D>(2);
      const observe = (training = false) => {
        // The student's code alone has a deadline, not the comparison.
        const network = subject.call(t('comparing the model with its reference'), () =>
          readNetwork(model, batch, training),
        );
        networks.push(network);
        return network;
      };
      behaviour = withRandomWeights(model, () => compareModes(model, observe, references));
    });
    return behaviour!;
  } finally {
    for (const network of networks) network.release();
  }
}

function compareModes(
  model: tf.LayersModel,
  observe: (training?: boolean) => Network,
  { whole, parts }: References,
): Behaviour {
  const weights = model.trainableWeights
    .filter(({ shape }) => shape.length === 1)
    .map((weight) => weight.read().dataSync<'float32'>());
  const averages = averagesOf(model);
  const network = observe();
  network.valuesOf(network.output.output);
  const isChangedByPredicting = averages.some(({ weight, before }) => !isClose(valuesOf(weight), before));
  const evaluation = follow(whole, network, false);
  if (evaluation.fault) {
    const compared = [...(parts?.(network) ?? [])].map(
      ([name, reference]) => [name, follow(reference, network, false).fault] as const,
    );
    return {
      divergence: evaluation.fault,
      parts: new Map(compared),
      randomness: [],
      movements: [],
      isChangedByPredicting,
    };
  }
  const training = follow(whole, observe(true), true);
  const { normalizations, randomness } = training.comparison;
  const namesakes = (norms: readonly Normalization[]) => new Map(norms.map((norm) => [norm.name, norm]));
  const evaluated = namesakes(evaluation.comparison.normalizations);
  const judged = normalizations.map((norm) => ({
    norm,
    judgement: judgeInTraining(norm, evaluated.get(norm.name), weights),
  }));
  const wrong = judged.find(({ judgement: { kind } }) => kind === 'scaled' || kind === 'other');
  const fault: Fault | undefined = wrong
    ? {
        isTraining: true,
        part: wrong.norm.part,
        last: wrong.norm.name,
        next: wrong.norm.name,
        amount: undefined,
        ...(wrong.judgement.kind === 'scaled' ? { factor: wrong.judgement.factor } : {}),
        layer: wrong.norm.op.layer,
      }
    : training.fault;
  if (fault || normalizations.length === 0)
    return { divergence: fault, parts: new Map(), randomness, movements: [], isChangedByPredicting };
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
  return { divergence: undefined, parts: new Map(), randomness, movements, isChangedByPredicting };
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
  fault: Fault | undefined;
}

function follow(reference: Reference, network: Network, isTraining: boolean): Followed {
  const comparison = new Comparison(network, isTraining);
  try {
    reference(comparison);
    return { comparison, fault: undefined };
  } catch (error) {
    if (!(error instanceof Divergence)) throw error;
    const { last, next, amount, op, times } = error;
    const { part } = comparison;
    const fault = { isTraining, part, last: last.name, next, amount, layer: op?.layer };
    return { comparison, fault: times ? { ...fault, times } : fault };
  }
}
