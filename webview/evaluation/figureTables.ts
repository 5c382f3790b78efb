import { html, nothing, type TemplateResult } from 'lit';
import { supports } from '../../src/evaluate/confusion';
import { number, t } from '../../src/words';
import type { ClassFigures, Figures, Interval, Metrics } from '../../src/panels/evaluation';
import type { TableRows } from './figure';
import { asNumber, asShare, interval, shown, type NumberFormat } from './numbers';

type OverallName = Exclude<keyof Figures<unknown>, 'macro' | 'micro' | 'weighted' | 'classes'>;

/** Every figure of the whole, in the order in which it is shown. */
export const overallFigures: {
  name: OverallName;
  text: () => string;
  help: () => string;
  format: NumberFormat;
  /** Of an error: the lower, the better. */
  isError?: true;
}[] = [
  {
    name: 'accuracy',
    text: () => t('Accuracy'),
    help: () => t('Share of all predictions that are right.'),
    format: asShare,
  },
  {
    name: 'balancedAccuracy',
    text: () => t('Balanced accuracy'),
    help: () => t('Mean of the recalls: each class counts the same, however rare it is.'),
    format: asShare,
  },
  {
    name: 'majorityBaseline',
    text: () => t('Majority baseline'),
    help: () => t('Accuracy of always answering the most frequent class.'),
    format: asShare,
  },
  {
    name: 'logLoss',
    text: () => t('Log loss'),
    help: () => t('Mean cross-entropy: a uniform guess among three classes has 1.099.'),
    format: asNumber,
    isError: true,
  },
  {
    name: 'brierScore',
    text: () => t('Brier score'),
    help: () => t('Mean squared error of the probabilities: 0 is perfect, 2 the worst.'),
    format: asNumber,
    isError: true,
  },
  {
    name: 'expectedCalibrationError',
    text: () => t('Expected calibration error'),
    help: () => t('Mean distance between how sure the predictions are and how often they are right.'),
    format: asShare,
    isError: true,
  },
  {
    name: 'matthewsCorrelation',
    text: () => t('Matthews correlation'),
    help: () => t('Correlation of prediction and truth: 1 is perfect, 0 a guess.'),
    format: asNumber,
  },
  {
    name: 'cohenKappa',
    text: () => t("Cohen's kappa"),
    help: () => t('Agreement beyond chance: 1 is perfect, 0 a guess.'),
    format: asNumber,
  },
];

export const classFigures: {
  name: keyof ClassFigures<unknown>;
  text: () => string;
  format: NumberFormat;
}[] = [
  { name: 'precision', text: () => t('Precision'), format: asShare },
  { name: 'recall', text: () => t('Recall'), format: asShare },
  { name: 'f1', text: () => t('F1'), format: asShare },
  { name: 'averagePrecision', text: () => t('AP'), format: asShare },
  { name: 'rocAuc', text: () => t('ROC AUC'), format: asShare },
];

const means = [
  { mean: 'macro', text: () => t('Mean of the classes (macro)') },
  { mean: 'micro', text: () => t('All together (micro)') },
  { mean: 'weighted', text: () => t('Weighted by count') },
] as const;

/** Accuracy, loss, calibration and agreement, each with its interval and what it means. */
export function keyFigures({ figures, intervals }: Metrics): TemplateResult {
  return html`<table class="key-figures">
    <thead>
      <tr>
        <th scope="col">${t('Figure')}</th>
        <th scope="col"></th>
        <th
          scope="col"
          title=${t('How far a figure may move with other patients: 95% of the resamples of the volumes (bootstrap) lie in this range. A single volume has none.')}
        >
          ${t('95% interval')}
        </th>
      </tr>
    </thead>
    <tbody>
      ${overallFigures.map(
        ({ name, text, help, format }) =>
          html`<tr>
            <th scope="row">${text()}<span class="help">${help()}</span></th>
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
      <td>${slices === undefined ? nothing : number(slices)}</td>
    </tr>`;
  return html`<table class="by-class">
    <thead>
      <tr>
        <th scope="col"></th>
        ${classFigures.map(({ text }) => html`<th scope="col">${text()}</th>`)}
        <th scope="col">${t('Count')}</th>
      </tr>
    </thead>
    <tbody>
      ${figures.classes.map((values, index) =>
        row(classNames[index], values, intervals?.classes[index], support[index]),
      )}
    </tbody>
    <tbody class="means">
      ${means.map(({ mean, text }) => row(text(), figures[mean], intervals?.[mean]))}
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
    ...means.map(({ mean }) => [mean, ...values(figures[mean], intervals?.[mean]), null]),
  ];
}
