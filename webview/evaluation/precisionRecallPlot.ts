import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { PrecisionRecallCurve } from '../../src/evaluate/curves';
import { t } from '../../src/words';
import type { TableRows } from './figure';
import { asShare } from './numbers';
import { plotFrame, x, y } from './plotFrame';

/** How many looks a curve can have (dash pattern and colour, `.curve.look-N`); the last is that of all classes together. */
const looks = 4;

export interface PrecisionRecallModel {
  /** One a class, then all classes together. */
  curves: readonly PrecisionRecallCurve[];
  names: readonly string[];
  /** Curve that stands out. */
  chosen: number;
  /** Where the confusion matrix that is shown has the chosen class. */
  point: { precision: number; recall: number; isOnCurve: boolean };
}

/** Precision over recall as steps, and the operating point. */
export function precisionRecallPlot(model: PrecisionRecallModel): SVGTemplateResult {
  const { curves, names, chosen, point } = model;
  const label = [
    `${t('Precision and recall')}.`,
    ...curves.map(
      ({ averagePrecision }, index) => `${names[index]}: ${t('AP')} ${asShare(averagePrecision)}.`,
    ),
  ].join(' ');
  return plotFrame({
    label,
    xTitle: t('Recall'),
    yTitle: t('Precision'),
    content: [
      ...curves.map(
        (curve, index) =>
          svg`<path
            class="curve look-${lookOf(index, curves.length)} ${index === chosen ? 'chosen' : ''}"
            d=${stepsOf(curve)}
          ></path>`,
      ),
      svg`<circle
        class="point look-${lookOf(chosen, curves.length)} ${point.isOnCurve ? 'set' : ''}"
        cx=${x(point.recall)}
        cy=${y(point.precision)}
        r="6"
      ></circle>`,
      svg`<g class="legend">${legendBackground(names)}${names.map((name, index) => legendLine(name, index, names.length))}</g>`,
    ],
  });
}

/** So that no curve runs through the names. */
function legendBackground(names: readonly string[]): SVGTemplateResult {
  const height = 18 * names.length + 4;
  const width = 60 + 7 * Math.max(...names.map((name) => name.length));
  return svg`<rect class="background" x=${x(0) + 4} y=${y(0) - height - 4} width=${width} height=${height}></rect>`;
}

/** The names of the curves inside the picture, for its export: on the page the table beside it has them. */
function legendLine(name: string, index: number, count: number): SVGTemplateResult {
  const [left, middle] = [x(0) + 10, y(0) - 14 - 18 * (count - 1 - index)];
  return svg`<line
      class="curve look-${lookOf(index, count)}"
      x1=${left}
      x2=${left + 34}
      y1=${middle}
      y2=${middle}
    ></line>
    <text x=${left + 42} y=${middle + 4}>${name}</text>`;
}

/** A piece of a curve, as it is drawn. */
export function curveSwatch(index: number, count: number): TemplateResult {
  return html`<svg class="swatch" viewBox="0 0 34 10" width="34" height="10" aria-hidden="true">
    ${svg`<line class="curve look-${lookOf(index, count)}" x1="1" y1="5" x2="33" y2="5"></line>`}
  </svg>`;
}

function lookOf(index: number, count: number): number {
  return index === count - 1 ? looks - 1 : index % (looks - 1);
}

const drawn = new WeakMap<PrecisionRecallCurve, string>();

/**
 * The steps of a curve from recall 0: between two points, precision is that of the lower threshold. Nothing is drawn
 * without positives.
 */
export function stepsOf(curve: PrecisionRecallCurve): string {
  const known = drawn.get(curve);
  if (known !== undefined) return known;
  const { precision, recall, positives } = curve;
  let path = '';
  let last = '';
  if (positives > 0)
    recall.forEach((value, index) => {
      const step = `V${y(precision[index])}H${x(value)}`;
      if (index === 0) path = `M${x(0)} ${y(precision[0])}`;
      if (step !== last) path += step;
      last = step;
    });
  drawn.set(curve, path);
  return path;
}

/** One row a point of each curve. */
export function precisionRecallRows(
  curves: readonly PrecisionRecallCurve[],
  names: readonly string[],
): TableRows {
  return [
    ['curve', 'threshold', 'precision', 'recall'],
    ...curves.flatMap(({ thresholds, precision, recall }, curve) =>
      thresholds.map((threshold, index) => [names[curve], threshold, precision[index], recall[index]]),
    ),
  ];
}
