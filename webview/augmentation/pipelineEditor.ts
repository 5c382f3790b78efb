import { html, nothing, type TemplateResult } from 'lit';
import { transformSpecs, type TransformDescription } from '../../src/augment';
import type { ParameterValue, TransformSpec } from '../../src/augment/spec';
import { t } from '../../src/words';
import { parameterControl } from './parameterControl';
import { specOf, type Path, type Pipeline } from './pipeline';

export interface PipelineModel {
  pipeline: Pipeline;
  onAdd: (name: string, into: Path) => void;
  onRemove: (path: Path) => void;
  onMove: (path: Path, by: -1 | 1) => void;
  onParameter: (path: Path, name: string, value: ParameterValue | undefined) => void;
}

/** The transforms in their order, each with its parameters, and a list to add from. */
export function pipelineEditor(model: PipelineModel): TemplateResult {
  const { pipeline } = model;
  return html`${pipeline.length === 0 ? html`<p class="quiet">${t('No transforms yet: every sample is the original.')}</p>` : nothing}
  ${list(model, pipeline, [])} ${adder(model, [], t('Add a transform…'))}`;
}

function list(model: PipelineModel, pipeline: Pipeline, path: Path): TemplateResult {
  return html`<ol class="transforms">
    ${pipeline.map((one, index) => item(model, one, [...path, index], pipeline.length))}
  </ol>`;
}

function item(model: PipelineModel, one: TransformDescription, path: Path, count: number): TemplateResult {
  const { onRemove, onMove, onParameter } = model;
  const spec = specOf(one.name);
  const position = path.at(-1) ?? 0;
  return html`<li class="transform" data-transform=${one.name}>
    <div class="heading">
      <strong title=${spec?.summary() ?? ''}>${one.name}</strong>
      <span class="buttons">
        ${iconButton('arrow-up', t('Move {0} up', one.name), () => onMove(path, -1), position === 0)}
        ${iconButton('arrow-down', t('Move {0} down', one.name), () => onMove(path, 1), position === count - 1)}
        ${iconButton('close', t('Remove {0}', one.name), () => onRemove(path))}
      </span>
    </div>
    ${(spec?.parameters ?? []).map((parameter) =>
      parameterControl({
        spec: parameter,
        value: one.parameters?.[parameter.name],
        id: `parameter-${path.join('-')}-${parameter.name}`,
        onChange: (value) => onParameter(path, parameter.name, value),
      }),
    )}
    ${
      one.transforms
        ? html`${list(model, one.transforms, path)} ${adder(model, path, t('Add inside {0}…', one.name))}`
        : nothing
    }
  </li>`;
}

function adder({ onAdd }: PipelineModel, into: Path, label: string): TemplateResult {
  const origins = [...new Set(transformSpecs.map(({ origin }) => origin))];
  // The arrow keys choose too: only the button, or the Enter key, adds.
  const addFrom = (select: HTMLSelectElement | null) => {
    if (select?.value) onAdd(select.value, into);
  };
  return html`<div class="add">
    <select
      aria-label=${label}
      title=${t('Added transforms begin with probability 1, so that every sample shows them. Lower it before you train.')}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Enter') addFrom(event.currentTarget as HTMLSelectElement);
      }}
    >
      <option value="">${label}</option>
      ${origins.map((origin) =>
        group(
          origin,
          transformSpecs.filter((spec) => spec.origin === origin),
        ),
      )}
    </select>
    <button
      class="action secondary"
      @click=${(event: Event) => addFrom((event.currentTarget as HTMLElement).parentElement?.querySelector('select') ?? null)}
    >
      ${t('Add')}
    </button>
  </div>`;
}

function group(origin: string, specs: readonly TransformSpec[]): TemplateResult {
  return html`<optgroup label=${origin}>
    ${specs.map(({ name, summary }) => html`<option value=${name} title=${summary()}>${name}</option>`)}
  </optgroup>`;
}

function iconButton(icon: string, label: string, act: () => void, disabled = false): TemplateResult {
  return html`<button
    class="icon"
    title=${label}
    aria-label=${label}
    aria-disabled=${disabled}
    @click=${disabled ? undefined : act}
  >
    <span class="codicon codicon-${icon}" aria-hidden="true"></span>
  </button>`;
}
