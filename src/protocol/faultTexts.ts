import type * as z from 'zod';
import { foreign, list, number, t } from '../words';

type Code = z.core.$ZodIssue['code'];
/** An issue before zod has made its message, and after. */
type Issue<C extends Code> = C extends Code
  ? Omit<Extract<z.core.$ZodIssue, { code: C }>, 'path' | 'message'>
  : never;
type OtherCode = Exclude<Code, 'unrecognized_keys'>;

/** The schemas that an issue comes from, as zod says before it has made the message. */
interface Origin {
  readonly inst?: unknown;
  readonly schema?: unknown;
}

/** The part of a zod schema, or of a check in one, that is read here. */
interface Schema {
  readonly _zod: {
    readonly def: {
      readonly shape?: object;
      readonly checks?: readonly Schema[];
      readonly check?: string;
      readonly value?: unknown;
      readonly inclusive?: boolean;
    };
  };
}

/** What of each kind is allowed, as in "… is allowed". A custom schema says it in its `params.allowed`. */
const allowed: { [C in OtherCode]: (issue: Issue<C> & Origin) => string } = {
  invalid_type: ({ expected, schema, inst }) => allowedType(expected, boundsOf(schema ?? inst)),
  invalid_value: ({ values }) => list(values.map(given), 'or'),
  too_big: (issue) => allowedSize(issue, { maximum: issue.maximum, isIncluded: issue.inclusive ?? true }),
  too_small: (issue) => allowedSize(issue, { minimum: issue.minimum, isIncluded: issue.inclusive ?? true }),
  not_multiple_of: ({ divisor }) => t('a multiple of {0}', Number(divisor)),
  invalid_format: ({ format, pattern }) => allowedFormat(format, pattern),
  invalid_key: () => t('another name'),
  invalid_element: () => t('another entry'),
  invalid_union: (issue) => allowedForms(issue),
  custom: ({ params }) => allowedByParams(params),
};

/** A sentence for whatever a schema refuses: what was found, and what is allowed. For zod's `error`. */
export const faultText: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'unrecognized_keys') return unknownNames(issue);
  const wanted = allowedBy(issue);
  return issue.input === undefined
    ? t('It is missing; {0} is needed.', wanted)
    : t('{0} was given; {1} is allowed.', given(issue.input), wanted);
};

function allowedBy(issue: Issue<OtherCode> & Origin): string {
  // Each row takes the issue of its own code.
  const row = allowed[issue.code] as (issue: Issue<OtherCode> & Origin) => string;
  return row(issue);
}

function unknownNames({ keys, inst }: Issue<'unrecognized_keys'> & Origin): string {
  const names = list(keys.map((key) => `"${foreign(key, longestGiven)}"`));
  const known = Object.keys((inst as Schema | undefined)?._zod.def.shape ?? {});
  return known.length === 0
    ? t('{0} is not known here.', names)
    : t('{0} is not known here. These are: {1}.', names, list(known));
}

const longestGiven = 60;

/** A value, as a sentence names it. */
function given(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `"${foreign(value, longestGiven)}"`;
    case 'number':
      return Number.isFinite(value) ? number(value) : String(value);
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'undefined':
      return t('nothing');
    case 'function':
      return t('a function');
    case 'symbol':
      return t('a symbol');
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? t('a list') : t('an object');
  }
}

const types: Readonly<Record<string, () => string>> = {
  string: () => t('a text'),
  boolean: () => t('true or false'),
  array: () => t('a list'),
  tuple: () => t('a list'),
  object: () => t('an object'),
  record: () => t('an object'),
  function: () => t('a function'),
  undefined: () => t('nothing'),
  never: () => t('nothing'),
};

function allowedType(expected: string, bounds: Bounds): string {
  if (expected === 'number' || expected === 'int')
    return allowedNumber({ ...bounds, isWhole: bounds.isWhole || expected === 'int' });
  return types[expected]?.() ?? expected;
}

/** The range of a number. */
interface Bounds {
  isWhole?: boolean;
  least?: number;
  above?: number;
  most?: number;
  below?: number;
}

/** The whole range that a schema gives a number: an issue names only the side that was passed. */
function boundsOf(schema: unknown): Bounds {
  const { checks = [] } = (schema as Schema | undefined)?._zod.def ?? {};
  const all: Bounds = {};
  for (const { _zod } of [...checks, ...(schema ? [schema as Schema] : [])]) {
    const { check, value, inclusive = true } = _zod.def;
    if (check === 'number_format') all.isWhole = true;
    if (typeof value !== 'number') continue;
    if (check === 'greater_than') Object.assign(all, boundOf({ minimum: value, isIncluded: inclusive }));
    if (check === 'less_than') Object.assign(all, boundOf({ maximum: value, isIncluded: inclusive }));
  }
  return all;
}

type Bound = { isIncluded: boolean } & ({ minimum: number | bigint } | { maximum: number | bigint });

function allowedSize({ origin, inst, schema }: { origin: string } & Origin, bound: Bound): string {
  const isLeast = 'minimum' in bound;
  const size = Number(isLeast ? bound.minimum : bound.maximum);
  switch (origin) {
    case 'string':
      if (isLeast)
        return size === 1 ? t('a text that is not empty') : t('a text of {0} characters or more', size);
      return t('a text of {0} characters or fewer', size);
    case 'array':
      return isLeast ? t('a list of {0} entries or more', size) : t('a list of {0} entries or fewer', size);
    default:
      return allowedNumber({ isWhole: origin === 'int', ...boundOf(bound), ...boundsOf(schema ?? inst) });
  }
}

function boundOf(bound: Bound): Bounds {
  if ('minimum' in bound) return { [bound.isIncluded ? 'least' : 'above']: Number(bound.minimum) };
  return { [bound.isIncluded ? 'most' : 'below']: Number(bound.maximum) };
}

/** The range of a number in words, as far as it is bounded. */
function allowedNumber({ isWhole = false, least, above, most, below }: Bounds): string {
  if (isWhole)
    return wholeNumber(
      least ?? (above === undefined ? undefined : above + 1),
      most ?? (below === undefined ? undefined : below - 1),
    );
  if (above !== undefined) {
    if (below !== undefined) return t('a number greater than {0} and less than {1}', above, below);
    if (most !== undefined) return t('a number greater than {0}, {1} at most', above, most);
    return t('a number greater than {0}', above);
  }
  if (least !== undefined) {
    if (below !== undefined) return t('a number of {0} or more, less than {1}', least, below);
    if (most !== undefined) return t('a number from {0} to {1}', least, most);
    return t('a number of {0} or more', least);
  }
  if (below !== undefined) return t('a number less than {0}', below);
  return most === undefined ? t('a number') : t('a number of {0} or less', most);
}

function wholeNumber(first: number | undefined, last: number | undefined): string {
  if (first !== undefined && last !== undefined) return t('a whole number from {0} to {1}', first, last);
  if (first !== undefined) return t('a whole number of {0} or more', first);
  return last === undefined ? t('a whole number') : t('a whole number of {0} or less', last);
}

function allowedFormat(format: string, pattern: string | undefined): string {
  if (format === 'datetime') return t('a time such as {0}', '2026-01-31T09:30:00Z');
  if (format === 'url') return t('an address of the internet');
  return t('a text of the form {0}', pattern ?? format);
}

/** One of several forms: which are there, each once. */
function allowedForms({
  errors,
  options,
}: {
  errors: readonly z.core.$ZodIssue[][];
  options?: unknown[];
}): string {
  if (options && options.length > 0) return list(options.map(given), 'or');
  const forms = errors.flatMap(([first]) =>
    first === undefined || first.code === 'unrecognized_keys' ? [] : allowedBy(first),
  );
  return forms.length > 0 ? list([...new Set(forms)], 'or') : t('another value');
}

function allowedByParams(params: Record<string, unknown> | undefined): string {
  const say = params?.['allowed'];
  const said: unknown = typeof say === 'function' ? (say as () => unknown)() : undefined;
  return typeof said === 'string' ? said : t('another value');
}
