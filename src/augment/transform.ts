import { t } from '../words';
import { checkPicture, checkSample, type Picture, type Sample } from './picture';
import type { Random } from './random';
import type { ParameterSpec, ParameterValue, TransformDescription, TransformSpec } from './spec';

/**
 * Makes a picture of a picture, and moves its mask along. All randomness comes from `random`: the same stream gives the
 * same picture. The given picture is never changed.
 */
export abstract class Transform {
  /** Transforms a picture together with its mask. */
  abstract transform(sample: Sample, random: Random): Sample;

  /** Transforms a picture alone. */
  apply(image: Picture, random: Random): Picture {
    return transformed(this, { image }, random).image;
  }

  /** Name, parameters and parts as JSON. */
  describe(): TransformDescription {
    return { name: this.constructor.name, custom: true };
  }
}

/**
 * Transforms a sample. A transform of the student's own may return anything.
 * @throws TypeError unless it returns a sample; whatever the transform throws.
 */
export function transformed(transform: Transform, sample: Sample, random: Random): Sample {
  const made: unknown = transform.transform(sample, random);
  checkSample(made, transform.constructor.name);
  return made;
}

/** What has been drawn for one picture. */
export interface Operation {
  image: (picture: Picture) => Picture;
  /** Left out where pixels stay in their places. */
  mask?: (mask: Picture) => Picture;
}

/** A transform of this library: its parameters are known as data. */
export abstract class ListedTransform<Options extends object> extends Transform {
  /** What was given, and the defaults for what was left out. */
  readonly parameters: Readonly<Options>;

  constructor(
    readonly spec: TransformSpec,
    given: object | undefined,
  ) {
    super();
    this.parameters = Object.freeze(fill(spec, given)) as Readonly<Options>;
  }

  /** Draws what is to be done with a picture; nothing where it stays as it is. */
  protected abstract draw(image: Picture, random: Random, mask?: Picture): Operation | undefined;

  override transform({ image, mask }: Sample, random: Random): Sample {
    checkPicture(image, this.spec.name);
    const operation = this.draw(image, random, mask);
    if (!operation) return mask ? { image, mask } : { image };
    const changed = operation.image(image);
    return mask ? { image: changed, mask: operation.mask ? operation.mask(mask) : mask } : { image: changed };
  }

  override describe(): TransformDescription {
    const { name, parameters } = this.spec;
    const values = this.parameters as Record<string, ParameterValue | undefined>;
    const known = parameters.flatMap(({ name }) => {
      const value = values[name];
      return value === undefined ? [] : [[name, value] as const];
    });
    return known.length > 0 ? { name, parameters: Object.fromEntries(known) } : { name };
  }
}

function fill({ name, parameters }: TransformSpec, given: unknown = {}): Record<string, unknown> {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new TypeError(
      t(
        '{0} takes its parameters as one object: {1}.',
        name,
        `new ${name}({ ${parameters[0]?.name ?? ''}: … })`,
      ),
    );
  const values = given as Record<string, unknown>;
  for (const key of Object.keys(values))
    if (!parameters.some((parameter) => parameter.name === key))
      throw new TypeError(
        parameters.length > 0
          ? t(
              "{0} has no parameter '{1}'; it has {2}.",
              name,
              key,
              parameters.map((known) => known.name).join(', '),
            )
          : t("{0} has no parameter '{1}'; it has none.", name, key),
      );
  return Object.fromEntries(
    parameters.map((parameter) => {
      const value = values[parameter.name] ?? parameter.default;
      checkValue(`${name}: ${parameter.name}`, value, parameter);
      return [parameter.name, value];
    }),
  );
}

function checkValue(what: string, value: unknown, { type, required, choices, unit }: ParameterSpec): void {
  if (value === undefined) {
    if (required) throw new TypeError(t('{0} is missing.', what));
    return;
  }
  const given = JSON.stringify(value);
  const isNumber = typeof value === 'number' && Number.isFinite(value);
  const numbers = Array.isArray(value) && value.every(Number.isFinite) ? value.length : 0;
  switch (type) {
    case 'number':
      if (!isNumber) throw new TypeError(t('{0} must be a number, not {1}.', what, given));
      if (unit === 'probability' && (value < 0 || value > 1))
        throw new RangeError(
          t('{0} is a probability: it must be between 0 and 1, not {1}.', what, String(value)),
        );
      return;
    case 'integer':
      if (!Number.isInteger(value))
        throw new TypeError(t('{0} must be a whole number, not {1}.', what, given));
      return;
    case 'boolean':
      if (typeof value !== 'boolean')
        throw new TypeError(t('{0} must be true or false, not {1}.', what, given));
      return;
    case 'choice':
      if (!choices?.includes(value as string))
        throw new TypeError(t('{0} must be one of {1}, not {2}.', what, choices?.join(', ') ?? '', given));
      return;
    case 'pair':
      if (numbers !== 2) throw new TypeError(t('{0} must be two numbers, not {1}.', what, given));
      return;
    case 'range':
      if (!isNumber && numbers < 2)
        throw new TypeError(t('{0} must be a number or [low, high], not {1}.', what, given));
      return;
    case 'numbers':
      if (typeof value === 'string' && choices?.includes(value)) return;
      if (!isNumber && numbers === 0)
        throw new TypeError(t('{0} must be a number or a list of numbers, not {1}.', what, given));
      return;
    case 'size':
    case 'padding':
      if (!isNumber && numbers === 0)
        throw new TypeError(t('{0} must be a number or a list of numbers, not {1}.', what, given));
      return;
    case 'matrix':
      if (!Array.isArray(value)) throw new TypeError(t('{0} must be a list of rows, not {1}.', what, given));
  }
}
