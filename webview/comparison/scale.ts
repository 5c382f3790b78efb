import { ticks } from '../../src/evaluate/ticks';

export interface Range {
  min: number;
  max: number;
}

/** An axis: which value stands where, from 0 at its beginning to 1 at its end. */
export interface Scale {
  range: Range;
  logarithmic: boolean;
  at(value: number): number;
  valueAt(place: number): number;
}

/** @param range above 0 where the axis is logarithmic */
export function scaleOf(range: Range, logarithmic: boolean): Scale {
  const [low, high] = logarithmic ? [Math.log(range.min), Math.log(range.max)] : [range.min, range.max];
  const span = high - low || 1;
  return {
    range,
    logarithmic,
    at: (value) => ((logarithmic ? Math.log(value) : value) - low) / span,
    valueAt: (place) => (logarithmic ? Math.exp(low + place * span) : low + place * span),
  };
}

/** Round values along an axis, about as many as asked for. */
export function ticksOf({ range, logarithmic }: Scale, count: number): number[] {
  const inside = (value: number) => value >= range.min && value <= range.max;
  if (!logarithmic) return ticks(range.min, range.max, count).filter(inside);
  const first = Math.floor(Math.log10(range.min));
  const powers = Array.from(
    { length: Math.ceil(Math.log10(range.max)) - first + 1 },
    (_, index) => first + index,
  );
  const choices = [[1, 2, 5], [1, 3], [1]].map((digits) =>
    powers.flatMap((power) => digits.map((digit) => Number(`${digit}e${power}`))).filter(inside),
  );
  const chosen = choices.find((values) => values.length <= count + 2) ?? everyFew(choices[2], count);
  // Within one power of ten there are hardly any: then those of a plain axis.
  return chosen.length >= 2 ? chosen : ticks(range.min, range.max, count).filter(inside);
}

function everyFew(values: readonly number[], count: number): number[] {
  const step = Math.ceil(values.length / count);
  return values.filter((_, index) => index % step === 0);
}
