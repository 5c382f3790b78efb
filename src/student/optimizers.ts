interface WithWeightDecay {
  /**
   * How strongly weights are drawn to 0, from 0. In all but `adamw` it is a part of the gradient, as an L2 penalty of half of it
   * times the squares of all weights would be. Default: 0.
   */
  weightDecay?: number;
}

/** Stochastic gradient descent, `torch.optim.SGD`. */
export interface SgdSettings extends WithWeightDecay {
  name: 'sgd';
  /** Step size, above 0, for example `1e-2`. */
  learningRate: number;
  /** Share of the last update that goes on, 0 to below 1. Default: 0. */
  momentum?: number;
  /** How much less of the gradient enters the momentum, 0 to 1. Default: 0. */
  dampening?: number;
  /** Look ahead along the momentum; needs a momentum above 0 and no dampening. Default: false. */
  nesterov?: boolean;
}

/** Stochastic gradient descent with momentum: `sgd`, where `momentum` must be given. */
export interface MomentumSettings extends WithWeightDecay {
  name: 'momentum';
  /** Step size, above 0, for example `1e-2`. */
  learningRate: number;
  /** Share of the last update that goes on, 0 to below 1. */
  momentum: number;
  /** Look ahead along the momentum. Default: false. */
  nesterov?: boolean;
}

interface AdamOptions {
  /** Step size, above 0. Default: 1e-3. */
  learningRate?: number;
  /** How slowly the means of the gradients and of their squares change, each 0 to below 1. Default: `[0.9, 0.999]`. */
  betas?: [number, number];
  /** Keeps the division by small gradients finite, above 0. Default: 1e-8. */
  epsilon?: number;
  /** Divide by the largest mean of squares so far. Default: false. */
  amsgrad?: boolean;
}

/** Adam, `torch.optim.Adam`. */
export interface AdamSettings extends AdamOptions, WithWeightDecay {
  name: 'adam';
  /** @deprecated Write `betas: [beta1, beta2]`. */
  beta1?: number;
  /** @deprecated Write `betas: [beta1, beta2]`. */
  beta2?: number;
}

/** Adam with a weight decay of its own, `torch.optim.AdamW`. */
export interface AdamWSettings extends AdamOptions {
  name: 'adamw';
  /**
   * How strongly weights are drawn to 0, from 0: each step takes `learningRate * weightDecay` of every weight away, beside its
   * gradient. Default: 1e-2.
   */
  weightDecay?: number;
}

/** RMSprop, `torch.optim.RMSprop`. */
export interface RmspropSettings extends WithWeightDecay {
  name: 'rmsprop';
  /** Step size, above 0. Default: 1e-2. */
  learningRate?: number;
  /** How slowly the mean of the squared gradients changes, 0 to below 1. Default: 0.99. */
  alpha?: number;
  /** Keeps the division by small gradients finite, above 0. Default: 1e-8. */
  epsilon?: number;
  /** Share of the last update that goes on, 0 to below 1. Default: 0. */
  momentum?: number;
  /** Divide by the deviation of the gradients instead of their size. Default: false. */
  centered?: boolean;
  /** @deprecated Write `alpha`. */
  decay?: number;
}

/** Adagrad, `torch.optim.Adagrad`. */
export interface AdagradSettings extends WithWeightDecay {
  name: 'adagrad';
  /** Step size, above 0. Default: 1e-2. */
  learningRate?: number;
  /** Keeps the division by small gradients finite, above 0. Default: 1e-10. */
  epsilon?: number;
}

/** An optimizer by name. What is left out has PyTorch's default. */
export type OptimizerSettings =
  SgdSettings | MomentumSettings | AdamSettings | AdamWSettings | RmspropSettings | AdagradSettings;
