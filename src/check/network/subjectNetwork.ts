import * as tf from '@tensorflow/tfjs';
import type { Subject } from '../subject';
import { t } from '../../words';
import { testPictures } from '../probes/testPictures';
import { readNetwork, type Network } from './network';

const read = new WeakMap<Subject, Map<number, Network>>();

/** Shape of the pictures that a model takes, without the batch. */
export function pictureShape(model: tf.LayersModel): [number, number, number] {
  const [, height, width, channels] = model.inputs[0].shape;
  return [height ?? 256, width ?? 256, channels ?? 1];
}

/**
 * The network of a subject's model for pictures of a size. Nothing is computed.
 * @param side default: the size that the model is for
 */
export function networkAt(subject: Subject, side?: number): Network {
  const model = subject.model();
  const [height, , channels] = pictureShape(model);
  const size = side ?? height;
  const known = read.get(subject) ?? new Map<number, Network>();
  read.set(subject, known);
  const network =
    known.get(size) ?? subject.call(t('running the model'), () => shapesOf(model, [size, size, channels]));
  known.set(size, network);
  mustBeWhole(subject, network);
  return network;
}

/**
 * Refuses to look at a network that goes on with numbers in place of tensors: what was before them cannot be seen.
 * @throws FailureError with the line that reads them
 */
export function mustBeWhole(subject: Subject, { cutOffAt }: Network): void {
  if (cutOffAt === undefined) return;
  throw subject.failureAt(cutOffAt, {
    what: t(
      'The model goes on with numbers that are read out of a tensor here, as by dataSync() or arraySync().',
    ),
    why: t('No gradient leads back through numbers: nothing that comes before this line is ever trained.'),
    next: t('Compute with tensors alone, from the input of each layer to what its call() returns.'),
  });
}

/** The network that a student's function makes of a picture of this shape, as part of a model. */
export function networkOfFunction(
  subject: Subject,
  task: string,
  shape: readonly number[],
  make: (x: tf.SymbolicTensor) => tf.SymbolicTensor,
): Network {
  const network = subject.call(task, () => {
    const input = tf.input({ shape: [...shape] });
    return shapesOf(tf.model({ inputs: input, outputs: make(input) }), shape);
  });
  mustBeWhole(subject, network);
  return network;
}

function shapesOf(model: tf.LayersModel, picture: readonly number[]): Network {
  let network: Network | undefined;
  tf.tidy(() => {
    network = readNetwork(model, testPictures(1, picture));
  });
  network?.release();
  return network!;
}
