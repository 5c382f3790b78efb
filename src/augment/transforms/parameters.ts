import { t } from '../../words';
import type { Picture } from '../picture';
import type { ParameterSpec } from '../spec';
import type { Operation } from '../transform';

/** Parameters that several transforms share. */

export function probability(name: 'p' | 'prob', value: number): ParameterSpec {
  return {
    name,
    type: 'number',
    summary: () => t('How often it is applied, 0 (never) to 1 (always).'),
    default: value,
    min: 0,
    max: 1,
    step: 0.05,
    unit: 'probability',
  };
}

export function interpolation(
  value: string,
  choices: readonly string[] = ['nearest', 'bilinear'],
): ParameterSpec {
  return {
    name: 'interpolation',
    type: 'choice',
    summary: () =>
      t(
        'How values between pixels are found: nearest takes the closest pixel, bilinear blends its neighbours.',
      ),
    default: value,
    choices,
  };
}

export function size(summary: () => string): ParameterSpec {
  return {
    name: 'size',
    type: 'size',
    summary,
    required: true,
    initial: 256,
    min: 1,
    max: 512,
    step: 1,
    unit: 'pixels',
  };
}

export function choice(
  name: string,
  summary: () => string,
  value: string,
  choices: readonly string[],
): ParameterSpec {
  return { name, type: 'choice', summary, default: value, choices };
}

export function flag(name: string, summary: () => string, value: boolean): ParameterSpec {
  return { name, type: 'boolean', summary, default: value };
}

export const paddingMode = choice(
  'paddingMode',
  () =>
    t(
      'What is added: one value, the last pixel, or the mirror image without (reflect) or with it (symmetric).',
    ),
  'constant',
  ['constant', 'edge', 'reflect', 'symmetric'],
);

export const antialias = flag(
  'antialias',
  () => t('Blend all pixels that fall into one when the picture gets smaller.'),
  true,
);

export const fill: ParameterSpec = {
  name: 'fill',
  type: 'numbers',
  summary: () => t('Value where the picture does not reach, one number or one for each channel.'),
  default: 0,
  min: 0,
  max: 1,
  step: 0.05,
  unit: 'intensity',
};

export const center: ParameterSpec = {
  name: 'center',
  type: 'pair',
  summary: () => t("Point to turn around, [x, y] from the top left corner; left out, the picture's centre."),
  min: 0,
  max: 256,
  step: 1,
  unit: 'pixels',
};

/** Options of which those named have a value, because they have a default. */
export type Filled<Options, Defaults extends keyof Options> = Options & Required<Pick<Options, Defaults>>;

/** The same for the picture and for its mask. */
export function both(change: (picture: Picture) => Picture): Operation {
  return { image: change, mask: change };
}

export type Range = readonly [low: number, high: number];

/**
 * A range given as [low, high], or as one number for both ends.
 * @throws RangeError when low is above high.
 */
export function fixedRange(what: string, value: number | readonly number[]): Range {
  return orderedRange(what, typeof value === 'number' ? [value, value] : value);
}

/**
 * A range given as [low, high], or as one number d for [-d, d].
 * @throws RangeError for a negative number or low above high.
 */
export function symmetricRange(what: string, value: number | readonly number[]): Range {
  if (typeof value === 'number') {
    if (value < 0)
      throw new RangeError(t('{0}: a single number must not be negative, but is {1}.', what, String(value)));
    return [-value, value];
  }
  return orderedRange(what, value);
}

/** @throws RangeError when it is not two numbers, or low is above high. */
export function orderedRange(what: string, value: readonly number[]): Range {
  const [low, high] = value;
  if (value.length !== 2 || low > high)
    throw new RangeError(t('{0} must be [low, high], not [{1}].', what, value.join(', ')));
  return [low, high];
}
