import { html, nothing, type TemplateResult } from 'lit';
import {
  isActive,
  xAxes,
  type ComparisonState,
  type ExerciseComparison,
  type XAxis,
} from '../../src/panels/comparison';
import { decimals, t } from '../../src/words';
import type { Metric } from './curve';
import { smoothingControl } from '../shared/smoothingControl';
import { exerciseTable, type ExerciseModel } from './exerciseTable';
import { runTable, type TableModel } from './runTable';

export interface ViewModel extends TableModel {
  /** Runs that are asked for and not there. */
  missing: number;
  /** Lines that could not be read. */
  damaged: number;
  look: ComparisonState;
  /** Where the runs are those that an exercise compares. */
  exercise: ExerciseComparison | undefined;
  gapsOf: ExerciseModel['gapsOf'];
  zoomed: boolean;
  /** Some curve has values that its axis cannot show. */
  marked: boolean;
  /** Where the cursor is, in words. */
  place: string | undefined;
  change: (change: Partial<ComparisonState>) => void;
  onExport: (metric: Metric, format: ExportFormat) => void;
  onKey: (event: KeyboardEvent) => void;
  onZoomOut: () => void;
}

export const exportFormats = ['png', 'svg', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** The whole page. The two chart frames are empty: `Chart` fills them. */
export function page(model: ViewModel): TemplateResult {
  return html`<main>
    <header class="title">
      <h1>${t('Compare Runs')}</h1>
      <span class="actions">
        <vscode-button secondary @click=${() => model.send({ type: 'addRuns' })}
          >${t('Add Runs…')}</vscode-button
        >
      </span>
    </header>
    ${warnings(model)} ${model.exercise ? exerciseTable({ ...model, exercise: model.exercise }) : nothing}
    ${runTable(model)} ${toolbar(model)}
    <div class="figures">${figure(model, 'loss')} ${figure(model, 'accuracy')}</div>
    <p id="chart-help" class="quiet">
      ${t('Solid: training, smoothed. Dashed with dots: validation.')}
      ${model.marked ? t('A cross at the top marks what is not a number, a triangle at the bottom what a logarithmic axis cannot show: zero or less.') : nothing}
      ${t('Arrow keys move the cursor, Page Up and Page Down by a tenth, Home and End to the ends. Drag to zoom, Escape zooms out.')}
    </p>
    <div class="unseen" aria-live="polite">${spoken(model)}</div>
  </main>`;
}

function warnings({ missing, damaged }: ViewModel): TemplateResult | typeof nothing {
  const texts = [
    missing > 0 && t('Runs that are no longer there: {0}. Their folders were deleted or moved.', missing),
    damaged > 0 &&
      t('Lines of the metrics that could not be read: {0}. The curves are drawn without them.', damaged),
  ].filter((text) => text !== false);
  if (texts.length === 0) return nothing;
  return html`<div class="notice warning" role="status">
    <span class="codicon codicon-warning" aria-hidden="true"></span>
    <div>${texts.map((text) => html`<p>${text}</p>`)}</div>
  </div>`;
}

function toolbar({ look, zoomed, change, onZoomOut }: ViewModel): TemplateResult {
  return html`<div class="toolbar">
    ${smoothingControl(
      t(
        'The strong line is a debiased running mean over every training step, computed before anything is left out for drawing.',
      ),
      look.smoothing,
      (smoothing) => change({ smoothing }),
    )}
    <label>
      ${t('Horizontal axis')}
      <select
        @change=${(event: Event) => {
          const chosen = xAxes.find(
            (axis) => event.target instanceof HTMLSelectElement && axis === event.target.value,
          );
          if (chosen) change({ x: chosen });
        }}
      >
        ${xAxes.map((axis) => html`<option value=${axis} ?selected=${axis === look.x}>${axisTitle(axis)}</option>`)}
      </select>
    </label>
    ${checkbox(t('Logarithmic'), look.logarithmic.x, (x) => change({ logarithmic: { ...look.logarithmic, x } }))}
    ${checkbox(t('Training'), look.train, (train) => change({ train }))}
    ${checkbox(t('Validation'), look.validation, (validation) => change({ validation }))}
    ${zoomed ? html`<vscode-button secondary @click=${onZoomOut}>${t('Show All')}</vscode-button>` : nothing}
  </div>`;
}

/** The name of a horizontal axis. */
export function axisTitle(axis: XAxis): string {
  const titles: Readonly<Record<XAxis, string>> = { step: t('Step'), epoch: t('Epoch'), time: t('Time') };
  return titles[axis];
}

function checkbox(text: string, checked: boolean, onChange: (checked: boolean) => void): TemplateResult {
  return html`<label>
    <input
      type="checkbox"
      .checked=${checked}
      @change=${(event: Event) => {
        if (event.target instanceof HTMLInputElement) onChange(event.target.checked);
      }}
    />${text}
  </label>`;
}

function figure({ look, change, onExport, onKey, place, rows }: ViewModel, metric: Metric): TemplateResult {
  const title = metric === 'loss' ? t('Loss') : t('Accuracy');
  return html`<figure>
    <figcaption>
      <h2>${title}</h2>
      ${checkbox(t('Logarithmic'), look.logarithmic[metric], (value) =>
        change({ logarithmic: { ...look.logarithmic, [metric]: value } }),
      )}
      <span class="exports">
        ${exportFormats.map(
          (format) =>
            html`<button
              class="link"
              aria-label=${t('Export {0} as {1}', title, format.toUpperCase())}
              @click=${() => onExport(metric, format)}
            >
              ${format.toUpperCase()}
            </button>`,
        )}
      </span>
      <span class="place quiet">${place ?? nothing}</span>
    </figcaption>
    <div
      class="chart"
      data-metric=${metric}
      tabindex="0"
      role="application"
      aria-label=${title}
      aria-describedby="chart-help"
      @keydown=${onKey}
    ></div>
    ${
      rows.some(({ at }) => at[metric] !== undefined) || rows.some(({ run }) => isActive(run.state))
        ? nothing
        : html`<p class="overlay quiet">${t('There is nothing to draw.')}</p>`
    }
  </figure>`;
}

/** What a screen reader says when the cursor moves. */
function spoken({ place, rows }: ViewModel): string {
  if (place === undefined) return '';
  const values = rows
    .filter(({ isShown, at }) => isShown && at.loss !== undefined)
    .map(({ run, at }) => `${run.name} ${decimals(at.loss ?? NaN, 3)}`);
  return [place, ...values].join(', ');
}
