import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { ReliabilityBin } from '../../src/evaluate/calibration';
import { number, t } from '../../src/words';
import type { TableRows } from './figure';
import { asShare, shown } from './numbers';
import { plotFrame, x, y } from './plotFrame';

/** How often predictions were right over how sure they were; bars show how many they are. */
export function reliabilityPlot(bins: readonly ReliabilityBin[], error: number): SVGTemplateResult {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const points = bins.flatMap(({ meanProbability, frequency }) =>
    meanProbability === null || frequency === null ? [] : [{ x: x(meanProbability), y: y(frequency) }],
  );
  return plotFrame({
    label: `${t('Reliability curve')}. ${t('Expected calibration error')} ${asShare(error)}.`,
    xTitle: t('Probability of the predicted class'),
    yTitle: t('Share that is right'),
    content: [
      ...bins.map(
        ({ lower, upper, count }) =>
          svg`<rect
            class="bar"
            x=${x(lower) + 1}
            width=${x(upper) - x(lower) - 2}
            y=${y(count / total)}
            height=${y(0) - y(count / total)}
          ></rect>`,
      ),
      svg`<line class="perfect" x1=${x(0)} y1=${y(0)} x2=${x(1)} y2=${y(1)}></line>`,
      svg`<polyline
        class="reliability-line"
        points=${points.map((point) => `${point.x},${point.y}`).join(' ')}
      ></polyline>`,
      ...points.map(
        (point) => svg`<circle class="point look-0 set" cx=${point.x} cy=${point.y} r="4"></circle>`,
      ),
    ],
  });
}

/** The same in numbers: one row for each bin that holds something. */
export function reliabilityTable(bins: readonly ReliabilityBin[]): TemplateResult {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${t('Probability of the predicted class')}</th>
        <th scope="col">${t('Count')}</th>
        <th scope="col">${t('Mean probability')}</th>
        <th scope="col">${t('Share that is right')}</th>
      </tr>
    </thead>
    <tbody>
      ${bins
        .filter(({ count }) => count > 0)
        .map(
          ({ lower, upper, count, meanProbability, frequency }) =>
            html`<tr>
              <th scope="row">${asShare(lower)} – ${asShare(upper)}</th>
              <td>${number(count)}</td>
              <td>${shown(meanProbability, asShare)}</td>
              <td>${shown(frequency, asShare)}</td>
            </tr>`,
        )}
    </tbody>
  </table>`;
}

export function reliabilityRows(bins: readonly ReliabilityBin[]): TableRows {
  return [
    ['confidence_above', 'confidence_up_to', 'count', 'mean_confidence', 'share_right'],
    ...bins.map(({ lower, upper, count, meanProbability, frequency }) => [
      lower,
      upper,
      count,
      meanProbability,
      frequency,
    ]),
  ];
}
