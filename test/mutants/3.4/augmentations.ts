/**
 * Ways to write `augment`, right and wrong: name, what the finding says (nothing where it is right), code that declares `augment`.
 * What begins with `new` is imported from lits.
 */
export const augmentations: readonly (readonly [name: string, finding: string, code: string])[] = [
  // Right.
  [
    'a flip of each picture by itself, by tf.where',
    '',
    `function augment(x: tf.Tensor4D) {
  const isFlipped = tf.randomUniform([x.shape[0], 1, 1, 1]).less(0.5);
  return tf.where(isFlipped.tile([1, x.shape[1], x.shape[2], 1]), tf.reverse(x, 2), x);
}`,
  ],
  [
    'pictures taken apart and put together again',
    '',
    `const augment = (x: tf.Tensor4D) =>
  tf.stack(tf.unstack(x).map((picture) => (Math.random() < 0.5 ? picture.reverse(1) : picture))) as tf.Tensor4D;`,
  ],
  [
    'a flip of the whole batch now and then',
    '',
    `const augment = (batch: tf.Tensor4D) => (Math.random() > 0.7 ? tf.image.flipLeftRight(batch) : batch);`,
  ],
  [
    'random numbers of its own, drawn on through the file',
    '',
    `let state = 7;
const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
const augment = (x: tf.Tensor4D) => x.add(0.1 * (random() - 0.5));`,
  ],
  [
    'brightness and contrast around the mean of each picture',
    '',
    `const augment = (x: tf.Tensor4D) => {
  const count = x.shape[0];
  const mean = x.mean([1, 2, 3], true);
  const contrast = tf.randomUniform([count, 1, 1, 1], 0.8, 1.2);
  const brightness = tf.randomNormal([count, 1, 1, 1], 0, 0.05);
  return x.sub(mean).mul(contrast).add(mean).add(brightness).clipByValue(0, 1);
};`,
  ],
  [
    'gamma',
    '',
    `const augment = (x: tf.Tensor4D) => x.pow(tf.randomUniform([x.shape[0], 1, 1, 1], 0.8, 1.25));`,
  ],
  [
    'weak noise',
    '',
    `const augment = (x: tf.Tensor4D) => x.add(tf.randomNormal(x.shape, 0, 0.03)).clipByValue(0, 1);`,
  ],
  [
    'a shift by a few pixels, with the edge mirrored',
    '',
    `const augment = (x: tf.Tensor4D) => {
  const [dy, dx] = [0, 0].map(() => Math.floor(Math.random() * 21));
  const wide = tf.mirrorPad(x, [[0, 0], [10, 10], [10, 10], [0, 0]], 'reflect');
  return wide.slice([0, dy, dx, 0], x.shape) as tf.Tensor4D;
};`,
  ],
  [
    'a small rotation',
    '',
    `const augment = (x: tf.Tensor4D) => tf.image.rotateWithOffset(x, (Math.random() - 0.5) * 0.3, 0);`,
  ],
  [
    'a zoom by cropping and resizing, each picture in its own way',
    '',
    `const augment = (x: tf.Tensor4D) => {
  const [count, height, width] = x.shape;
  const boxes = Array.from({ length: count }, () => {
    const margin = Math.random() * 0.1;
    return [margin, margin, 1 - margin, 1 - margin];
  });
  const indices = tf.range(0, count, 1, 'int32') as tf.Tensor1D;
  return tf.image.cropAndResize(x, tf.tensor2d(boxes), indices, [height, width]);
};`,
  ],
  [
    'a rectangle that is covered',
    '',
    `const augment = (x: tf.Tensor4D) => {
  const [, height, width] = x.shape;
  const [top, left] = [0, 0].map(() => Math.floor(Math.random() * 196));
  const cover = tf.zeros([1, 60, 60, 1]).pad([[0, 0], [top, height - top - 60], [left, width - left - 60], [0, 0]], 1);
  return x.mul(cover);
};`,
  ],
  [
    'transforms of lits',
    '',
    `const augment = new Compose([
  new RandomHorizontalFlip(),
  new RandomAffine({ degrees: 10, translate: [0.05, 0.05], scale: [0.9, 1.1] }),
  new RandGaussianNoise({ prob: 0.5, std: 0.02 }),
  new ColorJitter({ brightness: 0.2, contrast: 0.2 }),
]);`,
  ],
  [
    'transforms of lits that cut out a part and bring it to the size',
    '',
    `const augment = new Compose([new RandomResizedCrop({ size: [256, 256], scale: [0.6, 1] }), new GaussianBlur({ kernelSize: 5 })]);`,
  ],
  [
    'grey values scaled to the range of the whole batch, after a flip',
    '',
    `const augment = (x: tf.Tensor4D) =>
  tf.tidy(() => {
    const y = Math.random() < 0.5 ? x.reverse(2) : x;
    return y.sub(y.min()).div(y.max().sub(y.min()));
  });`,
  ],
  // Wrong.
  [
    'noise alone',
    'has nothing of the pictures in it',
    `const augment = ({ shape: [count] }: tf.Tensor4D) =>
  tf.image.resizeBilinear(tf.randomUniform([count, 16, 16, 1], 0, 0.7) as tf.Tensor4D, [256, 256]);`,
  ],
  [
    'a flip of the batch',
    'In place of picture 1',
    `const augment = (x: tf.Tensor4D) => (Math.random() < 0.5 ? x.reverse(0) : x);`,
  ],
  [
    'a flip of all axes',
    'In place of picture 1',
    `const augment = (x: tf.Tensor4D) => (Math.random() < 0.5 ? x.reverse() : x);`,
  ],
  [
    'mixed pictures',
    'something of another picture',
    `const augment = (x: tf.Tensor4D) => {
  const share = 0.5 + 0.5 * Math.random();
  return x.mul(share).add(x.reverse(0).mul(1 - share));
};`,
  ],
  [
    'a part of another picture pasted in',
    'something of another picture',
    `const augment = (x: tf.Tensor4D) => {
  const cut = Math.floor(256 * (0.5 + 0.4 * Math.random()));
  const other = tf.concat([x.slice([1]), x.slice([0], [1])]);
  return tf.concat([x.slice([0, 0, 0, 0], [-1, cut, -1, -1]), other.slice([0, cut, 0, 0], [-1, 256 - cut, -1, -1])], 1);
};`,
  ],
  [
    'the order of the batch drawn anew',
    'In place of picture',
    `const augment = (x: tf.Tensor4D) => {
  const order = tf.util.createShuffledIndices(x.shape[0]);
  return tf.gather(x, tf.tensor1d(Array.from(order), 'int32'));
};`,
  ],
  [
    'the first picture for all',
    'In place of picture 2 came back what was made of picture 1',
    `const augment = (x: tf.Tensor4D) => {
  const [first] = tf.unstack(x) as tf.Tensor3D[];
  return tf.stack(Array.from({ length: x.shape[0] }, () => (Math.random() < 0.5 ? first.reverse(1) : first))) as tf.Tensor4D;
};`,
  ],
  [
    'the batch rolled on by one',
    'In place of picture 1 came back what was made of picture 4',
    `const augment = (x: tf.Tensor4D) =>
  Math.random() < 0.5 ? x : tf.concat([x.slice([3], [1]), x.slice([0], [3])]);`,
  ],
  [
    'standardized pictures',
    'Grey values from',
    `const augment = (x: tf.Tensor4D) => {
  const { mean, variance } = tf.moments(x, [1, 2, 3], true);
  return (Math.random() < 0.5 ? x.reverse(2) : x).sub(mean).div(variance.sqrt());
};`,
  ],
  [
    'values from -1 to 1',
    'Grey values from -1.6',
    `const augment = new Compose([new RandomHorizontalFlip(), new Normalize({ mean: [0.5], std: [0.25] })]);`,
  ],
  [
    'bytes',
    'Grey values from',
    `const augment = (x: tf.Tensor4D) => (Math.random() < 0.5 ? x.reverse(2) : x).mul(255);`,
  ],
  [
    'noise for bytes',
    'Noise with a standard deviation of',
    `const augment = (x: tf.Tensor4D) => x.add(tf.randomNormal(x.shape, 0, 10));`,
  ],
  [
    'noise for bytes, cut off',
    'Noise with a standard deviation of',
    `const augment = (x: tf.Tensor4D) => x.add(tf.randomNormal(x.shape, 0, 25)).clipByValue(0, 1);`,
  ],
  [
    'drowned in noise',
    'Noise with a standard deviation of 0.4',
    `const augment = (x: tf.Tensor4D) => x.add(tf.randomNormal(x.shape, 0, 0.4));`,
  ],
  [
    'half of the pixels dropped',
    'Noise with a standard deviation of',
    `const augment = (x: tf.Tensor4D) => tf.dropout(x, 0.5) as tf.Tensor4D;`,
  ],
  [
    'dark and bright exchanged',
    'with dark and bright exchanged',
    `const augment = (x: tf.Tensor4D) => (Math.random() < 0.5 ? tf.sub(1, x) : x);`,
  ],
  [
    'dark and bright exchanged by a transform',
    'with dark and bright exchanged',
    `const augment = new RandomInvert();`,
  ],
  [
    'divided by 255',
    'of its contrast',
    `const augment = (x: tf.Tensor4D) => (Math.random() < 0.5 ? x.reverse(2) : x).div(255);`,
  ],
  [
    'always much darker',
    'of their contrast',
    `const augment = (x: tf.Tensor4D) => x.mul(tf.randomUniform([x.shape[0], 1, 1, 1], 0.1, 0.3));`,
  ],
  [
    'black where the change is strong',
    'the same grey value everywhere',
    `const augment = (x: tf.Tensor4D) => x.add(tf.randomUniform([x.shape[0], 1, 1, 1], -1, 1)).clipByValue(0, 1);`,
  ],
  [
    'a rectangle that covers nearly all',
    'are black',
    `const augment = (x: tf.Tensor4D) => {
  const top = Math.floor(Math.random() * 16);
  return x.mul(tf.zeros([1, 240, 240, 1]).pad([[0, 0], [top, 16 - top], [8, 8], [0, 0]], 1));
};`,
  ],
  [
    'always brighter',
    'brighter by 0.3',
    `const augment = (x: tf.Tensor4D) => x.add(tf.randomUniform([x.shape[0], 1, 1, 1], 0.2, 0.4));`,
  ],
  [
    'one draw for all time',
    'in the same way',
    `const shift = Math.random() * 0.1;\nconst augment = (x: tf.Tensor4D) => x.add(shift);`,
  ],
  [
    'another size',
    'of shape [4, 224, 224, 1]',
    `const augment = (x: tf.Tensor4D) => tf.image.resizeBilinear(x, [224, 224]);`,
  ],
  [
    'roots of negative numbers',
    'no numbers',
    `const augment = (x: tf.Tensor4D) => x.add(tf.randomNormal(x.shape, 0, 0.2)).sqrt();`,
  ],
  [
    'the result thrown away',
    'unchanged',
    `const augment = (x: tf.Tensor4D) => {\n  x.reverse(2);\n  return x;\n};`,
  ],
];
