import { t } from '../../words';
import { convertImageDtype, normalize } from '../functional';
import type { ImageDtype } from '../functional/convert';
import { floatsOf, type Picture } from '../picture';
import type { TransformSpec } from '../spec';
import { ListedTransform, type Operation } from '../transform';
import { choice } from './parameters';

export interface NormalizeOptions {
  /** What is subtracted: one number, or one for each channel. */
  mean: number | readonly number[];
  /** What is divided by, not 0: one number, or one for each channel. */
  std: number | readonly number[];
}

/** (value - mean) / std, channel by channel. */
export class Normalize extends ListedTransform<NormalizeOptions> {
  /** @internal */
  static readonly spec: TransformSpec = {
    name: 'Normalize',
    origin: 'torchvision',
    kind: 'intensity',
    needs: 'float',
    random: false,
    summary: () => t('Subtracts a mean and divides by a deviation, channel by channel.'),
    parameters: [
      {
        name: 'mean',
        type: 'numbers',
        summary: () => t('What is subtracted.'),
        required: true,
        initial: 0.5,
        min: -1,
        max: 1,
        step: 0.01,
        unit: 'intensity',
      },
      {
        name: 'std',
        type: 'numbers',
        summary: () => t('What is divided by.'),
        required: true,
        initial: 0.5,
        min: 0.01,
        max: 2,
        step: 0.01,
        unit: 'intensity',
      },
    ],
  };

  constructor(options: NormalizeOptions) {
    super(Normalize.spec, options);
  }

  protected override draw(): Operation {
    const { mean, std } = this.parameters;
    return { image: (image: Picture) => normalize(image, mean, std) };
  }
}

export interface ConvertImageDtypeOptions {
  /** `'float32'` for values 0..1, `'uint8'` for bytes 0..255. */
  dtype: ImageDtype;
}

/** Makes floats 0..1 of bytes 0..255, or the other way round. */
export class ConvertImageDtype extends ListedTransform<ConvertImageDtypeOptions> {
  /** @internal */
  static readonly spec: TransformSpec = {
    name: 'ConvertImageDtype',
    origin: 'torchvision',
    kind: 'conversion',
    needs: 'any',
    random: false,
    summary: () =>
      t(
        'Makes floats 0..1 of bytes 0..255, or the other way round; bytes cannot hold what lies outside of 0..1.',
      ),
    parameters: [
      choice('dtype', () => t('Kind of the values of the result.'), 'float32', ['float32', 'uint8']),
    ],
  };

  constructor(options: ConvertImageDtypeOptions) {
    super(ConvertImageDtype.spec, options);
  }

  protected override draw(): Operation {
    return { image: (image) => convertImageDtype(image, this.parameters.dtype) };
  }
}

export interface LinearTransformationOptions {
  /** Square: as many rows and columns as the picture has values. */
  transformationMatrix: readonly (readonly number[])[];
  /** What is subtracted before; as long as a row. */
  meanVector: readonly number[];
}

/**
 * Subtracts a mean from all values of the picture, in a row, and multiplies them with a matrix, such as that of a
 * whitening. For small pictures: a matrix for 256 x 256 pixels would have four thousand million numbers.
 */
export class LinearTransformation extends ListedTransform<LinearTransformationOptions> {
  /** @internal */
  static readonly spec: TransformSpec = {
    name: 'LinearTransformation',
    origin: 'torchvision',
    kind: 'both',
    needs: 'float',
    random: false,
    summary: () =>
      t(
        'Subtracts a mean and multiplies all values with a square matrix, such as that of a whitening; for small pictures.',
      ),
    parameters: [
      {
        name: 'transformationMatrix',
        type: 'matrix',
        summary: () => t('Square: as many rows and columns as the picture has values.'),
        required: true,
        initial: [[1]],
      },
      {
        name: 'meanVector',
        type: 'numbers',
        summary: () => t('What is subtracted before.'),
        required: true,
        initial: [0],
      },
    ],
  };

  constructor(options: LinearTransformationOptions) {
    super(LinearTransformation.spec, options);
    const { transformationMatrix: rows, meanVector } = this.parameters;
    if (!rows.every((row) => Array.isArray(row) && row.length === rows.length))
      throw new RangeError(t('LinearTransformation: transformationMatrix must be square.'));
    if (meanVector.length !== rows.length)
      throw new RangeError(
        t(
          'LinearTransformation: meanVector has {0} numbers, but the matrix has {1} rows.',
          meanVector.length,
          rows.length,
        ),
      );
  }

  protected override draw(image: Picture): Operation {
    const { transformationMatrix: rows, meanVector } = this.parameters;
    const values = floatsOf(image);
    if (values.length !== rows.length)
      throw new RangeError(
        t(
          'LinearTransformation: the picture has {0} x {1} x {2} = {3} values, but the matrix has {4} rows.',
          image.channels,
          image.height,
          image.width,
          values.length,
          rows.length,
        ),
      );
    const data = new Float32Array(values.length);
    for (const [i, row] of rows.entries())
      for (const [j, weight] of row.entries()) data[j] += (values[i] - meanVector[i]) * weight;
    return { image: () => ({ ...image, data }) };
  }
}
