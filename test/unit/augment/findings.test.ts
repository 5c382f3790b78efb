import { describe, expect, it } from 'vitest';
import {
  ColorJitter,
  Compose,
  Normalize,
  pipelineFindings,
  probeFindings,
  RandGaussianNoise,
  RandomAffine,
  RandomApply,
  RandomAutocontrast,
  RandomEqualize,
  RandomGrayscale,
  RandomHorizontalFlip,
  RandShiftIntensity,
  type FindingId,
  type Transform,
} from '../../../src/augment';

const found = (...transforms: Transform[]) =>
  pipelineFindings(new Compose(transforms).describe()).map(({ id, transform }) => `${transform}: ${id}`);

describe('a pipeline', () => {
  it('of flips, motions, noise and shifts has nothing to be said about', () => {
    const motion = new RandomAffine({ degrees: 10, scale: [0.9, 1.1] });
    expect(
      found(
        new RandomHorizontalFlip(),
        motion,
        new RandGaussianNoise(),
        new RandShiftIntensity({ offsets: 0.1 }),
      ),
    ).toEqual([]);
  });

  it('that only darkens cuts nothing off; one that brightens does, and says from where on', () => {
    expect(found(new ColorJitter({ brightness: [0.5, 1] }))).toEqual([]);
    const [finding] = pipelineFindings(new ColorJitter({ brightness: 0.25 }).describe());
    expect(finding).toMatchObject({
      id: 'clamps-intensities',
      parameters: { parameter: 'brightness', factor: 1.25 },
    });
    expect(finding.message).toContain('brighter than 0.8');
  });

  it('that normalizes before it cuts off loses what lies below 0', () => {
    const normalize = new Normalize({ mean: 0.5, std: 0.5 });
    expect(found(normalize, new ColorJitter({ brightness: [0.5, 1] }))).toEqual([
      'ColorJitter: clamps-intensities',
    ]);
  });

  it('that stretches or equalizes afterwards undoes what came before, in a container as well', () => {
    const shift = new RandShiftIntensity({ offsets: 0.1 });
    expect(found(shift, new RandomAutocontrast())).toEqual(['RandShiftIntensity: undone-by-normalization']);
    expect(found(new RandomApply([shift]), new RandomApply([new RandomEqualize()]))).toEqual([
      'RandShiftIntensity: undone-by-normalization',
    ]);
    expect(found(new RandomAutocontrast(), shift)).toEqual([]);
  });

  it('that changes colours does nothing to a slice', () => {
    expect(found(new RandomGrayscale(), new ColorJitter({ hue: 0.1 }))).toEqual([
      'RandomGrayscale: no-effect-on-one-channel',
      'ColorJitter: no-effect-on-one-channel',
    ]);
  });
});

describe('a function for whole batches', () => {
  const picture = Float32Array.from({ length: 100 }, (_, i) => i / 99);
  /** Applies `change` to four equal pictures; `row` and `call` take the place of random numbers. */
  const probed = (
    change: (value: number, row: number, call: number, all: Float32Array) => number,
  ): FindingId[] => {
    const run = (values: Float32Array, call: number) =>
      Float32Array.from({ length: 400 }, (_, i) =>
        change(values[i % 100], Math.floor(i / 100), call, values),
      );
    const first = run(picture, 1);
    const ofDarker = run(
      picture.map((v) => v * 0.5 + 0.2),
      1,
    );
    return probeFindings({ picture, first, second: run(picture, 2), ofDarker }).map(({ id }) => id);
  };

  it('that draws for each picture is right', () => {
    expect(probed((value, row, call) => value * (0.5 + 0.1 * row + 0.01 * call))).toEqual([]);
  });

  it('that draws nothing is right', () => {
    expect(probed((value) => 1 - value)).toEqual([]);
  });

  it('that draws once a batch is found', () => {
    expect(probed((value, _, call) => value + 0.1 * call)).toEqual(['batch-wide-randomness']);
  });

  it('that makes bright values one white is found', () => {
    expect(probed((value, row, call) => Math.min(1, value * (1.2 + 0.1 * row + 0.01 * call)))).toEqual([
      'clamps-intensities',
    ]);
  });

  it('that brings every picture to the same range is found', () => {
    const stretch = (value: number, _row: number, _call: number, all: Float32Array) =>
      (value - Math.min(...all)) / (Math.max(...all) - Math.min(...all));
    expect(probed(stretch)).toEqual(['undone-by-normalization']);
  });
});
