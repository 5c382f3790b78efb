/** Numbers of a tensor, channels last. */
export interface Values {
  shape: readonly number[];
  values: readonly number[];
}

/** What a layer holds: arrays have one number a channel. */
export interface Layer {
  gamma: readonly number[];
  beta: readonly number[];
  movingMean: readonly number[];
  movingVariance: readonly number[];
  momentum: number;
  epsilon: number;
}

/** Everything that can be another in batch normalization, and is taken for it at times. */
export interface Recipe {
  /** What shares a mean and a variance. */
  group: 'channel' | 'place' | 'example' | 'picture' | 'batch';
  /** Subtracted from the number of values, in the variance that divides. */
  correction: 0 | 1;
  /** The same, in the variance that is remembered. */
  movingCorrection: 0 | 1;
  divisor: 'root-of-sum' | 'sum-of-roots' | 'root' | 'sum';
  affine: 'gamma-then-beta' | 'beta-then-gamma' | 'exchanged' | 'none' | 'gamma' | 'beta';
  moving: 'old-share' | 'new-share' | 'unchanged' | 'replaced' | 'summed';
  remembered: 'variance' | 'deviation';
  statisticsInTraining: 'batch' | 'moving';
  statisticsInEvaluation: 'moving' | 'batch';
}

/** As `tf.layers.batchNormalization` has it; Ioffe and Szegedy 2015, but for the moving variance, which they correct. */
export const definition: Recipe = {
  group: 'channel',
  correction: 0,
  movingCorrection: 0,
  divisor: 'root-of-sum',
  affine: 'gamma-then-beta',
  moving: 'old-share',
  remembered: 'variance',
  statisticsInTraining: 'batch',
  statisticsInEvaluation: 'moving',
};

/** What a recipe computes: numbers of each result. */
export interface Results {
  mean: number[];
  variance: number[];
  output: number[];
  movingMean: number[];
  movingVariance: number[];
  evaluated: number[];
}

/** Mean and variance for each of the groups, and of which group a value is. */
interface Statistics {
  groupOf: (index: number) => number;
  mean: readonly number[];
  variance: readonly number[];
}

/**
 * @param x what is given in training
 * @param evaluated what is given in evaluation, with the layer as it was before
 */
export function follow(recipe: Recipe, x: Values, evaluated: Values, layer: Layer): Results {
  const inChannels = statisticsOf(x, 'channel', recipe.movingCorrection);
  const { mean, variance } = inChannels;
  const spread = recipe.remembered === 'variance' ? variance : variance.map(Math.sqrt);
  const moved = (old: readonly number[], now: readonly number[]) =>
    old.map((before, channel) => move(recipe.moving, layer.momentum, before, now[channel]));
  const own = statisticsOf(x, recipe.group, recipe.correction);
  return {
    mean: [...own.mean],
    variance: [...own.variance],
    output: normalize(recipe, recipe.statisticsInTraining, x, layer),
    movingMean: moved(layer.movingMean, mean),
    movingVariance: moved(layer.movingVariance, spread),
    evaluated: normalize(recipe, recipe.statisticsInEvaluation, evaluated, layer),
  };
}

function move(moving: Recipe['moving'], momentum: number, before: number, now: number): number {
  switch (moving) {
    case 'old-share':
      return momentum * before + (1 - momentum) * now;
    case 'new-share':
      return momentum * now + (1 - momentum) * before;
    case 'unchanged':
      return before;
    case 'replaced':
      return now;
    case 'summed':
      return before + (1 - momentum) * now;
  }
}

function normalize(recipe: Recipe, from: 'batch' | 'moving', x: Values, layer: Layer): number[] {
  const channels = layer.gamma.length;
  const { groupOf, mean, variance } =
    from === 'batch'
      ? statisticsOf(x, recipe.group, recipe.correction)
      : {
          groupOf: (index: number) => index % channels,
          mean: layer.movingMean,
          variance: layer.movingVariance,
        };
  return x.values.map((value, index) => {
    const group = groupOf(index);
    const normalized = (value - mean[group]) / divisorOf(recipe.divisor, variance[group], layer.epsilon);
    return scale(recipe.affine, normalized, layer.gamma[index % channels], layer.beta[index % channels]);
  });
}

function divisorOf(divisor: Recipe['divisor'], variance: number, epsilon: number): number {
  switch (divisor) {
    case 'root-of-sum':
      return Math.sqrt(variance + epsilon);
    case 'sum-of-roots':
      return Math.sqrt(variance) + epsilon;
    case 'root':
      return Math.sqrt(variance);
    case 'sum':
      return variance + epsilon;
  }
}

function scale(affine: Recipe['affine'], value: number, gamma: number, beta: number): number {
  switch (affine) {
    case 'gamma-then-beta':
      return gamma * value + beta;
    case 'beta-then-gamma':
      return gamma * (value + beta);
    case 'exchanged':
      return beta * value + gamma;
    case 'none':
      return value;
    case 'gamma':
      return gamma * value;
    case 'beta':
      return value + beta;
  }
}

/** @param correction subtracted from the number of values */
export function statisticsOf(
  { shape, values }: Values,
  group: Recipe['group'],
  correction: 0 | 1,
): Statistics {
  const channels = shape[shape.length - 1];
  const inPicture = values.length / shape[0];
  const groups: Record<Recipe['group'], (index: number) => number> = {
    channel: (index) => index % channels,
    place: (index) => index % inPicture,
    example: (index) => Math.floor(index / inPicture) * channels + (index % channels),
    picture: (index) => Math.floor(index / inPicture),
    batch: () => 0,
  };
  const groupOf = groups[group];
  const members: number[][] = [];
  for (const [index, value] of values.entries()) (members[groupOf(index)] ??= []).push(value);
  const sum = (all: readonly number[]) => all.reduce((total, value) => total + value, 0);
  const mean = members.map((all) => sum(all) / all.length);
  const variance = members.map((all, index) => {
    const squares = sum(all.map((value) => (value - mean[index]) ** 2));
    return squares / (all.length - correction);
  });
  return { groupOf, mean, variance };
}

/** Gradients of the sum of all outputs in training, each times its weight. */
export interface Gradients {
  x: number[];
  gamma: number[];
  beta: number[];
}

/**
 * @param weights of the outputs, in their order
 * @param isHeld whether mean and variance of the batch count as constants, which they are not
 */
export function gradientsOf(x: Values, layer: Layer, weights: readonly number[], isHeld = false): Gradients {
  const { groupOf, mean, variance } = statisticsOf(x, 'channel', 0);
  const channels = layer.gamma.length;
  const count = x.values.length / channels;
  const deviation = variance.map((value) => Math.sqrt(value + layer.epsilon));
  const normalized = x.values.map(
    (value, index) => (value - mean[groupOf(index)]) / deviation[groupOf(index)],
  );
  const beta = layer.gamma.map(() => 0);
  const gamma = layer.gamma.map(() => 0);
  for (const [index, weight] of weights.entries()) {
    beta[groupOf(index)] += weight;
    gamma[groupOf(index)] += weight * normalized[index];
  }
  const ofX = weights.map((weight, index) => {
    const channel = groupOf(index);
    const shared = isHeld ? 0 : (beta[channel] + normalized[index] * gamma[channel]) / count;
    return (layer.gamma[channel] / deviation[channel]) * (weight - shared);
  });
  return { x: ofX, gamma, beta };
}
