import { html, type TemplateResult } from 'lit';
import { decimals, t } from '../../src/words';

/** The slider of how much curves are smoothed. @param title what the strong line is */
export function smoothingControl(
  title: string,
  value: number,
  onChange: (value: number) => void,
): TemplateResult {
  return html`<label title=${title}>
    ${t('Smoothing')}
    <input
      type="range"
      min="0"
      max="0.99"
      step="0.01"
      .value=${String(value)}
      @input=${(event: InputEvent) => {
        if (event.target instanceof HTMLInputElement) onChange(event.target.valueAsNumber);
      }}
    />
    <output>${decimals(value, 2)}</output>
  </label>`;
}
