import { html, nothing, type TemplateResult } from 'lit';
import { classText } from '../../src/course/classes';
import { normalizeConfusion } from '../../src/evaluate/confusion';
import type { ProgressEvent } from '../../src/panels/dashboard';
import {
  areVolumesKnown,
  deviceMemoryText,
  isActive,
  type EpochLine,
  type FromMetricsView,
  type ShownRun,
  type ToMetricsView,
} from '../../src/panels/metricsView';
import { duration, loss, number, percent, t } from '../../src/words';
import type { MetricName } from '../shared/metricSeries';
import { progressBar, stateBadge, swatch } from '../shared/runParts';

type Evaluated = Extract<ToMetricsView, { type: 'evaluation' }>;
type Send = (message: FromMetricsView) => void;

export interface ViewModel {
  run: ShownRun;
  /** In words, what of the run's files could not be read. */
  lost: readonly string[];
  progress: ProgressEvent | undefined;
  epochs: readonly EpochLine[];
  hasSteps: boolean;
  /** The latest of each curve. */
  latest: Record<MetricName, { train?: number; validation?: number }>;
  evaluated: Evaluated | undefined;
  send: Send;
}

/** The whole page. The two chart frames are empty: `CurveChart` fills them. */
export function page(model: ViewModel): TemplateResult {
  const { run, progress, hasSteps, send } = model;
  return html`<main>
    <header>
      <h1>${run.name}</h1>
      ${stateBadge(run.state)}
    </header>
    ${failure(model)} ${warnings(model)} ${progressBar(run, progress)} ${facts(model)}
    <section class="curves" ?hidden=${!hasSteps && !isActive(run.state)} aria-label=${t('Metrics')}>
      ${curve(model, 'loss')} ${curve(model, 'accuracy')}
    </section>
    <p><button class="link" @click=${() => send({ type: 'showMetrics' })}>${t('Show Metrics')}</button></p>
    ${evaluation(model)}
  </main>`;
}

/** Shown when there is no run. */
export function emptyPage(send: Send): TemplateResult {
  return html`<main>
    <p>${t('There is no run yet. Train a model: its loss and its accuracy appear here as it learns.')}</p>
    <p><button class="link" @click=${() => send({ type: 'train' })}>${t('Train Model')}</button></p>
  </main>`;
}

/** Shown when the run is no longer there. */
export function gonePage(text: string): TemplateResult {
  return html`<main><p>${text}</p></main>`;
}

function failure({ run }: ViewModel): TemplateResult | typeof nothing {
  if (!run.failure) return nothing;
  return html`<div class="notice error" role="alert">
    <p>${run.failure.what}</p>
  </div>`;
}

function warnings({ run, lost }: ViewModel): TemplateResult | typeof nothing {
  const texts = [...run.doubts, ...lost];
  if (texts.length === 0) return nothing;
  return html`<details class="notice warning">
    <summary>${t('What to keep in mind')}</summary>
    ${texts.map((text) => html`<p>${text}</p>`)}
  </details>`;
}

function facts({ run, progress, epochs }: ViewModel): TemplateResult {
  const active = isActive(run.state);
  const epoch =
    run.epoch && (run.epochs === undefined ? number(run.epoch) : t('{0} of {1}', run.epoch, run.epochs));
  const left = active && progress?.etaSeconds !== undefined ? duration(progress.etaSeconds) : undefined;
  const best = run.best && t('{0}: accuracy {1}', run.best.epoch, percent(run.best.valAccuracy));
  const memory = deviceMemoryText(epochs.at(-1));
  const known = [
    [t('Epoch'), epoch],
    [t('Time left'), left],
    [t('Best epoch'), best],
    [t('Device'), memory && run.device],
    [t('Device memory'), memory],
  ].filter(([, value]) => value);
  return html`<dl class="facts">
    ${known.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function curve({ latest, hasSteps, send }: ViewModel, metric: MetricName): TemplateResult {
  const format = metric === 'loss' ? loss : percent;
  const [train, validation] =
    metric === 'loss' ? [t('Train loss'), t('Val. loss')] : [t('Train accuracy'), t('Val. accuracy')];
  const shown = (value: number | undefined) => (value === undefined ? '–' : format(value));
  return html`<figure>
    <figcaption>
      <ul class="legend">
        <li>${swatch('smooth')}${train} <b>${shown(latest[metric].train)}</b></li>
        <li>${swatch('validation')}${validation} <b>${shown(latest[metric].validation)}</b></li>
      </ul>
    </figcaption>
    <div
      class="chart"
      data-metric=${metric}
      title=${t('Show Metrics')}
      @click=${() => send({ type: 'showMetrics' })}
    ></div>
    ${hasSteps ? nothing : html`<p class="overlay quiet">${t('The curves begin with the first training step.')}</p>`}
  </figure>`;
}

/** The last evaluation; where there can be one and is none, the way to it. */
function evaluation({ run, evaluated, send }: ViewModel): TemplateResult | typeof nothing {
  if (evaluated?.evaluation) return lastEvaluation(evaluated.evaluation, evaluated.matrix, send);
  if (isActive(run.state) || !run.best) return nothing;
  return html`<section>
    <h2>${t('Last evaluation')}</h2>
    <p class="quiet">${t('This run has not been evaluated yet.')}</p>
    <p><button class="link" @click=${() => send({ type: 'evaluate' })}>${t('Evaluate Model')}</button></p>
  </section>`;
}

function lastEvaluation(
  { split, checkpoint, slices, volumes, doubts, ...figures }: NonNullable<Evaluated['evaluation']>,
  matrix: Evaluated['matrix'],
  send: Send,
): TemplateResult {
  const show = () => send({ type: 'showEvaluation', which: { split, checkpoint } });
  return html`<section>
    <h2>${t('Last evaluation')}</h2>
    <p class="quiet">
      ${
        areVolumesKnown(doubts)
          ? t('{0}, {1}: {2} slices of {3} volumes', split, checkpoint, number(slices), number(volumes))
          : t('{0}, {1}: {2} slices, volumes not known', split, checkpoint, number(slices))
      }
    </p>
    <dl class="facts">
      <div>
        <dt>${t('Balanced accuracy')}</dt>
        <dd><b>${percent(figures.balancedAccuracy)}</b></dd>
      </div>
      <div>
        <dt>${t('Accuracy')}</dt>
        <dd>${percent(figures.accuracy)}</dd>
      </div>
    </dl>
    ${matrix ? confusionTable(matrix, show) : nothing}
    <p><button class="link" @click=${show}>${t('Show Evaluation')}</button></p>
  </section>`;
}

/** Counts, shaded by their share of the truth's row. */
function confusionTable(
  { classNames, confusion }: NonNullable<Evaluated['matrix']>,
  show: () => void,
): TemplateResult {
  const shares = normalizeConfusion(confusion, 'true');
  const names = classNames.map(classText);
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${t('Confusion matrix')}>
    <table class="confusion" title=${t('Show Evaluation')} @click=${show}>
      <caption class="unseen">
        ${t('Confusion matrix: rows are the truth, columns the prediction')}
      </caption>
      <thead>
        <tr>
          <th scope="col">${t('Truth')}</th>
          ${names.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${confusion.map(
          (row, truth) =>
            html`<tr>
              <th scope="row">${names[truth]}</th>
              ${row.map(
                (count, predicted) =>
                  html`<td
                    class=${truth === predicted ? 'right' : 'wrong'}
                    data-shade=${Math.round(shares[truth][predicted] * 10)}
                  >
                    ${number(count)}
                  </td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
