import { describe, expect, it } from 'vitest';
import {
  codeOf,
  ColorJitter,
  Compose,
  createTransform,
  F,
  importsOf,
  isComplete,
  Lambda,
  Normalize,
  RandomAffine,
  RandomApply,
  RandomChoice,
  RandomHorizontalFlip,
  RandomOrder,
  RandomRotation,
  sampleRandom,
  transformSpecs,
  type TransformDescription,
} from '../../../src/augment';
import { maskWith, ramp } from './fixtures';

const image = ramp(9, 12);
const pipeline = new Compose([
  new RandomHorizontalFlip(),
  new RandomApply([new RandomAffine({ degrees: 20, translate: [0.1, 0.2], scale: [0.8, 1.2], shear: 5 })], {
    p: 0.9,
  }),
  new RandomOrder([
    new ColorJitter({ brightness: 0.3, contrast: [0.5, 1.5] }),
    new RandomRotation({ degrees: 5 }),
  ]),
  new RandomChoice([new Normalize({ mean: 0.5, std: 0.25 }), new Normalize({ mean: 0, std: 1 })], {
    p: [1, 3],
  }),
]);

describe('the randomness of a sample', () => {
  const numbers = (...seeds: Parameters<typeof sampleRandom>) => {
    const random = sampleRandom(...seeds);
    return Array.from({ length: 4 }, () => random.uniform());
  };

  it('is the same for the same seed, epoch and index', () => {
    expect(pipeline.apply(image, sampleRandom(7, 2, 31))).toEqual(
      pipeline.apply(image, sampleRandom(7, 2, 31)),
    );
  });

  it.each([
    [8, 2, 31],
    [7, 3, 31],
    [7, 2, 32],
    [2, 7, 31],
  ])('is another for seed %i, epoch %i, index %i', (...seeds) => {
    expect(numbers(...seeds)).not.toEqual(numbers(7, 2, 31));
  });
});

describe('a mask', () => {
  const mask = maskWith(image, { top: 2, left: 1, height: 3, width: 4 });

  it('moves with the picture', () => {
    const flip = new RandomHorizontalFlip({ p: 1 });
    expect(flip.transform({ image, mask }, sampleRandom(0, 1, 0)).mask).toEqual(F.hflip(mask));
  });

  it('keeps its labels where the picture is interpolated and filled', () => {
    const turn = new RandomRotation({ degrees: [30, 30], interpolation: 'bilinear', fill: 0.5 });
    const { mask: turned } = turn.transform({ image, mask }, sampleRandom(0, 1, 0));
    expect(turned).toEqual(F.rotate(mask, 30));
    expect(new Set(turned?.data)).toEqual(new Set([0, 2]));
  });

  it('stays where only intensities change', () => {
    const jitter = new ColorJitter({ brightness: [0.5, 0.5] });
    expect(jitter.transform({ image, mask }, sampleRandom(0, 1, 0)).mask).toBe(mask);
  });
});

describe('a description', () => {
  it('makes the same transform again', () => {
    const copy = createTransform(JSON.parse(JSON.stringify(pipeline.describe())) as TransformDescription);
    expect(copy.apply(image, sampleRandom(1, 1, 1))).toEqual(pipeline.apply(image, sampleRandom(1, 1, 1)));
  });

  it('says which code it cannot hold', () => {
    expect(isComplete(pipeline.describe())).toBe(true);
    expect(isComplete(new Compose([pipeline, (picture) => picture]).describe())).toBe(false);
  });

  it('has defaults for what was left out', () => {
    expect(new RandomRotation({ degrees: 10 }).describe()).toEqual({
      name: 'RandomRotation',
      parameters: { degrees: 10, interpolation: 'nearest', expand: false, fill: 0 },
    });
  });
});

describe('the code of a description', () => {
  it('leaves out what has its default', () => {
    const { transforms = [] } = pipeline.describe();
    expect(codeOf({ name: 'Compose', transforms: transforms.slice(0, 2) })).toBe(`new Compose([
  new RandomHorizontalFlip(),
  new RandomApply([
    new RandomAffine({ degrees: 20, translate: [0.1, 0.2], scale: [0.8, 1.2], shear: 5 }),
  ], { p: 0.9 }),
])`);
  });

  it('names what it needs to import', () => {
    expect(importsOf(pipeline.describe()).slice(0, 4)).toEqual([
      'ColorJitter',
      'Compose',
      'Normalize',
      'RandomAffine',
    ]);
  });
});

describe('the list of transforms', () => {
  it.each(transformSpecs.filter(({ kind }) => kind !== 'crops'))(
    'makes $name from what an editor begins with',
    ({ name, kind, parameters }) => {
      const initial = parameters.flatMap((one) => {
        const value = one.default ?? one.initial;
        return value === undefined ? [] : [[one.name, value] as const];
      });
      const transforms = kind === 'container' ? [{ name: 'RandomHorizontalFlip' }] : undefined;
      const made = createTransform({
        name,
        parameters: Object.fromEntries(initial),
        ...(transforms ? { transforms } : {}),
      });
      expect(made.describe().name).toBe(name);
    },
  );
});

describe('a pipeline', () => {
  it('takes functions, with the randomness of the sample', () => {
    const shift = new Compose([
      (picture, random) => ({ ...picture, data: picture.data.map((v) => v + random.uniform()) }),
    ]);
    const { data } = shift.apply(image, sampleRandom(1, 2, 3));
    expect(data[0]).toBeCloseTo(image.data[0] + sampleRandom(1, 2, 3).uniform());
  });

  it.each([
    [
      'a class',
      () => new Compose([RandomHorizontalFlip as never]),
      /transform 1 is the class RandomHorizontalFlip; write new/,
    ],
    ['something else', () => new Compose([{} as never]), /transform 1 is no transform/],
    ['no list', () => new Compose(new RandomHorizontalFlip() as never), /takes a list/],
    [
      'an unknown parameter',
      () => new RandomRotation({ degree: 3 } as never),
      /no parameter 'degree'; it has degrees/,
    ],
    ['a missing parameter', () => new RandomRotation({} as never), /degrees is missing/],
    [
      'a value of the wrong kind',
      () => new RandomRotation({ degrees: '3' as never }),
      /must be a number or \[low, high\], not "3"/,
    ],
    ['an impossible probability', () => new RandomHorizontalFlip({ p: 2 }), /between 0 and 1, not 2/],
    [
      'a range upside down',
      () => new RandomRotation({ degrees: [5, -5] }),
      /must be \[low, high\], not \[5, -5\]/,
    ],
    [
      'a negative angle for both sides',
      () => new RandomRotation({ degrees: -5 }),
      /must not be negative, but is -5/,
    ],
    [
      'no picture from a function',
      () => new Lambda(() => 3 as never).apply(image, sampleRandom(0, 1, 0)),
      /but got a value of type number/,
    ],
  ])('refuses %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
