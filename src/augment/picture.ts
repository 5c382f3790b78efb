import { t } from '../words';

/** Grey values or colours of a picture, channel after channel, each row by row: [channels, height, width], as in torchvision. */
export interface Picture {
  /** Floats, where 0..1 is black to white, or bytes 0..255. */
  readonly data: Float32Array | Uint8Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** A picture and, where there is one, its mask: one channel of bytes (0 background, 1 liver, 2 lesion). */
export interface Sample {
  readonly image: Picture;
  readonly mask?: Picture;
}

export type Size = Pick<Picture, 'height' | 'width'>;

/** A picture of zeros: of another size, number or kind of values where `change` says so. */
export function blank(
  like: Picture,
  change: Partial<Omit<Picture, 'data'>> & { kind?: PictureKind } = {},
): Picture {
  const { height, width, channels } = { ...like, ...change };
  const length = height * width * channels;
  const isFloat = (change.kind ?? kindOf(like)) === 'float';
  return { data: isFloat ? new Float32Array(length) : new Uint8Array(length), height, width, channels };
}

export type PictureKind = 'float' | 'uint8';

export function kindOf({ data }: Picture): PictureKind {
  return data instanceof Float32Array ? 'float' : 'uint8';
}

/** The value of white: 1 for floats, 255 for bytes. */
export function whiteOf(picture: Picture): number {
  return kindOf(picture) === 'float' ? 1 : 255;
}

/** The picture's values as floats, on the scale that they have; a float picture's own array. */
export function floatsOf({ data }: Picture): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data);
}

/** A picture of the kind of `like` with these values; bytes are rounded half to even and cut off at 0 and 255. */
export function withFloats(like: Picture, values: Float32Array, size: Size = like): Picture {
  const { height, width } = size;
  const data = kindOf(like) === 'float' ? values : new Uint8Array(new Uint8ClampedArray(values).buffer);
  return { data, height, width, channels: like.channels };
}

/** Adding and subtracting it leaves no bits for a fraction: what remains is rounded as the processor does, half to even. */
const allFraction = 1.5 * 2 ** 52;

/** Python's `round`: 0.5 becomes 0, 1.5 becomes 2. For |value| < 2^51. */
export function roundHalfToEven(value: number): number {
  return value + allFraction - allFraction;
}

/** @throws TypeError for anything that is no picture. */
export function checkPicture(value: unknown, where: string): asserts value is Picture {
  const problem = pictureProblem(value);
  if (problem) throw new TypeError(t('{0} needs a picture, but got {1}.', where, problem));
}

/** @throws TypeError for anything that is no picture with, perhaps, a mask. */
export function checkSample(value: unknown, where: string): asserts value is Sample {
  const { image, mask }: { image?: unknown; mask?: unknown } = Object(value) as object;
  const given = [image, ...(mask === undefined ? [] : [mask])];
  const problem =
    image === undefined ? kindOfValue(value) : given.map(pictureProblem).find((found) => found !== undefined);
  if (problem)
    throw new TypeError(
      t('{0} must return a sample, as in return { image }, but returned {1}.', where, problem),
    );
}

function kindOfValue(value: unknown): string {
  if (value === undefined) return t('nothing (is a return missing?)');
  if (value === null) return 'null';
  if (value instanceof Promise) return t('a promise (is it an async function?)');
  return t('a value of type {0}', Array.isArray(value) ? 'array' : typeof value);
}

function pictureProblem(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || value instanceof Promise) return kindOfValue(value);
  const { data, height, width, channels } = value as Partial<Record<keyof Picture, unknown>>;
  if (!(data instanceof Float32Array || data instanceof Uint8Array))
    return t('an object whose data is neither a Float32Array nor a Uint8Array');
  if (![height, width, channels].every((size) => Number.isInteger(size) && Number(size) > 0))
    return t('one of size {0} x {1} x {2}', String(channels), String(height), String(width));
  const length = Number(height) * Number(width) * Number(channels);
  if (data.length !== length)
    return t(
      '{0} values where {1} x {2} x {3} = {4} are needed',
      data.length,
      String(channels),
      String(height),
      String(width),
      length,
    );
  return undefined;
}
