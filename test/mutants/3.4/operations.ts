import type { Style } from './styles';

const tower = 'alexnet/one-tower';
const functional = 'resnet50/functional';
const start = "import { defineTraining } from 'lits';";

/** A layer class that computes this of its input `x`, at the head of a program; `training` tells the mode. */
export const layerOf = (computation: string, shape = ''): string => `${start}

const only = (inputs: tf.Tensor | tf.Tensor[]) => (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;

class Own extends tf.layers.Layer {
  static className = 'Own';
  ${shape}
  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean } = {}): tf.Tensor {
    return tf.tidy(() => {
      const x = only(inputs);
      void training;
      ${computation}
    });
  }
}
`;

/** A layer class that makes one of two inputs `a` and `b`. */
const joint = (computation: string): string => `${start}

class Sum extends tf.layers.Layer {
  static className = 'Sum';

  override computeOutputShape(shapes: tf.Shape | tf.Shape[]): tf.Shape {
    return (shapes as tf.Shape[])[0];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [a, b] = inputs as tf.Tensor[];
      ${computation}
    });
  }
}
`;

const convolve = "model.add(tf.layers.conv2d({ filters, kernelSize, padding: 'same', activation: 'relu' }));";
const withOwn = `{\n      ${convolve.replace(", activation: 'relu'", '')}\n      model.add(new Own({}));\n    };`;

const rectifiers: readonly (readonly [name: string, computation: string])[] = [
  ['where(x > 0, x, 0)', 'return tf.where(tf.greater(x, 0), x, tf.zerosLike(x));'],
  ['where(x < 0, 0, x)', 'return tf.where(x.less(0), tf.zerosLike(x), x);'],
  ['x times (x > 0)', 'return x.mul(x.greater(0));'],
  ['clipByValue(x, 0, infinity)', 'return tf.clipByValue(x, 0, Infinity);'],
  ['half of x + |x|', 'return x.add(x.abs()).div(2);'],
  ['x less its negative part', 'return x.sub(tf.minimum(x, 0));'],
  [
    'a gradient of its own, the right one',
    'return tf.customGrad(((y: tf.Tensor, save: tf.GradSaveFunc) => {\n        save([y]);\n        return { value: tf.relu(y), gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => dy.mul(tf.step(saved)) };\n      }) as never)(x);',
  ],
];

const added = 'tf.layers.add().apply([branch, x])';
const projected = 'tf.layers.add().apply([branch, shortcut])';
const sums: readonly (readonly [name: string, computation: string])[] = [
  ['addN', 'return tf.addN([a, b]);'],
  ['a less the negative of b', 'return a.sub(b.neg());'],
  ['a sum over a stack', 'return tf.stack([a, b]).sum(0);'],
  ['zeros, and both added to them', 'return tf.zerosLike(a).add(a).add(b);'],
];

const rectifierLayer = 'tf.layers.reLU().apply(x)';
const zeros = layerOf('return tf.zerosLike(x);');
const largest = 'tf.layers.maximum().apply([x, new Own({}).apply(x) as tf.SymbolicTensor])';

/** Right programs whose ReLUs and sums are made of other operations. */
export const operationStyles: readonly Style[] = [
  ...rectifiers.map(([name, computation]) => ({
    name: `a ReLU as ${name}`,
    about: 'layers',
    of: tower,
    edits: [
      [start, layerOf(computation)],
      [convolve, withOwn],
    ] as const,
  })),
  ...rectifiers.slice(0, 3).map(([name, computation]) => ({
    name: `a ReLU as ${name}`,
    about: 'rectifier',
    of: functional,
    edits: [
      [start, layerOf(computation)],
      [rectifierLayer, 'new Own({}).apply(x)'],
    ] as const,
  })),
  {
    name: 'a ReLU as the layer that takes the larger of x and 0',
    about: 'rectifier',
    of: functional,
    edits: [
      [start, zeros],
      [rectifierLayer, largest],
    ],
  },
  ...sums.map(([name, computation]) => ({
    name: `a sum as ${name}`,
    about: 'sums',
    of: functional,
    edits: [
      [start, joint(computation)],
      [added, 'new Sum({}).apply([branch, x])'],
      [projected, 'new Sum({}).apply([branch, shortcut])'],
    ] as const,
  })),
];
