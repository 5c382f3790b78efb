import { html, nothing, type TemplateResult } from 'lit';
import { supports } from '../../src/evaluate/confusion';
import type { ClassFigures, Figures, Interval, Metrics } from '../../src/protocol/evaluation';
import type { EvaluationTexts } from '../../src/panels/evaluation';
import type { TableRows } from './figure';
import { asNumber, asShare, interval, shown, type NumberFormat } from './numbers';

type OverallName = Exclude<keyof Figures<unknown>, 'macro' | 'micro' | 'weighted' | 'classes'>;

/** Every figure of the whole, in the order in which it is shown. */
export const overallFigures: { name: OverallName; help: keyof EvaluationTexts; format: NumberFormat }[] = [
  { name: 'accuracy', help: 'accuracyHelp', format: asShare },
  { name: 'balancedAccuracy', help: 'balancedAccuracyHelp', format: asShare },
  { name: 'majorityBaseline', help: 'majorityBaselineHelp', format: asShare },
  { name: 'logLoss', help: 'logLossHelp', format: asNumber },
  { name: 'brierScore', help: 'brierScoreHelp', format: asNumber },
  { name: 'expectedCalibrationError', help: 'expectedCalibrationErrorHelp', format: asShare },
  { name: 'matthewsCorrelation', help: 'matthewsCorrelationHelp', format: asNumber },
  { name: 'cohenKappa', help: 'cohenKappaHelp', format: asNumber },
];

export const classFigures: { name: keyof ClassFigures<unknown>; format: NumberFormat }[] = [
  { name: 'precision', format: asShare },
  { name: 'recall', format: asShare },
  { name: 'f1', format: asShare },
  { name: 'averagePrecision', format: asShare },
  { name: 'rocAuc', format: asShare },
];

const means = ['macro', 'micro', 'weighted'] as const;

/** Accuracy, loss, calibration and agreement, each with its interval and what it means. */
export function keyFigures({ figures, intervals }: Metrics, texts: EvaluationTexts): TemplateResult {
  return html`<table class="key-figures">
    <thead>
      <tr>
        <th scope="col">${texts.figure}</th>
        <th scope="col"></th>
        <th scope="col" title=${texts.intervalHelp}>${texts.interval}</th>
      </tr>
    </thead>
    <tbody>
      ${overallFigures.map(
        ({ name, help, format }) =>
          html`<tr>
            <th scope="row">${texts[name]}<span class="help">${texts[help]}</span></th>
            <td><b>${shown(figures[name], format)}</b></td>
            <td class="range">${interval(intervals?.[name], format)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** Precision, recall, F1, AP and AUC of each class and their means, with intervals. */
export function classTable(
  { confusion, figures, intervals }: Metrics,
  classNames: readonly string[],
  texts: EvaluationTexts,
  locale: string,
): TemplateResult {
  const support = supports(confusion);
  const row = (
    name: string,
    values: ClassFigures<number | null>,
    ranges: ClassFigures<Interval | null> | undefined,
    slices?: number,
  ) =>
    html`<tr>
      <th scope="row">${name}</th>
      ${classFigures.map(
        (figure) =>
          html`<td>
            <b>${shown(values[figure.name], figure.format)}</b>
            <span class="range">${interval(ranges?.[figure.name], figure.format)}</span>
          </td>`,
      )}
      <td>${slices === undefined ? nothing : slices.toLocaleString(locale)}</td>
    </tr>`;
  return html`<table class="by-class">
    <thead>
      <tr>
        <th scope="col"></th>
        ${classFigures.map(({ name }) => html`<th scope="col">${texts[name]}</th>`)}
        <th scope="col">${texts.support}</th>
      </tr>
    </thead>
    <tbody>
      ${figures.classes.map((values, index) =>
        row(classNames[index], values, intervals?.classes[index], support[index]),
      )}
    </tbody>
    <tbody class="means">
      ${means.map((mean) => row(texts[mean], figures[mean], intervals?.[mean]))}
    </tbody>
  </table>`;
}

/** One row a figure: name, value, ends of the interval. */
export function keyFigureRows({ figures, intervals }: Metrics): TableRows {
  return [
    ['figure', 'value', 'low', 'high'],
    ...overallFigures.map(({ name }) => [
      name,
      figures[name],
      intervals?.[name]?.low ?? null,
      intervals?.[name]?.high ?? null,
    ]),
  ];
}

/** One row a class and mean: each figure and the ends of its interval. */
export function classRows(
  { confusion, figures, intervals }: Metrics,
  classNames: readonly string[],
): TableRows {
  const values = (of: ClassFigures<number | null>, ranges: ClassFigures<Interval | null> | undefined) =>
    classFigures.flatMap(({ name }) => [of[name], ranges?.[name]?.low ?? null, ranges?.[name]?.high ?? null]);
  const support = supports(confusion);
  return [
    ['class', ...classFigures.flatMap(({ name }) => [name, `${name}_low`, `${name}_high`]), 'support'],
    ...figures.classes.map((of, index) => [
      classNames[index],
      ...values(of, intervals?.classes[index]),
      support[index],
    ]),
    ...means.map((mean) => [mean, ...values(figures[mean], intervals?.[mean]), null]),
  ];
}
