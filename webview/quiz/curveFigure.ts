import { html, svg, type TemplateResult } from 'lit';
import type { Curve } from '../../src/panels/quiz';
import { loss, number, percent, rounded, t } from '../../src/words';

const width = 260;
const height = 150;
const margin = { left: 44, right: 10, top: 10, bottom: 22 };

/** Loss on both splits, a drawing for each run on the same scale, and its numbers. */
export function curveFigure(curves: readonly Curve[]): TemplateResult {
  const values = curves.flatMap((curve) => [...curve.loss, ...curve.valLoss]);
  const [low, high] = [Math.min(0, ...values), Math.max(...values)];
  return html`<figure class="curves">
    <div class="drawings">${curves.map((curve) => drawing(curve, low, high))}</div>
    <figcaption>
      <span class="swatch train"></span>${t('loss')}
      <span class="swatch validation"></span>${t('validation loss')}
    </figcaption>
    ${curves.map(
      (curve) =>
        html`<details>
          <summary>${t('Numbers of {0}', curve.name)}</summary>
          ${table(curve)}
        </details>`,
    )}
  </figure>`;
}

function drawing(
  { name, epochs, loss: training, valLoss }: Curve,
  low: number,
  high: number,
): TemplateResult {
  const last = epochs.length - 1;
  const x = (place: number) =>
    margin.left + ((width - margin.left - margin.right) * place) / Math.max(1, last);
  const y = (value: number) =>
    margin.top + (height - margin.top - margin.bottom) * (1 - (value - low) / (high - low || 1));
  const points = (values: readonly number[]) =>
    values.map((value, place) => `${x(place).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  const label = t('Loss and validation loss of {0} by epoch', name);
  return html`<div class="drawing">
    <p>${name}</p>
    <svg role="img" aria-label=${label} viewBox="0 0 ${width} ${height}">
      ${[low, high].map(
        (value) =>
          svg`<line class="grid" x1=${margin.left} x2=${width - margin.right} y1=${y(value)} y2=${y(value)}/>
            <text class="tick" x=${margin.left - 5} y=${y(value) + 4} text-anchor="end">${rounded(value)}</text>`,
      )}
      ${[0, last].map(
        (place) =>
          svg`<text class="tick" x=${x(place)} y=${height - 6} text-anchor=${place === 0 ? 'start' : 'end'}>${t('epoch {0}', epochs[place] ?? 0)}</text>`,
      )}
      <polyline class="train" points=${points(training)}></polyline>
      <polyline class="validation" points=${points(valLoss)}></polyline>
    </svg>
  </div>`;
}

function table({ epochs, loss: training, valLoss, valAccuracy }: Curve): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${t('Epochs')}>
    <table>
      <thead>
        <tr>
          <th scope="col">${t('epoch')}</th>
          <th scope="col">${t('loss')}</th>
          <th scope="col">${t('validation loss')}</th>
          <th scope="col">${t('validation accuracy')}</th>
        </tr>
      </thead>
      <tbody>
        ${epochs.map(
          (epoch, index) =>
            html`<tr>
              <th scope="row">${number(epoch)}</th>
              <td>${loss(training[index] ?? 0)}</td>
              <td>${loss(valLoss[index] ?? 0)}</td>
              <td>${percent(valAccuracy[index] ?? 0)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
