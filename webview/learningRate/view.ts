import { html, nothing, svg, type TemplateResult } from 'lit';
import { rateEnd, rateOrigin, rateText } from '../../src/evaluate/rateReport';
import type { LearningRatePanel, RatePoint, ShownTest } from '../../src/panels/learningRate';
import { loss, number, t } from '../../src/words';
import { swatch } from '../shared/runParts';

export interface Actions {
  send: (message: LearningRatePanel['fromPage']) => void;
  onKey: (event: KeyboardEvent) => void;
}

/**
 * The whole page. The frame of the chart is empty: `RateChart` fills it.
 * @param cursor the step that the student points at
 */
export function page(
  { file, test }: ShownTest,
  cursor: number | undefined,
  actions: Actions,
): TemplateResult {
  const { optimizer, points, suggestion } = test;
  const pointed = cursor === undefined ? undefined : points[cursor];
  return html`<main>
    <h1>${t('Learning rate range test')}</h1>
    <p class="quiet">
      ${t('{0}, {1}: {2} steps, each with a larger learning rate.', lastPart(file), optimizer, points.length)}
    </p>
    ${suggested(suggestion, actions)} ${chart(pointed, suggestion, actions)}
    <p class="unseen" aria-live="polite">${pointed ? spoken(pointed) : ''}</p>
    <p class="ended">${rateEnd(test)}</p>
    ${numbers(points, suggestion)}
    <p class="origin quiet">${rateOrigin()}</p>
  </main>`;
}

function suggested(suggestion: number | undefined, { send }: Actions): TemplateResult {
  if (suggestion === undefined)
    return html`<div class="notice warning">
      <p>
        ${t('There is no suggestion: the loss did not fall at any learning rate. Look at the model and the data first.')}
      </p>
    </div>`;
  return html`<div class="suggestion">
    <p>
      ${t('Suggestion:')} <b>${rateText(suggestion)}</b> –
      ${t('There the loss falls most steeply; a little less is safer.')}
    </p>
    <vscode-button @click=${() => send({ type: 'copy' })}>${t('Copy')}</vscode-button>
    <vscode-button secondary @click=${() => send({ type: 'showFile' })}>${t('Show File')}</vscode-button>
  </div>`;
}

function chart(
  pointed: RatePoint | undefined,
  suggestion: number | undefined,
  { onKey }: Actions,
): TemplateResult {
  const shown = (value: number | undefined) => (value === undefined ? nothing : html` <b>${loss(value)}</b>`);
  return html`<figure>
    <figcaption>
      <h2>${t('Loss')}</h2>
      <span class="place">${pointed ? t('Learning rate {0}', rateText(pointed.learningRate)) : nothing}</span>
      <ul class="legend">
        <li>${swatch('raw')}${t('Each batch')}${shown(pointed?.loss)}</li>
        <li>${swatch('smooth')}${t('Smoothed')}${shown(pointed?.smoothed)}</li>
        ${suggestion === undefined ? nothing : html`<li>${suggestedSwatch()}${t('Suggestion')}</li>`}
      </ul>
    </figcaption>
    <div
      class="chart"
      tabindex="0"
      role="application"
      aria-label=${t('Loss by learning rate')}
      aria-describedby="chart-help"
      @keydown=${onKey}
    ></div>
    <p id="chart-help" class="quiet">${t('Arrow keys lead from step to step. All numbers are below.')}</p>
  </figure>`;
}

const suggestedSwatch = () =>
  html`<svg class="swatch suggested" viewBox="0 0 22 10" width="22" height="10" aria-hidden="true">
    ${svg`<line x1="1" y1="5" x2="21" y2="5"></line>`}
  </svg>`;

function numbers(points: readonly RatePoint[], suggestion: number | undefined): TemplateResult {
  return html`<details class="numbers">
    <summary>${t('Numbers')}</summary>
    <div class="scroll" tabindex="0" role="group" aria-label=${t('Numbers')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${t('Step')}</th>
            <th scope="col">${t('Learning rate')}</th>
            <th scope="col">${t('Loss')}</th>
            <th scope="col">${t('Smoothed')}</th>
          </tr>
        </thead>
        <tbody>
          ${points.map(
            (point, index) =>
              html`<tr class=${point.learningRate === suggestion ? 'suggested' : ''}>
                <th scope="row">${number(index + 1)}</th>
                <td>${rateText(point.learningRate)}</td>
                <td>${loss(point.loss)}</td>
                <td>${loss(point.smoothed)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

/** What a screen reader says when the cursor moves. */
const spoken = ({ learningRate, loss: ofBatch, smoothed }: RatePoint): string =>
  [
    t('Learning rate {0}', rateText(learningRate)),
    `${t('Loss')} ${loss(ofBatch)}`,
    `${t('Smoothed')} ${loss(smoothed)}`,
  ].join(', ');

const lastPart = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;
