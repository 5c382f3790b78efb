import * as tf from '@tensorflow/tfjs';
import { describe } from 'vitest';
import { testPrograms, testSlopes, values, withGradients, type Program } from './compare';

const interpolations = {
  resizeBilinear: tf.image.resizeBilinear,
  resizeNearestNeighbor: tf.image.resizeNearestNeighbor,
};
type Interpolation = keyof typeof interpolations;

const conventions = [
  ['asymmetric', false, false],
  ['corners aligned', true, false],
  ['half-pixel centres', false, true],
] as const;

const resized =
  (interpolation: Interpolation, size: [number, number], alignCorners: boolean, halfPixelCenters: boolean) =>
  (x: tf.Tensor): tf.Tensor =>
    interpolations[interpolation](x as tf.Tensor4D, size, alignCorners, halfPixelCenters);

/**
 * The `cpu` backend's gradients are wrong but here: bilinear mixes up height and width, nearest reads the first picture's
 * dy for all, and neither knows half-pixel centres.
 */
const hasOracle = (interpolation: Interpolation, [batch, height, width]: number[], half: boolean) =>
  !half && (interpolation === 'resizeBilinear' ? height === width : batch === 1);

const sizes: [from: number[], to: [number, number]][] = [
  [
    [2, 4, 4, 3],
    [8, 8],
  ],
  [
    [2, 4, 4, 3],
    [7, 7],
  ],
  [
    [2, 6, 6, 2],
    [3, 3],
  ],
  [
    [2, 6, 6, 2],
    [4, 4],
  ],
  [
    [2, 5, 5, 2],
    [1, 1],
  ],
  [
    [1, 3, 5, 2],
    [6, 7],
  ],
];

describe('resizing', () => {
  testPrograms(
    Object.fromEntries(
      (Object.keys(interpolations) as Interpolation[]).flatMap((interpolation) =>
        conventions.flatMap(([convention, align, half]) =>
          sizes.map(([from, to]): [string, Program] => [
            `${interpolation}, ${convention}, ${from.join('x')} to ${to.join('x')}`,
            () => {
              const run = resized(interpolation, to, align, half);
              const x = values(from, 1);
              return hasOracle(interpolation, from, half) ? withGradients([x], run) : [run(x)];
            },
          ]),
        ),
      ),
    ),
  );
  testPrograms({
    'one picture to two sizes': () => {
      const x = values([1, 2, 2, 1], 1);
      return [
        resized('resizeNearestNeighbor', [1, 1], false, true)(x),
        resized('resizeNearestNeighbor', [3, 3], false, true)(x),
      ];
    },
    'integers, nearest': () => [
      tf.image.resizeNearestNeighbor(tf.range(0, 18, 1, 'int32').reshape<tf.Tensor4D>([1, 3, 3, 2]), [6, 6]),
    ],
  });
  testSlopes(
    Object.fromEntries(
      (Object.keys(interpolations) as Interpolation[]).flatMap((interpolation) =>
        conventions.map(([convention, align, half]) => [
          `${interpolation}, ${convention}, of a picture that is not square: its gradient is its slope`,
          { shapes: [[1, 3, 5, 2]], run: resized(interpolation, [6, 7], align, half) },
        ]),
      ),
    ),
  );
});

describe('local response normalization', () => {
  testPrograms({
    'with its defaults': () =>
      withGradients([values([2, 3, 4, 7], 1)], (x) => tf.localResponseNormalization(x as tf.Tensor4D)),
    'as in AlexNet': () =>
      withGradients([values([2, 3, 4, 7], 1, -20, 20)], (x) =>
        tf.localResponseNormalization(x as tf.Tensor4D, 2, 2, 1e-4, 0.75),
      ),
    'of a wide neighbourhood': () =>
      withGradients([values([2, 3, 4, 3], 1)], (x) =>
        tf.localResponseNormalization(x as tf.Tensor4D, 5, 1, 0.5, 0.3),
      ),
  });
});

const cropped = (method: 'bilinear' | 'nearest', size: [number, number], extrapolation: number): Program => {
  return () => {
    const boxes = tf.tensor2d([
      [0, 0, 1, 1],
      [0.13, 0.21, 0.7, 0.88],
      [0.9, 0.8, 0.1, 0.2],
      [-0.3, -0.2, 1.25, 1.4],
    ]);
    const owners = tf.tensor1d([0, 1, 1, 0], 'int32');
    return [
      tf.image.cropAndResize(
        values([2, 9, 8, 3], 1) as tf.Tensor4D,
        boxes,
        owners,
        size,
        method,
        extrapolation,
      ),
    ];
  };
};

const mirrored =
  (mode: 'reflect' | 'symmetric') =>
  (x: tf.Tensor): tf.Tensor =>
    tf.mirrorPad(
      x,
      [
        [0, 0],
        [1, 2],
        [2, 0],
        [0, 1],
      ],
      mode,
    );

describe('what augmentations use', () => {
  testPrograms({
    'crop and resize, bilinear': cropped('bilinear', [5, 7], 0),
    'crop and resize, bilinear, extrapolated': cropped('bilinear', [6, 6], -3),
    'crop and resize, nearest': cropped('nearest', [5, 6], 2),
    'crop to one pixel': cropped('bilinear', [1, 1], 0),
    flipLeftRight: () => [tf.image.flipLeftRight(values([2, 4, 5, 3], 1) as tf.Tensor4D)],
    'flipLeftRight after a pool': () => [
      tf.image.flipLeftRight(tf.maxPool(values([2, 4, 6, 3], 1) as tf.Tensor4D, 2, 2, 'valid')),
    ],
    rotateWithOffset: () => [
      tf.image.rotateWithOffset(values([2, 8, 8, 3], 1) as tf.Tensor4D, 0.3, 0.5, [0.4, 0.6]),
    ],
    transform: () => [
      tf.image.transform(
        values([2, 6, 7, 2], 1) as tf.Tensor4D,
        tf.tensor2d([[1, 0.1, 0.5, -0.1, 0.9, 1, 0, 0]]),
        'bilinear',
        'reflect',
      ),
    ],
    'mirror pad, reflect': () => [mirrored('reflect')(values([2, 4, 5, 3], 1))],
    'mirror pad, symmetric': () => [mirrored('symmetric')(values([2, 4, 5, 3], 1))],
    'mirror pad after a pool': () => [
      mirrored('reflect')(tf.maxPool(values([2, 8, 10, 3], 1) as tf.Tensor4D, 2, 2, 'valid')),
    ],
    'grayscale, brightness and contrast': () => {
      const x = values([2, 4, 5, 3], 1, 0, 255);
      const mean = tf.mean(x, [1, 2], true);
      return [
        tf.image.rgbToGrayscale(x as tf.Tensor4D),
        tf.clipByValue(tf.add(tf.mul(tf.sub(x, mean), 1.2), mean), 0, 255),
      ];
    },
  });
});

describe('mirror padding, whose padding TensorFlow.js has no gradient for', () => {
  testSlopes({
    reflect: { shapes: [[2, 4, 5, 3]], run: mirrored('reflect') },
    symmetric: { shapes: [[2, 4, 5, 3]], run: mirrored('symmetric') },
  });
});

describe('blocks', () => {
  const crops = [
    [1, 0],
    [0, 1],
  ];
  testPrograms({
    depthToSpace: () => [tf.depthToSpace(values([2, 3, 4, 12], 1) as tf.Tensor4D, 2, 'NHWC')],
    'space to batch and back': () =>
      withGradients([values([2, 5, 5, 3], 1)], (x) => {
        const apart = tf.spaceToBatchND(
          x,
          [2, 3],
          [
            [1, 0],
            [0, 1],
          ],
        );
        return tf.mul(apart, apart);
      }),
    batchToSpaceND: () =>
      withGradients([values([8, 2, 3, 3], 1)], (x) => tf.batchToSpaceND(x, [2, 2], crops)),
    'a pool with dilations': () => [
      tf.pool(values([2, 9, 9, 2], 1) as tf.Tensor4D, 2, 'max', 'valid', 2),
      tf.pool(values([2, 9, 9, 2], 1) as tf.Tensor4D, 2, 'avg', 'same', 2),
    ],
  });
});
