import { list, t } from '../words';
import { transformSpecs } from './catalog';
import type { ParameterValue, TransformDescription, TransformSpec } from './spec';

/** Something about a pipeline that its author may not have meant. */
export type FindingId =
  /** All pictures of a batch get the same random change. */
  | 'batch-wide-randomness'
  /** A later step brings intensities to a fixed range and so undoes an earlier change of them. */
  | 'undone-by-normalization'
  /** Values beyond black or white are cut off: differences of density (HU) are lost. */
  | 'clamps-intensities'
  /** It changes colours, which a CT slice does not have. */
  | 'no-effect-on-one-channel';

export interface PipelineFinding {
  id: FindingId;
  /** The transform it is about, or `augment` for a function. */
  transform: string;
  /** Numbers and names that the sentence is made of. */
  parameters: Readonly<Record<string, ParameterValue>>;
  /** What it does and why that matters, in plain words. */
  message: string;
}

/** A transform on its way through a pipeline that begins with a picture of 0..1. */
interface Placed {
  description: TransformDescription;
  spec: TransformSpec;
}

/**
 * What stands out in a pipeline for slices of one channel that are normalized to 0..1. Code of the student's own is passed
 * over: see `probeFindings` for its behaviour.
 */
export function pipelineFindings(pipeline: TransformDescription): PipelineFinding[] {
  const placed = flatten(pipeline);
  return placed.flatMap((one, position) => [
    ...clampFindings(one, placed.slice(0, position)),
    ...undoneFindings(one, placed.slice(0, position)),
    ...colourFindings(one),
  ]);
}

function flatten(description: TransformDescription): Placed[] {
  if (description.transforms) return description.transforms.flatMap(flatten);
  const spec = transformSpecs.find(({ name }) => name === description.name);
  return spec ? [{ description, spec }] : [];
}

function clampFindings({ description, spec }: Placed, before: readonly Placed[]): PipelineFinding[] {
  if (!spec.clamps) return [];
  const { name } = spec;
  const normalized = before.find((earlier) => earlier.spec.name === 'Normalize');
  if (normalized)
    return [
      {
        id: 'clamps-intensities',
        transform: name,
        parameters: { after: 'Normalize' },
        message: t(
          '{0} cuts values off at 0 and 1, but after Normalize about half of them lie below 0: those tissues all become one black. Put it before Normalize.',
          name,
        ),
      },
    ];
  return [...strengths(description)].map(([parameter, factor]) => ({
    id: 'clamps-intensities' as const,
    transform: name,
    parameters: { parameter, factor },
    message:
      parameter === 'brightness'
        ? t(
            '{0} multiplies by up to {1}: everything brighter than {2} becomes the same white, and differences of density (HU) there are lost.',
            name,
            round(factor),
            round(1 / factor),
          )
        : t(
            '{0} with {1} up to {2} pushes dark and bright tissue beyond black and white, where it is cut off: differences of density (HU) there are lost.',
            name,
            parameter,
            round(factor),
          ),
  }));
}

/** Parameters of a clamping transform that can push values beyond black and white, with their largest factor. */
function* strengths({
  name,
  parameters = {},
}: TransformDescription): Generator<[parameter: string, factor: number]> {
  if (name === 'ColorJitter')
    for (const parameter of ['brightness', 'contrast']) {
      const highest = highestFactor(parameters[parameter]);
      if (highest > 1) yield [parameter, highest];
    }
  if (name === 'RandomAdjustSharpness' && Number(parameters['sharpnessFactor']) > 1)
    yield ['sharpnessFactor', Number(parameters['sharpnessFactor'])];
  if (name === 'AutoAugment') yield ['policy', 1.9];
}

function highestFactor(value: ParameterValue | undefined): number {
  if (typeof value === 'number') return 1 + value;
  return Array.isArray(value) ? Number(value[1]) : 1;
}

/** Linear changes of all intensities: what a normalization takes away again. */
const linear: Readonly<Record<string, (parameters: Readonly<Record<string, ParameterValue>>) => boolean>> = {
  ColorJitter: ({ brightness, contrast }) => changes(brightness) || changes(contrast),
  RandShiftIntensity: () => true,
  RandScaleIntensity: () => true,
  Normalize: () => true,
};

const changes = (value: ParameterValue | undefined) => value !== undefined && value !== 0;

/** How a normalization undoes what another transform did before it. */
const undone: Record<
  NonNullable<TransformSpec['normalizes']>,
  (by: string, earlier: string, p: ParameterValue) => string
> = {
  range: (by, earlier, p) =>
    p === 1
      ? t(
          '{0} brings every picture to the same range of intensities, and so undoes what {1} did before it. Put {1} after it, or leave one of them out.',
          by,
          earlier,
        )
      : t(
          '{0} brings every picture to the same range of intensities, and so undoes what {1} did before it (with probability {2}). Put {1} after it, or leave one of them out.',
          by,
          earlier,
          String(p),
        ),
  distribution: (by, earlier, p) =>
    p === 1
      ? t(
          '{0} brings every picture to the same distribution of intensities, and so undoes what {1} did before it. Put {1} after it, or leave one of them out.',
          by,
          earlier,
        )
      : t(
          '{0} brings every picture to the same distribution of intensities, and so undoes what {1} did before it (with probability {2}). Put {1} after it, or leave one of them out.',
          by,
          earlier,
          String(p),
        ),
};

function undoneFindings({ spec, description }: Placed, before: readonly Placed[]): PipelineFinding[] {
  const { normalizes } = spec;
  if (!normalizes) return [];
  const p = description.parameters?.['p'] ?? 1;
  return before
    .filter((earlier) => linear[earlier.spec.name]?.(earlier.description.parameters ?? {}))
    .map((earlier) => ({
      id: 'undone-by-normalization' as const,
      transform: earlier.spec.name,
      parameters: { by: spec.name, p },
      message: undone[normalizes](spec.name, earlier.spec.name, p),
    }));
}

function colourFindings({ spec, description: { parameters = {} } }: Placed): PipelineFinding[] {
  const named =
    spec.name === 'ColorJitter' ? ['saturation', 'hue'].filter((name) => changes(parameters[name])) : [];
  if (!spec.colourOnly && named.length === 0) return [];
  return [
    {
      id: 'no-effect-on-one-channel',
      transform: spec.name,
      parameters: { channels: 1, ...(named.length > 0 ? { settings: named.join(', ') } : {}) },
      message:
        named.length > 0
          ? t(
              '{0} with {1} changes nothing: a CT slice has one channel, and so no colour.',
              spec.name,
              list(named),
            )
          : t('{0} changes nothing: a CT slice has one channel, and so no colour.', spec.name),
    },
  ];
}

const round = (value: number) => Number(value.toPrecision(2));

/** What a function made of four equal pictures of n values, twice, with other randomness the second time. */
export interface Probe {
  /** n values, from 0 to 1. */
  picture: Float32Array;
  first: Float32Array;
  second: Float32Array;
  /** What it made of `picture * 0.5 + 0.2` with the randomness of `first`. */
  ofDarker: Float32Array;
}

/**
 * What stands out in the behaviour of a function that augments whole batches.
 * Each of `first`, `second` and `ofDarker` has the results of four equal pictures, one after the other.
 */
export function probeFindings({ picture, first, second, ofDarker }: Probe): PipelineFinding[] {
  const { length } = picture;
  const rows = (batch: Float32Array) =>
    [0, 1, 2, 3].map((row) => batch.subarray(row * length, (row + 1) * length));
  const alike = (batch: Float32Array) => rows(batch).every((row) => equal(row, batch.subarray(0, length)));
  const findings: PipelineFinding[] = [];
  const isRandom = !equal(first, second);
  if (isRandom && alike(first) && alike(second))
    findings.push({
      id: 'batch-wide-randomness',
      transform: 'augment',
      parameters: { pictures: 4 },
      message: t(
        'All pictures of a batch get the same random change: the function draws once a batch, not once a picture, so that the model sees far less variety. Use a transform such as new Compose([ … ]), which draws for each picture.',
      ),
    });
  const cut = Math.max(...[first, second].map((batch) => shareOfMaximum(batch.subarray(0, length))));
  if (cut > 0.02)
    findings.push({
      id: 'clamps-intensities',
      transform: 'augment',
      parameters: { share: round(cut) },
      message: t(
        'The function makes the brightest {0}% of the values one white: differences of density (HU) there are lost.',
        Math.round(cut * 100),
      ),
    });
  const isConstant = first.subarray(0, length).every((value) => value === first[0]);
  if (!isConstant && equal(first, ofDarker))
    findings.push({
      id: 'undone-by-normalization',
      transform: 'augment',
      parameters: { scale: 0.5, offset: 0.2 },
      message: t(
        'The function brings every picture to the same range: a darker picture comes out like a bright one, so any change of brightness or contrast made before it is undone.',
      ),
    });
  return findings;
}

function equal(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => Math.abs(value - b[i]) < 1e-4);
}

/** How many of the values are the largest one. */
function shareOfMaximum(values: Float32Array): number {
  const highest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  return values.reduce((count, value) => count + Number(value === highest), 0) / values.length;
}
