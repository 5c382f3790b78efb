import { html, nothing, type TemplateResult } from 'lit';
import type { DashboardTexts, FromDashboard, ShownRun } from '../../src/panels/dashboard';
import { duration, loss, percent, rough } from '../../src/words';
import type { ProgressEvent } from '../../src/protocol/events';
import type { EpochLine, Failure, RunState } from '../../src/protocol/run';
import { fill } from '../shared/fill';
import type { MetricName } from './metricSeries';

/** Values of one metric at the cursor, or the latest ones. */
export interface Readout {
  raw?: number;
  smooth?: number;
  validation?: number;
}

export interface ViewModel {
  texts: DashboardTexts;
  locale: string;
  run: ShownRun;
  /** In words, what of the run's files could not be read. */
  lost: readonly string[];
  progress: ProgressEvent | undefined;
  epochs: readonly EpochLine[];
  hasSteps: boolean;
  smoothing: number;
  zoomed: boolean;
  readouts: Record<MetricName, Readout>;
  /** Where the readouts were taken, when the student points at a step. */
  cursor: { step: number; epoch: number } | undefined;
  send: (message: FromDashboard) => void;
  onSmoothing: (value: number) => void;
  onKey: (event: KeyboardEvent) => void;
  onZoomOut: () => void;
}

const stateIcons: Record<RunState, string> = {
  starting: 'loading codicon-modifier-spin',
  running: 'sync codicon-modifier-spin',
  done: 'pass',
  stopped: 'circle-slash',
  failed: 'error',
  interrupted: 'debug-disconnect',
};

/** The whole page. The two chart frames are empty: `CurveChart` fills them. */
export function page(model: ViewModel): TemplateResult {
  return html`
    <main>
      ${header(model)} ${notice(model)} ${lostNotice(model)} ${progressBar(model)} ${evaluations(model)}
      <div class="body" ?hidden=${!model.hasSteps && !isActive(model.run.state)}>
        <section class="curves" aria-label=${`${model.texts.loss}, ${model.texts.accuracy}`}>
          ${toolbar(model)} ${chart(model, 'loss')} ${chart(model, 'accuracy')}
          <p id="chart-help" class="quiet">${model.texts.chartHelp}</p>
        </section>
        ${epochTable(model)}
      </div>
      <div class="spoken" aria-live="polite">${spoken(model)}</div>
    </main>
  `;
}

/** Shown instead of the page when there is no run to show. */
export function emptyPage(text: string): TemplateResult {
  return html`<main><p class="empty">${text}</p></main>`;
}

function header(model: ViewModel): TemplateResult {
  const { run, texts, send } = model;
  return html`
    <header>
      <div class="title">
        <h1>${run.name}</h1>
        <span class="state ${run.state}">
          <span class="codicon codicon-${stateIcons[run.state]}" aria-hidden="true"></span>
          ${stateText(texts, run.state)}
        </span>
        <span class="actions">
          ${
            isActive(run.state)
              ? html`<vscode-button
                  secondary
                  ?disabled=${run.stopping}
                  @click=${() => send({ type: 'stop' })}
                >
                  <span slot="content-before" class="codicon codicon-debug-stop"></span
                  >${run.stopping ? texts.stopping : texts.stop}
                </vscode-button>`
              : nothing
          }
          <vscode-button secondary @click=${() => send({ type: 'openLog' })}>${texts.openLog}</vscode-button>
        </span>
      </div>
      <dl class="facts">
        ${facts(model).map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
    </header>
  `;
}

/** Name and value of everything that is known about the run by now. */
function facts({ run, texts, locale, progress, send }: ViewModel): [string, string | TemplateResult][] {
  const integer = (value: number) => value.toLocaleString(locale);
  const outOf = (value: number, total: number | undefined) =>
    total === undefined ? integer(value) : fill(texts.ofTotal, integer(value), integer(total));
  const active = isActive(run.state);
  // A run counts nothing else.
  const units: Partial<Record<ProgressEvent['unit'], string>> = {
    steps: texts.stepsUnit,
    slices: texts.slicesUnit,
    volumes: texts.volumesUnit,
  };
  const known: [string, string | TemplateResult | undefined][] = [
    [texts.epoch, run.epoch ? outOf(run.epoch, run.epochs) : undefined],
    [texts.step, run.step ? outOf(run.step, run.totalSteps) : undefined],
    [
      texts.rate,
      active && progress?.rate !== undefined
        ? `${rough(progress.rate)} ${units[progress.unit] ?? ''}/s`
        : undefined,
    ],
    [
      texts.timeLeft,
      active && progress?.etaSeconds !== undefined ? duration(progress.etaSeconds) : undefined,
    ],
    [
      texts.bestEpoch,
      run.best && fill(texts.bestValue, integer(run.best.epoch), percent(run.best.valAccuracy)),
    ],
    [texts.parameters, run.parameters === undefined ? undefined : integer(run.parameters)],
    [texts.device, run.device],
    [texts.file, html`<button class="link" @click=${() => send({ type: 'openFile' })}>${run.file}</button>`],
    [
      texts.created,
      new Date(run.createdAt).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' }),
    ],
  ];
  return known.filter((fact): fact is [string, string | TemplateResult] => fact[1] !== undefined);
}

/** What the evaluations of the run have found, and the way to see each as a whole. */
function evaluations({ run, texts, locale, send }: ViewModel): TemplateResult | typeof nothing {
  if (run.evaluations.length === 0) return nothing;
  const integer = (value: number) => value.toLocaleString(locale);
  return html`<section class="evaluations">
    <h2>${texts.evaluations}</h2>
    <ul>
      ${run.evaluations.map(
        ({ split, checkpoint, slices, volumes, datasetFingerprint, ...figures }) =>
          html`<li>
            <span>
              ${texts.accuracy} <b>${percent(figures.accuracy)}</b> · ${texts.balancedAccuracy}
              <b>${percent(figures.balancedAccuracy)}</b> · ${texts.loss}
              <b>${loss(figures.logLoss)}</b>
            </span>
            <span class="quiet"
              >${fill(
                texts.evaluatedOn,
                split,
                checkpoint,
                integer(slices),
                integer(volumes),
                datasetFingerprint.slice(0, 12),
              )}</span
            >
            <button
              class="link"
              @click=${() => send({ type: 'showEvaluation', which: { split, checkpoint } })}
            >
              ${texts.showEvaluation}
            </button>
          </li>`,
      )}
    </ul>
  </section>`;
}

function notice({ run, texts, send }: ViewModel): TemplateResult | typeof nothing {
  return run.failure ? failureNotice(run.failure, texts, send) : nothing;
}

function lostNotice({ lost }: ViewModel): TemplateResult | typeof nothing {
  if (lost.length === 0) return nothing;
  return html`<div class="notice warning" role="status">
    <span class="codicon codicon-warning" aria-hidden="true"></span>
    <div>${lost.map((text) => html`<p>${text}</p>`)}</div>
  </div>`;
}

function failureNotice(failure: Failure, texts: DashboardTexts, send: ViewModel['send']): TemplateResult {
  return html`<div class="notice error" role="alert">
    <span class="codicon codicon-error" aria-hidden="true"></span>
    <div>
      <p><strong>${failure.what}</strong></p>
      ${failure.why === undefined ? nothing : html`<p class="why">${failure.why}</p>`}
      ${failure.next === undefined ? nothing : html`<p>${failure.next}</p>`}
      ${
        failure.problems.length === 0
          ? nothing
          : html`<ul>
              ${failure.problems.map(
                (problem, index) =>
                  html`<li>
                    <button
                      class="link"
                      title=${texts.goToProblem}
                      @click=${() => send({ type: 'openProblem', index })}
                    >
                      ${lastPart(problem.file)}:${problem.line}</button
                    >: ${problem.message}
                  </li>`,
              )}
            </ul>`
      }
    </div>
  </div>`;
}

function progressBar({ run, progress, texts, locale }: ViewModel): TemplateResult | typeof nothing {
  if (!isActive(run.state)) return nothing;
  const share = progress ? progress.done / progress.total : 0;
  const count = progress
    ? fill(texts.ofTotal, progress.done.toLocaleString(locale), progress.total.toLocaleString(locale))
    : '';
  return html`<div class="progress">
    <progress max="1" .value=${share} aria-label=${progress?.text ?? texts.stateStarting}></progress>
    <span class="quiet">${progress ? `${progress.text}: ${count}` : texts.stateStarting}</span>
  </div>`;
}

function toolbar({ texts, smoothing, zoomed, onSmoothing, onZoomOut }: ViewModel): TemplateResult {
  return html`<div class="toolbar">
    <label title=${texts.smoothingHelp}>
      ${texts.smoothing}
      <input
        type="range"
        min="0"
        max="0.99"
        step="0.01"
        .value=${String(smoothing)}
        @input=${(event: InputEvent) => {
          if (event.target instanceof HTMLInputElement) onSmoothing(event.target.valueAsNumber);
        }}
      />
      <output>${smoothing.toFixed(2)}</output>
    </label>
    ${
      zoomed ? html`<vscode-button secondary @click=${onZoomOut}>${texts.resetZoom}</vscode-button>` : nothing
    }
  </div>`;
}

function chart(model: ViewModel, metric: MetricName): TemplateResult {
  const { texts, readouts, hasSteps, onKey } = model;
  const format = metric === 'loss' ? loss : percent;
  const { raw, smooth, validation } = readouts[metric];
  const shown = (value: number | undefined) => (value === undefined ? '–' : format(value));
  return html`<figure>
    <figcaption>
      <h2>${texts[metric]}</h2>
      <ul class="legend">
        <li>${swatch('raw')}${texts.trainRaw} <b>${shown(raw)}</b></li>
        <li>${swatch('smooth')}${texts.trainSmooth} <b>${shown(smooth)}</b></li>
        <li>${swatch('validation')}${texts.validation} <b>${shown(validation)}</b></li>
      </ul>
    </figcaption>
    <div
      class="chart"
      data-metric=${metric}
      tabindex="0"
      role="application"
      aria-label=${texts[metric]}
      aria-describedby="chart-help"
      @keydown=${onKey}
    ></div>
    ${hasSteps ? nothing : html`<p class="overlay quiet">${texts.noStepYet}</p>`}
  </figure>`;
}

/** The look of a curve in its legend: told apart by weight and points as well as by colour. */
function swatch(kind: 'raw' | 'smooth' | 'validation'): TemplateResult {
  return html`<svg class="swatch ${kind}" viewBox="0 0 22 10" width="22" height="10" aria-hidden="true">
    <line x1="1" y1="5" x2="21" y2="5"></line>
    <circle cx="11" cy="5" r="3.5"></circle>
  </svg>`;
}

function epochTable({ texts, epochs, run }: ViewModel): TemplateResult {
  return html`<section class="epochs">
    <h2>${texts.epochs}</h2>
    ${
      epochs.length === 0
        ? html`<p class="quiet">${texts.noEpochYet}</p>`
        : html`<table>
            <thead>
              <tr>
                <th scope="col">${texts.epoch}</th>
                <th scope="col">${texts.trainLoss}</th>
                <th scope="col">${texts.valLoss}</th>
                <th scope="col">${texts.trainAccuracy}</th>
                <th scope="col">${texts.valAccuracy}</th>
              </tr>
            </thead>
            <tbody>
              ${epochs.map((line) => epochRow(line, line.epoch === run.best?.epoch, texts))}
            </tbody>
          </table>`
    }
  </section>`;
}

function epochRow(line: EpochLine, best: boolean, texts: DashboardTexts): TemplateResult {
  return html`<tr class=${best ? 'best' : ''}>
    <th scope="row">
      ${line.epoch}
      ${
        best
          ? html`<span class="mark"
              ><span class="codicon codicon-star-full" aria-hidden="true"></span>${texts.best}</span
            >`
          : nothing
      }
    </th>
    <td>${loss(line.loss)}</td>
    <td>${loss(line.valLoss)}</td>
    <td>${percent(line.accuracy)}</td>
    <td>${percent(line.valAccuracy)}</td>
  </tr>`;
}

/** What a screen reader says when the cursor moves. */
function spoken({ texts, locale, cursor, readouts }: ViewModel): string {
  if (!cursor) return '';
  const place = fill(texts.readout, cursor.step.toLocaleString(locale), cursor.epoch.toLocaleString(locale));
  const values = [
    said(texts.trainLoss, readouts.loss.smooth, loss),
    said(texts.valLoss, readouts.loss.validation, loss),
    said(texts.trainAccuracy, readouts.accuracy.smooth, percent),
    said(texts.valAccuracy, readouts.accuracy.validation, percent),
  ];
  return [place, ...values.filter((value) => value !== undefined)].join(', ');

  function said(name: string, value: number | undefined, format: typeof loss): string | undefined {
    return value === undefined ? undefined : `${name} ${format(value)}`;
  }
}

function stateText(texts: DashboardTexts, state: RunState): string {
  switch (state) {
    case 'starting':
      return texts.stateStarting;
    case 'running':
      return texts.stateRunning;
    case 'done':
      return texts.stateDone;
    case 'stopped':
      return texts.stateStopped;
    case 'failed':
      return texts.stateFailed;
    case 'interrupted':
      return texts.stateInterrupted;
  }
}

function isActive(state: RunState): boolean {
  return state === 'starting' || state === 'running';
}

function lastPart(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
