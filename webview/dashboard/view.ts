import { html, nothing, type TemplateResult } from 'lit';
import {
  areVolumesKnown,
  dataSetName,
  deviceMemoryText,
  isActive,
  isBest,
  unitText,
  type EpochLine,
  type Failure,
  type FromDashboard,
  type ProgressEvent,
  type ShownRun,
} from '../../src/panels/dashboard';
import { dateTime, duration, loss, number, percent, rough, rounded, t } from '../../src/words';
import type { CurveName } from '../shared/metricSeries';
import { progressBar, stateBadge, swatch } from '../shared/runParts';
import { smoothingControl } from '../shared/smoothingControl';

/** Values of one metric at the cursor, or the latest ones. */
export interface Readout {
  raw?: number;
  smooth?: number;
  validation?: number;
}

export interface ViewModel {
  run: ShownRun;
  /** In words, what of the run's files could not be read. */
  lost: readonly string[];
  progress: ProgressEvent | undefined;
  epochs: readonly EpochLine[];
  hasSteps: boolean;
  smoothing: number;
  zoomed: boolean;
  readouts: Record<CurveName, Readout>;
  hasGradientNorm: boolean;
  /** Where the readouts were taken: the last step, or the one that the student points at; undefined before the first. */
  place: { step: number; epoch: number } | undefined;
  pointed: boolean;
  send: (message: FromDashboard) => void;
  onSmoothing: (value: number) => void;
  onKey: (event: KeyboardEvent) => void;
  onZoomOut: () => void;
}

/** The whole page. The frames of the charts are empty: `CurveChart` fills them. */
export function page(model: ViewModel): TemplateResult {
  return html`
    <main>
      ${header(model)} ${notice(model)} ${warnings(model)} ${progressBar(model.run, model.progress)}
      ${evaluations(model)}
      <div class="body" ?hidden=${!model.hasSteps && !isActive(model.run.state)}>
        <section class="curves" aria-label=${`${t('Loss')}, ${t('Accuracy')}`}>
          ${toolbar(model)} ${chart(model, 'loss')} ${chart(model, 'accuracy')}
          ${model.hasGradientNorm ? chart(model, 'gradientNorm') : nothing}
          <p id="chart-help" class="quiet">
            ${t('Arrow keys move the cursor step by step, Page Up and Page Down by a tenth, Home and End to the ends. Drag to zoom, Escape zooms out.')}
          </p>
        </section>
        ${epochTable(model)}
      </div>
      <div class="unseen" aria-live="polite">${spoken(model)}</div>
    </main>
  `;
}

/** Shown instead of the page when there is no run to show. */
export function emptyPage(text: string): TemplateResult {
  return html`<main><p class="empty">${text}</p></main>`;
}

function header(model: ViewModel): TemplateResult {
  const { run, send } = model;
  return html`
    <header>
      <div class="title">
        <h1>${run.name}</h1>
        ${stateBadge(run.state)}
        <span class="actions">
          ${
            isActive(run.state)
              ? html`<vscode-button
                  secondary
                  ?disabled=${run.stopping}
                  @click=${() => send({ type: 'stop' })}
                >
                  <span slot="content-before" class="codicon codicon-debug-stop"></span
                  >${run.stopping ? t('Stopping…') : t('Stop')}
                </vscode-button>`
              : nothing
          }
          <vscode-button secondary @click=${() => send({ type: 'openLog' })}>${t('Open Log')}</vscode-button>
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
function facts({ run, progress, epochs, send }: ViewModel): [string, string | TemplateResult][] {
  const outOf = (value: number, total: number | undefined) =>
    total === undefined ? number(value) : t('{0} of {1}', value, total);
  const active = isActive(run.state);
  const known: [string, string | TemplateResult | undefined][] = [
    [t('Epoch'), run.epoch ? outOf(run.epoch, run.epochs) : undefined],
    [t('Step'), run.step ? outOf(run.step, run.totalSteps) : undefined],
    [
      t('Speed'),
      active && progress?.rate !== undefined
        ? `${rough(progress.rate)} ${unitText(progress.unit)}/s`
        : undefined,
    ],
    [
      t('Time left'),
      active && progress?.etaSeconds !== undefined ? duration(progress.etaSeconds) : undefined,
    ],
    [t('Best epoch'), run.best && t('{0}: accuracy {1}', run.best.epoch, percent(run.best.valAccuracy))],
    [t('Parameters'), run.parameters === undefined ? undefined : number(run.parameters)],
    [t('Device'), run.device],
    [t('Device memory'), deviceMemoryText(epochs.at(-1))],
    [
      t('Data set'),
      run.data && html`<span title=${`${run.data.path}\n${run.data.fingerprint}`}>${run.data.name}</span>`,
    ],
    [t('File'), html`<button class="link" @click=${() => send({ type: 'openFile' })}>${run.file}</button>`],
    [t('Started'), dateTime(run.createdAt)],
  ];
  return known.filter((fact): fact is [string, string | TemplateResult] => fact[1] !== undefined);
}

/** What the evaluations of the run have found, and the way to see each as a whole. */
function evaluations({ run, send }: ViewModel): TemplateResult | typeof nothing {
  if (run.evaluations.length === 0) return nothing;
  return html`<section class="evaluations">
    <h2>${t('Evaluations')}</h2>
    <ul>
      ${run.evaluations.map(
        ({ split, checkpoint, slices, volumes, doubts, ...figures }) =>
          html`<li>
            <span>
              ${t('Accuracy')} <b>${percent(figures.accuracy)}</b> · ${t('Balanced accuracy')}
              <b>${percent(figures.balancedAccuracy)}</b> · ${t('Loss')}
              <b>${loss(figures.logLoss)}</b>
            </span>
            <span class="quiet" title=${figures.datasetFingerprint}
              >${
                areVolumesKnown(doubts)
                  ? t(
                      '{0}, {1}: {2} slices of {3} volumes, data set {4}',
                      split,
                      checkpoint,
                      number(slices),
                      number(volumes),
                      dataSetName(figures),
                    )
                  : t(
                      '{0}, {1}: {2} slices, volumes not known, data set {3}',
                      split,
                      checkpoint,
                      number(slices),
                      dataSetName(figures),
                    )
              }</span
            >
            <button
              class="link"
              @click=${() => send({ type: 'showEvaluation', which: { split, checkpoint } })}
            >
              ${t('Show Evaluation')}
            </button>
          </li>`,
      )}
    </ul>
  </section>`;
}

function notice({ run, send }: ViewModel): TemplateResult | typeof nothing {
  return run.failure ? failureNotice(run.failure, send) : nothing;
}

function warnings({ run, lost }: ViewModel): TemplateResult | typeof nothing {
  const texts = [...run.doubts, ...lost];
  if (texts.length === 0) return nothing;
  return html`<div class="notice warning" role="status">
    <span class="codicon codicon-warning" aria-hidden="true"></span>
    <div>${texts.map((text) => html`<p>${text}</p>`)}</div>
  </div>`;
}

function failureNotice(failure: Failure, send: ViewModel['send']): TemplateResult {
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
                      title=${t('Go to Problem')}
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

function toolbar({ smoothing, zoomed, onSmoothing, onZoomOut }: ViewModel): TemplateResult {
  return html`<div class="toolbar">
    ${smoothingControl(
      t(
        'The strong line is a debiased running mean of the training steps; the faint one is what was measured.',
      ),
      smoothing,
      onSmoothing,
    )}
    ${
      zoomed
        ? html`<vscode-button secondary @click=${onZoomOut}>${t('Show Whole Run')}</vscode-button>`
        : nothing
    }
  </div>`;
}

const charts: Record<CurveName, { title: () => string; format: (value: number) => string }> = {
  loss: { title: () => t('Loss'), format: loss },
  accuracy: { title: () => t('Accuracy'), format: percent },
  gradientNorm: { title: () => t('Norm of the gradients'), format: rounded },
};

function chart(model: ViewModel, curve: CurveName): TemplateResult {
  const { readouts, place, hasSteps, onKey } = model;
  const title = charts[curve].title();
  const { format } = charts[curve];
  const { raw, smooth, validation } = readouts[curve];
  const shown = (value: number | undefined) => (value === undefined ? '–' : format(value));
  return html`<figure>
    <figcaption>
      <h2>${title}</h2>
      <span class="place">${place ? placeText(place) : nothing}</span>
      <ul class="legend">
        <li>${swatch('raw')}${t('Train, each step')} <b>${shown(raw)}</b></li>
        <li>${swatch('smooth')}${t('Train, smoothed')} <b>${shown(smooth)}</b></li>
        ${
          curve === 'gradientNorm'
            ? nothing
            : html`<li>${swatch('validation')}${t('Validation, each epoch')} <b>${shown(validation)}</b></li>`
        }
      </ul>
    </figcaption>
    <div
      class="chart"
      data-metric=${curve}
      tabindex="0"
      role="application"
      aria-label=${title}
      aria-describedby="chart-help"
      @keydown=${onKey}
    ></div>
    ${hasSteps ? nothing : html`<p class="overlay quiet">${t('The curves begin with the first training step.')}</p>`}
  </figure>`;
}

function epochTable({ epochs, run }: ViewModel): TemplateResult {
  // A learning rate that stays is said with the run's settings.
  const withRate = new Set(epochs.map(({ learningRate }) => learningRate)).size > 1;
  return html`<section class="epochs">
    <h2>${t('Epochs')}</h2>
    ${
      epochs.length === 0
        ? html`<p class="quiet">${t('The first row comes when the first epoch has been validated.')}</p>`
        : html`<div class="scroll" tabindex="0" role="group" aria-label=${t('Epochs')}>
            <table>
              <thead>
                <tr>
                  <th scope="col">${t('Epoch')}</th>
                  <th scope="col">${t('Train loss')}</th>
                  <th scope="col">${t('Val. loss')}</th>
                  <th scope="col">${t('Train accuracy')}</th>
                  <th scope="col">${t('Val. accuracy')}</th>
                  ${withRate ? html`<th scope="col">${t('Learning rate')}</th>` : nothing}
                </tr>
              </thead>
              <tbody>
                ${epochs.map((line) => epochRow(line, { best: isBest(line, run.best), withRate }))}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
}

function epochRow(line: EpochLine, { best, withRate }: { best: boolean; withRate: boolean }): TemplateResult {
  return html`<tr class=${best ? 'best' : ''}>
    <th scope="row">
      ${line.epoch}
      ${
        best
          ? html`<span class="mark"
              ><span class="codicon codicon-star-full" aria-hidden="true"></span>${t('best')}</span
            >`
          : nothing
      }
    </th>
    <td>${loss(line.loss)}</td>
    <td>${loss(line.valLoss)}</td>
    <td>${percent(line.accuracy)}</td>
    <td>${percent(line.valAccuracy)}</td>
    ${withRate ? html`<td>${number(line.learningRate ?? NaN, { maximumSignificantDigits: 3 })}</td>` : nothing}
  </tr>`;
}

function placeText({ step, epoch }: NonNullable<ViewModel['place']>): string {
  return t('Step {0}, epoch {1}', step, epoch);
}

/** What a screen reader says when the cursor moves. */
function spoken({ place, pointed, readouts }: ViewModel): string {
  if (!place || !pointed) return '';
  const values = [
    said(t('Train loss'), readouts.loss.smooth, loss),
    said(t('Val. loss'), readouts.loss.validation, loss),
    said(t('Train accuracy'), readouts.accuracy.smooth, percent),
    said(t('Val. accuracy'), readouts.accuracy.validation, percent),
    said(t('Norm of the gradients'), readouts.gradientNorm.smooth, rounded),
  ];
  return [placeText(place), ...values.filter((value) => value !== undefined)].join(', ');

  function said(
    name: string,
    value: number | undefined,
    format: (value: number) => string,
  ): string | undefined {
    return value === undefined ? undefined : `${name} ${format(value)}`;
  }
}

function lastPart(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
