import { html, type TemplateResult } from 'lit';
import { bootstrapDifference } from '../../src/evaluate/bootstrap';
import { mapFigures, sumByVolume } from '../../src/evaluate/figures';
import { t } from '../../src/words';
import type { Figures, Interval } from '../../src/panels/evaluation';
import type { TableRows } from './figure';
import { classFigures, overallFigures } from './figureTables';
import type { Measured, Unit } from './measured';
import { differenceFormat, interval, missing, shown, type NumberFormat } from './numbers';

/** One figure of two evaluations. */
export interface Difference {
  name: string;
  format: NumberFormat;
  /** The lower, the better. */
  isError: boolean;
  first: number | null;
  second: number | null;
  /** Interval of the second minus the first; null when it cannot be told. */
  range: Interval | null;
}

/**
 * Every figure of two evaluations of the same volumes, with the interval of the difference.
 * @returns undefined when they are not of the same slices of the same data set
 */
export function differencesOf(first: Measured, second: Measured, unit: Unit): Difference[] | undefined {
  const [before, after] = [first.measuresOf(unit), second.measuresOf(unit)];
  if (!isSameData(first, second)) return undefined;
  const ranges = bootstrapDifference(sumByVolume(before.table), sumByVolume(after.table));
  return rowsOf(before.metrics.figures, after.metrics.figures, ranges, first.classNames);
}

function isSameData(first: Measured, second: Measured): boolean {
  const [a, b] = [first.evaluation, second.evaluation];
  return (
    a.provenance.datasetFingerprint === b.provenance.datasetFingerprint &&
    a.predictions.length === b.predictions.length &&
    a.predictions.every(({ file }, index) => file === b.predictions[index].file)
  );
}

function rowsOf(
  first: Figures<number | null>,
  second: Figures<number | null>,
  ranges: Figures<Interval | null> | null,
  classNames: readonly string[],
): Difference[] {
  const none = mapFigures<number | null, Interval | null>(first, () => null);
  const of = ranges ?? none;
  return [
    ...overallFigures
      .filter(({ name }) => name !== 'majorityBaseline')
      .map(({ name, text, format, isError = false }) => ({
        name: text(),
        format,
        isError,
        first: first[name],
        second: second[name],
        range: of[name],
      })),
    ...classNames.flatMap((className, index) =>
      classFigures
        .filter(({ name }) => name === 'recall' || name === 'averagePrecision')
        .map(({ name, text, format }) => ({
          name: `${className}: ${text()}`,
          format,
          isError: false,
          first: first.classes[index][name],
          second: second.classes[index][name],
          range: of.classes[index][name],
        })),
    ),
  ];
}

/** In words, whether the second is better, and whether the data show it. */
function verdict({ first, second, range, isError }: Difference): string {
  if (first === null || second === null) return '';
  if (first === second) return t('the same');
  const isBetter = second > first !== isError;
  if (range !== null && (range.low > 0 || range.high < 0))
    return isBetter ? t('clearly better') : t('clearly worse');
  return isBetter ? t('better, may be chance') : t('worse, may be chance');
}

export function differenceTable(
  differences: readonly Difference[],
  names: readonly [string, string],
): TemplateResult {
  return html`<table class="differences">
    <thead>
      <tr>
        <th scope="col">${t('Figure')}</th>
        ${names.map((name) => html`<th scope="col">${name}</th>`)}
        <th scope="col">${t('Difference')}</th>
        <th
          scope="col"
          title=${t('How far a figure may move with other patients: 95% of the resamples of the volumes (bootstrap) lie in this range. A single volume has none.')}
        >
          ${t('95% interval')}
        </th>
        <th scope="col">${t('The second is')}</th>
      </tr>
    </thead>
    <tbody>
      ${differences.map((difference) => {
        const { name, format, first, second, range } = difference;
        const asDifference = differenceFormat(format);
        return html`<tr>
          <th scope="row">${name}</th>
          <td>${shown(first, format)}</td>
          <td>${shown(second, format)}</td>
          <td><b>${first === null || second === null ? missing : asDifference(second - first)}</b></td>
          <td class="range">${interval(range, asDifference)}</td>
          <td class="verdict">${verdict(difference)}</td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}

export function differenceRows(
  differences: readonly Difference[],
  names: readonly [string, string],
): TableRows {
  return [
    ['figure', ...names, 'difference_low', 'difference_high'],
    ...differences.map(({ name, first, second, range }) => [
      name,
      first,
      second,
      range?.low ?? null,
      range?.high ?? null,
    ]),
  ];
}
