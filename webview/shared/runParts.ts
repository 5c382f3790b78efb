import { html, nothing, type TemplateResult } from 'lit';
import { isActive, stateText, type ProgressEvent, type ShownRun } from '../../src/panels/dashboard';
import { t } from '../../src/words';

const stateIcons: Record<ShownRun['state'], string> = {
  starting: 'loading codicon-modifier-spin', // no text: classes
  running: 'sync codicon-modifier-spin', // no text: classes
  done: 'pass',
  stopped: 'circle-slash',
  failed: 'error',
  interrupted: 'debug-disconnect',
};

/** A run's state, by icon and word. */
export function stateBadge(state: ShownRun['state']): TemplateResult {
  return html`<span class="state ${state}">
    <span class="codicon codicon-${stateIcons[state]}" aria-hidden="true"></span>
    <span class="word">${stateText(state)}</span>
  </span>`;
}

/** How far a run is with what it does now; nothing when it has ended. */
export function progressBar(
  run: ShownRun,
  progress: ProgressEvent | undefined,
): TemplateResult | typeof nothing {
  if (!isActive(run.state)) return nothing;
  const share = progress ? progress.done / progress.total : 0;
  const count = progress ? t('{0} of {1}', progress.done, progress.total) : '';
  return html`<div class="progress">
    <progress max="1" .value=${share} aria-label=${progress?.text ?? t('Starting')}></progress>
    <span class="quiet">${progress ? `${progress.text}: ${count}` : t('Starting')}</span>
  </div>`;
}

/** The look of a curve in its legend: told apart by weight and points as well as by colour. */
export function swatch(kind: 'raw' | 'smooth' | 'validation'): TemplateResult {
  return html`<svg class="swatch ${kind}" viewBox="0 0 22 10" width="22" height="10" aria-hidden="true">
    <line x1="1" y1="5" x2="21" y2="5"></line>
    <circle cx="11" cy="5" r="3.5"></circle>
  </svg>`;
}
