// @vitest-environment happy-dom
import { render } from 'lit';
import { describe, expect, it } from 'vitest';
import { pipelineFindings, transformSpecs, type TransformDescription } from '../../../src/augment';
import { imageSide } from '../../../src/course/classes';
import { speak } from '../../../src/words';
import { findingText } from '../../../webview/augmentation/findingWords';
import { histogramOf } from '../../../webview/shared/histogram';
import { parameterControl } from '../../../webview/augmentation/parameterControl';
import {
  add,
  asPipeline,
  move,
  newTransform,
  remove,
  setParameter,
} from '../../../webview/augmentation/pipeline';
import { makeSamples, sliceSample } from '../../../webview/augmentation/samples';
import { sentencesOf } from '../../../webview/augmentation/words';

const one = (name: string): TransformDescription => ({ name });

describe('a pipeline built by clicking', () => {
  const nested = [one('Pad'), { name: 'RandomApply', transforms: [one('Resize'), one('CenterCrop')] }];

  it('takes a transform at its end, or into a container', () => {
    expect(add([], one('Pad'))).toEqual([one('Pad')]);
    expect(add(nested, one('Pad'), [1])[1]?.transforms?.map(({ name }) => name)).toEqual([
      'Resize',
      'CenterCrop',
      'Pad',
    ]);
  });

  it('moves a transform among its neighbours, and not beyond an end', () => {
    expect(move(nested, [1, 0], 1)[1]?.transforms).toEqual([one('CenterCrop'), one('Resize')]);
    expect(move(nested, [0], -1)).toEqual(nested);
  });

  it('removes and sets at any depth', () => {
    expect(remove(nested, [1, 0])[1]?.transforms).toEqual([one('CenterCrop')]);
    expect(setParameter(nested, [1, 1], 'size', 9)[1]?.transforms?.[1]).toEqual({
      name: 'CenterCrop',
      parameters: { size: 9 },
    });
  });

  it('is what a Compose of a file holds', () => {
    expect(asPipeline({ name: 'Compose', transforms: nested })).toEqual(nested);
  });
});

describe('samples', () => {
  const pixels = Uint8Array.from({ length: imageSide ** 2 }, (_, i) => (i * 7 + (i >> 8)) % 256);
  const mask = Uint8Array.from(pixels, (_, i) => (i % imageSide < 90 ? 1 : 0));
  /** Four-thousand-million numbers would be needed for a slice; several pictures of one are refused in a pipeline. */
  const impossible = ['LinearTransformation', 'FiveCrop', 'TenCrop'];

  it.each(transformSpecs.map((spec) => [spec.name, spec] as const))(
    'can be made with a new %s',
    (name, spec) => {
      const input = spec.needs === 'uint8' ? 'uint8' : 'float';
      const [made] = makeSamples([newTransform(spec)], sliceSample(pixels, mask, input), 1, 1);
      expect('problem' in (made ?? {})).toBe(impossible.includes(name));
    },
  );

  it('tell in words why there is none', () => {
    const pipeline = [{ name: 'RandomPosterize', parameters: { bits: 4, p: 1 } }];
    const [made] = makeSamples(pipeline, sliceSample(pixels, undefined, 'float'), 1, 1);
    const [sentence] = made ? sentencesOf(made, pipeline) : [];
    expect(sentence).toMatchObject({
      weight: 'wrong',
      text: expect.stringContaining('It cannot be applied: posterize') as string,
    });
  });

  it('are told with percentages in the language of the student', () => {
    const sick = new Uint8Array(imageSide ** 2);
    sick.fill(2, 0, imageSide * 8);
    const pipeline = [{ name: 'CenterCrop', parameters: { size: 64 } }];
    const [made] = makeSamples(pipeline, sliceSample(pixels, sick, 'float'), 1, 1);
    speak('de', {});
    const told = made ? sentencesOf(made, pipeline) : [];
    speak('en');
    expect(told[0]?.text).toContain('3,1\u00a0% → 0\u00a0%');
  });
});

it('counts a histogram in shares, what lies beyond white at its end', () => {
  const data = Float32Array.of(0, 0, 2, Number.NaN);
  const shares = histogramOf(data);
  expect([shares[0], shares.at(-1)]).toEqual([0.5, 0.25]);
});

describe('the control of a parameter', () => {
  const parameters = transformSpecs.flatMap(({ name, parameters }) =>
    parameters.map((spec) => [`${name}.${spec.name}`, spec] as const),
  );

  it.each(parameters)('is there for %s', (_, spec) => {
    const root = document.createElement('div');
    const value = newTransform({
      ...transformSpecs[0],
      parameters: [{ ...spec, required: true }],
    }).parameters;
    render(parameterControl({ spec, value: value?.[spec.name], id: 'it', onChange: () => undefined }), root);
    const controls = root.querySelectorAll('input, select').length;
    expect(controls > 0 || root.textContent?.includes('written in code')).toBe(true);
  });

  it('never lets low and high cross', () => {
    const root = document.createElement('div');
    let changed: unknown;
    const spec = { name: 'sigma', type: 'range', summary: () => '', min: 0, max: 10, step: 1 } as const;
    render(parameterControl({ spec, value: [2, 4], id: 'it', onChange: (value) => (changed = value) }), root);
    const low = root.querySelector<HTMLInputElement>('input[type=range]')!;
    low.value = '7';
    low.dispatchEvent(new Event('input'));
    expect(changed).toEqual([7, 7]);
  });
});

describe('what stands out in a pipeline', () => {
  const told = (...transforms: TransformDescription[]) =>
    pipelineFindings({ name: 'Compose', transforms }).map((finding) => findingText(finding));
  const jitter = (parameters: TransformDescription['parameters']): TransformDescription => ({
    name: 'ColorJitter',
    parameters,
  });

  it.each<[string, TransformDescription[], string]>([
    [
      'clamping',
      [jitter({ brightness: 0.25 })],
      'ColorJitter multiplies by up to 1.3: everything brighter than 0.8 becomes',
    ],
    [
      'clamping after a normalization',
      [one('Normalize'), one('ColorJitter')],
      'after Normalize about half of them lie below 0',
    ],
    ['colour', [jitter({ hue: 0.1 })], 'ColorJitter: hue changes nothing'],
    [
      'a normalization that undoes a change',
      [one('RandShiftIntensity'), one('RandomAutocontrast')],
      'undoes what RandShiftIntensity did before it',
    ],
  ])('is told of %s', (_, transforms, sentence) => {
    expect(told(...transforms)).toEqual(
      expect.arrayContaining([expect.stringContaining(sentence) as string]),
    );
  });
});
