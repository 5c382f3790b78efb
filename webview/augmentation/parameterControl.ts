import { html, nothing, type TemplateResult } from 'lit';
import type { ParameterSpec, ParameterValue } from '../../src/augment/spec';
import { t } from '../../src/words';
import { initialOf } from './pipeline';

export interface ParameterModel {
  spec: ParameterSpec;
  value: ParameterValue | undefined;
  /** Unique among all parameters that are shown. */
  id: string;
  onChange: (value: ParameterValue | undefined) => void;
}

/** A control for one parameter, made from its description. */
export function parameterControl(model: ParameterModel): TemplateResult {
  const { spec, value, id, onChange } = model;
  const isOptional = !spec.required && spec.default === undefined;
  return html`<div class="parameter" title=${spec.summary()}>
    <span class="name" id=${id}>${spec.name}${unitOf(spec)}</span>
    ${
      isOptional
        ? html`<label class="use"
            ><input
              type="checkbox"
              .checked=${value !== undefined}
              aria-label=${`${t('set')}: ${spec.name}`}
              @change=${(event: Event) => onChange(isChecked(event) ? initialOf(spec) : undefined)}
            />${t('set')}</label
          >`
        : nothing
    }
    ${value === undefined ? nothing : html`<div class="controls">${controls(model, value)}</div>`}
  </div>`;
}

function unitOf({ unit }: ParameterSpec): string {
  const signs = { degrees: ' °', pixels: ' px', bits: ' bit' } as const;
  return unit && unit in signs ? signs[unit as keyof typeof signs] : '';
}

function controls(model: ParameterModel, value: ParameterValue): TemplateResult | TemplateResult[] {
  const { spec, id, onChange } = model;
  if (spec.type === 'matrix') return html`<span class="quiet">${t('written in code')}</span>`;
  if (typeof value === 'boolean')
    return html`<input
      type="checkbox"
      .checked=${value}
      aria-labelledby=${id}
      @change=${(event: Event) => onChange(isChecked(event))}
    />`;
  if (spec.choices && (spec.type === 'choice' || typeof value === 'string'))
    return choice(model, String(value));
  if (typeof value === 'number')
    return slider(model, value, spec.name, isSpread(spec) ? spreadLimits(spec) : spec, onChange);
  if (!Array.isArray(value)) return html`<span>${String(value)}</span>`;
  const numbers = value as readonly number[];
  return numbers.map((number, position) =>
    slider(model, number, `${spec.name}, ${partName(model, position)}`, spec, (changed) =>
      onChange(
        spec.type === 'range' ? ordered(numbers, position, changed) : replaced(numbers, position, changed),
      ),
    ),
  );
}

function choice({ spec, id, onChange }: ParameterModel, value: string): TemplateResult {
  return html`<select
    aria-labelledby=${id}
    @change=${(event: Event) => onChange((event.currentTarget as HTMLSelectElement).value)}
  >
    ${(spec.choices ?? []).map(
      (name) => html`<option value=${name} ?selected=${name === value}>${name}</option>`,
    )}
  </select>`;
}

function slider(
  { id }: ParameterModel,
  value: number,
  label: string,
  { min = 0, max = 1, step = 0.01 }: Pick<ParameterSpec, 'min' | 'max' | 'step'>,
  onChange: (value: number) => void,
): TemplateResult {
  const take = (event: Event) => {
    const chosen = (event.currentTarget as HTMLInputElement).valueAsNumber;
    if (Number.isFinite(chosen)) onChange(chosen);
  };
  return html`<span class="slider">
    <input
      type="range"
      data-parameter=${id}
      aria-label=${label}
      min=${min}
      max=${max}
      step=${step}
      .value=${String(value)}
      @input=${take}
    />
    <input type="number" aria-label=${label} step=${step} .value=${String(value)} @change=${take} />
  </span>`;
}

/** A range given as one number d: what is drawn lies up to d from its centre. */
function isSpread({ type, symmetric }: ParameterSpec): boolean {
  return type === 'range' && symmetric !== undefined;
}

function spreadLimits({ min = 0, max = 1, step, symmetric }: ParameterSpec) {
  const centre = symmetric?.centre ?? 0;
  return { min: 0, max: Math.max(max - centre, centre - min), ...(step === undefined ? {} : { step }) };
}

function partName({ spec }: ParameterModel, position: number): string {
  if (spec.type === 'range') return position === 0 ? t('low') : t('high');
  return `${t('value')} ${position + 1}`;
}

function replaced(numbers: readonly number[], position: number, value: number): number[] {
  return numbers.map((number, index) => (index === position ? value : number));
}

/** Low and high never cross: moving one takes the other along. */
function ordered(numbers: readonly number[], position: number, value: number): number[] {
  return numbers.map((number, index) => {
    if (index === position) return value;
    return index < position ? Math.min(number, value) : Math.max(number, value);
  });
}

function isChecked(event: Event): boolean {
  return (event.currentTarget as HTMLInputElement).checked;
}
