import { list, number, t, type FindingInput, type Probe, type Subject } from 'lits/check';
import { onPaper } from './cases';
import { explain } from './mistakes';
import { definition, follow, type Recipe, type Results } from './recipe';

/** Half of the last of two decimals, and a little more. */
const tolerance = 0.006;

/** All results of one recipe. The evaluation comes after the step, by the statistics that it has left. */
function compute(recipe: Recipe): Results {
  const { x, evaluated, layer } = onPaper;
  const step = follow(recipe, x, evaluated, layer);
  const { movingMean, movingVariance } = step;
  return {
    ...step,
    evaluated: follow(recipe, x, evaluated, { ...layer, movingMean, movingVariance }).evaluated,
  };
}

const near = (one: readonly number[], other: readonly number[]) =>
  one.length === other.length && one.every((value, index) => Math.abs(value - other[index]) <= tolerance);

function writtenBy(subject: Subject, group: string, name: string): unknown {
  const value = subject.module()[group];
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

const shown = (values: readonly number[]) =>
  list(values.map((value) => number(value, { maximumFractionDigits: 3 })));

/**
 * Compares what the student has written with what the definition gives; where another recipe gives it, says which.
 * @param group the exported object that it stands in
 * @param hint where no other recipe gives it
 */
export const writes =
  (group: 'inTraining' | 'inEvaluation', name: string, result: keyof Results, hint: string): Probe =>
  (subject) => {
    const written = [writtenBy(subject, group, name)].flat();
    const at = placeOf(subject, group, name);
    const finding = (actual: string, hints: string[]): FindingInput => ({
      probed: t('{0} of {1} was read.', name, group),
      expected:
        compute(definition)[result].length === 1
          ? t('A number, right to two decimals.')
          : t('{0} numbers, right to two decimals.', compute(definition)[result].length),
      actual,
      hints,
      at,
    });
    const numbers = written.filter(
      (value) => typeof value === 'number' && Number.isFinite(value),
    ) as number[];
    if (numbers.length < written.length) return finding(t('It is not filled in yet.'), [hint]);
    if (near(numbers, compute(definition)[result])) return undefined;
    const found = explain((recipe) => near(numbers, compute(recipe)[result]));
    if (found)
      return finding(
        [shown(numbers) + ':', ...found.map(({ actual }) => actual)].join(' '),
        found.map((mistake) => mistake.hint),
      );
    return finding(shown(numbers), [hint]);
  };

/** Where a result is written: the first of its name after that of its group. */
const placeOf = (subject: Subject, group: string, name: string) =>
  subject.find(new RegExp(`(?<=\\b${group}\\b[^]*?)\\b${name}\\s*:`)) ??
  subject.find(new RegExp(`\\b${group}\\b`));
