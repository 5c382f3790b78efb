/** A value that a parameter of a transform can have, as JSON. */
export type ParameterValue = number | string | boolean | readonly number[] | readonly (readonly number[])[];

/** What an editor needs to know of one parameter. What a transform accepts is for the transform itself to check. */
export interface ParameterSpec {
  readonly name: string;
  /**
   * - `number`, `integer`, `boolean`, `choice`: one value
   * - `range`: `[low, high]` that a number is drawn from; where `symmetric` says around which number, also one number
   * - `pair`: two numbers of their own, such as x and y
   * - `size`: `[height, width]`, or one whole number for both (or for the shorter side)
   * - `numbers`: one number, or one for each channel; or one of `choices`, where there are any
   * - `padding`: pixels for all sides, `[left and right, top and bottom]`, or `[left, top, right, bottom]`
   * - `matrix`: rows of numbers; written in code, not edited
   */
  readonly type:
    | 'number'
    | 'integer'
    | 'boolean'
    | 'choice'
    | 'range'
    | 'pair'
    | 'size'
    | 'numbers'
    | 'padding'
    | 'matrix';
  /** One sentence in plain words. */
  readonly summary: () => string;
  /** What it is when it is left out; nothing where the transform does without. */
  readonly default?: ParameterValue;
  /** It cannot be left out. */
  readonly required?: true;
  /** What an editor begins with where there is no default. */
  readonly initial?: ParameterValue;
  /** What an editor offers for each number. */
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  readonly choices?: readonly string[];
  /** For a `range`: one number d stands for [centre - d, centre + d]. */
  readonly symmetric?: { readonly centre: number };
  readonly unit?: 'degrees' | 'pixels' | 'probability' | 'share' | 'factor' | 'intensity' | 'bits';
}

/** What one transform is, as data: for editors, checks and the writing of code. */
export interface TransformSpec {
  /** Name of the class. */
  readonly name: string;
  /** Whose semantics it follows. */
  readonly origin: 'torchvision' | 'MONAI' | 'LiTS Lab';
  /**
   * What it changes: where things are (a mask moves along), how bright they are, both, or the kind of the values.
   * `container`: it holds other transforms. `crops`: it makes several pictures of one.
   */
  readonly kind: 'geometric' | 'intensity' | 'both' | 'conversion' | 'container' | 'crops';
  /** Kind of values that it works on; others are refused. */
  readonly needs: 'any' | 'float' | 'uint8';
  /** Whether two calls may differ. */
  readonly random: boolean;
  /** One sentence in plain words. */
  readonly summary: () => string;
  readonly parameters: readonly ParameterSpec[];
  /** It cuts values off below black and above white (0 and 1, or 0 and 255). */
  readonly clamps?: true;
  /** It has an effect on colours only: one channel stays as it is. */
  readonly colourOnly?: true;
  /** It brings intensities to a fixed range or distribution, and so undoes earlier changes of brightness or contrast. */
  readonly normalizes?: 'range' | 'distribution';
  /** The picture's size may change. */
  readonly resizes?: true;
}

/** A transform with its parameters, as JSON: what a run records and a thread is told. */
export interface TransformDescription {
  readonly name: string;
  /** All parameters that have a value. */
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  /** What a container holds. */
  readonly transforms?: readonly TransformDescription[];
  /** Code of the student's own, which a description cannot hold. */
  readonly custom?: true;
}
