/** Numbers near a number: an attribute that is a whole number of channels or pixels. */
const near = (value: number, ...others: number[]) => {
  const changed = others.length > 0 ? others : [2 * value, value / 2, value + 1, Math.round(0.75 * value)];
  return changed.filter((other) => other !== value && other >= 1 && Number.isInteger(other)).map(String);
};

/** Other values for an expression: another of these, or, where it is no plain value, one that is computed from it. */
const another =
  (...values: string[]) =>
  (value: string) =>
    values.filter((one) => one !== value);

const sizes = (value: string): readonly string[] => {
  if (/^\d+$/.test(value)) return near(Number(value), 1, 2, 3, 5, 7);
  if (value.startsWith('[')) return another('[3, 1]', '[1, 3]', '[5, 5]', '[2, 2]', '[1, 1]')(value);
  return [`${value} + 2`, '1', '3'];
};

const counts = (value: string): readonly string[] =>
  /^\d+$/.test(value) ? near(Number(value)) : [`2 * (${value})`, `(${value}) / 2`, `(${value}) + 8`];

const strides = (value: string): readonly string[] => {
  if (value.startsWith('[')) return another('[1, 1]', '[2, 2]', '[2, 1]', '[3, 3]')(value);
  return another('1', '2', '3')(value);
};

const activation = another(
  "'relu'",
  "'relu6'",
  "'tanh'",
  "'sigmoid'",
  "'elu'",
  "'selu'",
  "'softplus'",
  "'swish'",
  "'hardSigmoid'",
  "'linear'",
);
const truth = another('true', 'false');
const padding = another("'same'", "'valid'");

const attributes: Readonly<Record<string, (value: string) => readonly string[]>> = {
  filters: counts,
  units: counts,
  width: counts,
  kernelSize: sizes,
  size: sizes,
  poolSize: sizes,
  strides,
  stride: strides,
  stride1: strides,
  padding: (value) => (value.includes("'") ? padding(value) : another('0', '1', '2', '3')(value)),
  pad: padding,
  activation,
  useBias: truth,
  isFirst: truth,
  pool: truth,
  pools: truth,
  convShortcut: truth,
  rate: another('0', '0.05', '0.3', '0.9'),
  momentum: another('0', '0.1', '0.5', '0.9', '0.999', '1'),
  epsilon: another('1e-7', '1e-5', '1e-3', '0.1', '1'),
  axis: another('0', '1', '2', '-1', '3'),
  depth: counts,
  outputs: () => [],
};

/** Other values of a layer's setting, as they are written; none for what does not change what is computed, such as its name. */
export function valuesOf(name: string, value: string): readonly string[] {
  return Object.hasOwn(attributes, name) ? attributes[name](value) : [];
}

const pool = { padding: ["'same'"], strides: ['1', '2', '3'], poolSize: ['2', '3'] };

/** Settings that a layer may be given in addition, with values other than its defaults. */
export const layerSettings: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  conv2d: {
    useBias: ['false'],
    dilationRate: ['2'],
    strides: ['2'],
    padding: ["'same'", "'valid'"],
    activation: ["'tanh'", "'relu'", "'elu'"],
    trainable: ['false'],
  },
  dense: {
    useBias: ['false'],
    activation: ["'relu'", "'tanh'", "'softmax'", "'sigmoid'"],
    trainable: ['false'],
  },
  batchNormalization: {
    momentum: ['0', '0.1', '0.9', '1'],
    epsilon: ['1e-5', '0.1', '1'],
    center: ['false'],
    scale: ['false'],
    axis: ['1', '2'],
    trainable: ['false'],
  },
  maxPooling2d: pool,
  maxPool2d: pool,
  averagePooling2d: pool,
};

/** Layers that a student may take for another one. */
export const otherLayers: Readonly<Record<string, readonly string[]>> = {
  maxPooling2d: ['averagePooling2d'],
  maxPool2d: ['averagePooling2d'],
  averagePooling2d: ['maxPooling2d'],
  globalAveragePooling2d: ['globalMaxPooling2d', 'flatten'],
  reLU: ['leakyReLU', 'elu', 'softmax'],
  add: ['multiply', 'average', 'maximum', 'concatenate'],
  concatenate: ['add'],
  conv2d: ['separableConv2d', 'depthwiseConv2d'],
  flatten: ['globalAveragePooling2d'],
  dropout: ['gaussianDropout', 'gaussianNoise', 'alphaDropout'],
  batchNormalization: ['layerNormalization'],
};
