import * as tf from '@tensorflow/tfjs-core';

/** Tensors of one shape, by name. */
type Parts<Name extends string, T extends tf.Tensor = tf.Tensor> = Record<Name, T>;

/** Weights of so few numbers cost more to call than to compute with. */
const small = 2 ** 14;
const fewestTogether = 8;

/**
 * Computes the same, element by element, for many weights. All small ones are computed together, as if they were one vector:
 * otherwise an optimizer makes a dozen calls for each of them, and two thirds of ResNet-50's 161 weights are the few numbers
 * of a batch norm. The results are the same.
 * @param all for each weight, the tensors that are read, all of one shape
 * @param compute new tensors from these; each call must make those of the same names
 * @returns for each weight what `compute` makes of it
 */
export function elementwiseForEach<Read extends string, Made extends string>(
  all: readonly Parts<Read>[],
  compute: (read: Parts<Read>) => Parts<Made>,
): Parts<Made>[] {
  const few = all.filter((read) => sizeOf(read) <= small);
  const together = few.length >= fewestTogether ? few : [];
  const joined = together.length > 0 ? computeJoined(together, compute) : [];
  return all.map((read) => joined[together.indexOf(read)] ?? compute(read));
}

const entriesOf = <Name extends string, T>(record: Record<Name, T>) => Object.entries(record) as [Name, T][];

const likeOf = (read: Parts<string>): tf.Tensor => Object.values(read)[0];

const sizeOf = (read: Parts<string>): number => likeOf(read).size;

function computeJoined<Read extends string, Made extends string>(
  all: readonly Parts<Read>[],
  compute: (read: Parts<Read>) => Parts<Made>,
): Parts<Made>[] {
  const names = Object.keys(all[0]) as Read[];
  const vectors = names.map((name): [Read, tf.Tensor] => [
    name,
    tf.concat(all.map((read) => tf.reshape(read[name], [-1]))),
  ]);
  const made = compute(Object.fromEntries(vectors) as Parts<Read>);
  const sizes = all.map(sizeOf);
  const parted = entriesOf(made).map(([name, vector]) => [name, tf.split(vector, sizes)] as const);
  return all.map((read, index) => {
    const { shape } = likeOf(read);
    const own = parted.map(([name, parts]) => [name, tf.reshape(parts[index], shape)]);
    return Object.fromEntries(own) as Parts<Made>;
  });
}
