import { html, nothing, svg, type TemplateResult } from 'lit';
import { pipelineFindings, type Picture, type Sample } from '../../src/augment';
import type { InputKind, ListedSlice, ListedSlices, StudentPipeline } from '../../src/protocol/augmentation';
import type { LaboratoryTexts, SlicePlace } from '../../src/panels/laboratory';
import { fill } from '../shared/fill';
import { findingText } from './findingWords';
import { histogramOf, histogramPath, histogramSize } from './histogram';
import { pipelineEditor, type PipelineModel } from './pipelineEditor';
import type { Made } from './samples';
import { sentencesOf, type Sentence } from './words';

export interface LaboratoryModel extends PipelineModel {
  texts: LaboratoryTexts;
  locale: string;
  slices: ListedSlices;
  place: SlicePlace;
  input: InputKind;
  seed: number;
  masks: boolean;
  /** The student's own pipeline, where there is a file to read it from. */
  student: StudentPipeline | undefined;
  /** The slice as the pipeline gets it; undefined while it is awaited. */
  original: Sample | undefined;
  made: readonly Made[];
  chosen: number;
  /** Milliseconds that the samples took. */
  millis: number;
  savedAs: string | undefined;
  onPlace: (place: SlicePlace) => void;
  onInput: (input: InputKind) => void;
  onMasks: (shown: boolean) => void;
  onNewSeed: () => void;
  onChoose: (sample: number) => void;
  onReadAgain: () => void;
  onCopy: () => void;
  onInsert: () => void;
  onSave: () => void;
}

export function emptyPage(text: string): TemplateResult {
  return html`<main><p class="empty">${text}</p></main>`;
}

export function page(model: LaboratoryModel): TemplateResult {
  const { texts } = model;
  return html`<main>
    <h1>${texts.title}</h1>
    <div class="body">
      <section class="side" aria-label=${texts.pipeline}>
        ${slicePicker(model)} ${studentNote(model)}
        <h2>${texts.pipeline}</h2>
        ${pipelineEditor(model)} ${findingList(model)} ${codeButtons(model)}
      </section>
      <section class="look" aria-label=${texts.samples}>
        ${model.original ? samples(model, model.original) : html`<p class="empty">${texts.waiting}</p>`}
      </section>
    </div>
  </main>`;
}

function slicePicker(model: LaboratoryModel): TemplateResult {
  const { texts, slices, place, input, onPlace, onInput } = model;
  const listed = slices[place.split];
  const now = listed[place.index];
  const patients = [...new Set(listed.map(({ patient }) => patient))];
  const first = (patient: string) => bestOf(listed, patient);
  const own = listed.flatMap((slice, index) => (slice.patient === now?.patient ? [{ slice, index }] : []));
  const position = own.findIndex(({ index }) => index === place.index);
  return html`<div class="picker">
    ${select(
      texts.split,
      place.split,
      (['train', 'val', 'test'] as const).map((split) => [split, split]),
      (split) => {
        const [patient] = slices[split].map((slice) => slice.patient);
        onPlace({ split, index: patient === undefined ? 0 : bestOf(slices[split], patient) });
      },
    )}
    ${select(
      texts.patient,
      now?.patient ?? '',
      patients.map((patient) => [patient, patient]),
      (patient) => onPlace({ ...place, index: first(patient) }),
    )}
    <label class="wide"
      ><span>${texts.slice}</span
      ><span class="slider"
        ><input
          type="range"
          min="0"
          max=${own.length - 1}
          step="1"
          .value=${String(position)}
          aria-label=${texts.slice}
          aria-valuetext=${sliceName(now, texts)}
          @input=${(event: Event) => {
            const chosen = own[(event.currentTarget as HTMLInputElement).valueAsNumber];
            if (chosen) onPlace({ ...place, index: chosen.index });
          }} /></span
    ></label>
    <p class="quiet wide">${sliceName(now, texts)}</p>
    ${select(
      texts.input,
      input,
      [
        ['float', texts.inputFloat],
        ['uint8', texts.inputUint8],
      ] as const,
      onInput,
    )}
  </div>`;
}

/** The patient's slice to begin with: one with a lesion, else with liver, in the middle of those. */
export function bestOf(slices: readonly ListedSlice[], patient: string): number {
  const own = slices.flatMap((slice, index) => (slice.patient === patient ? [{ index, slice }] : []));
  const label = Math.max(...own.map(({ slice }) => slice.label));
  const best = own.filter(({ slice }) => slice.label === label);
  return best[Math.floor(best.length / 2)]?.index ?? 0;
}

function sliceName(slice: ListedSlice | undefined, texts: LaboratoryTexts): string {
  if (!slice) return '';
  const label = [texts.class0, texts.class1, texts.class2][slice.label] ?? '';
  return fill(texts.sliceOf, String(slice.slice), label);
}

function select<T extends string>(
  label: string,
  value: T,
  choices: readonly (readonly [T, string])[],
  onChange: (value: T) => void,
): TemplateResult {
  return html`<label
    ><span>${label}</span>
    <select
      aria-label=${label}
      @change=${(event: Event) => {
        const chosen = choices[(event.currentTarget as HTMLSelectElement).selectedIndex];
        if (chosen) onChange(chosen[0]);
      }}
    >
      ${choices.map(([key, text]) => html`<option value=${key} ?selected=${key === value}>${text}</option>`)}
    </select></label
  >`;
}

function studentNote({ texts, student, onReadAgain }: LaboratoryModel): TemplateResult | typeof nothing {
  if (!student) return nothing;
  const text = {
    description: texts.pipelineFrom,
    custom: texts.customPipeline,
    function: texts.functionPipeline,
    none: texts.noPipeline,
  }[student.kind];
  return html`<div class="notice ${student.kind === 'description' ? '' : 'warning'}" role="note">
    <span
      class="codicon codicon-${student.kind === 'description' ? 'file-code' : 'warning'}"
      aria-hidden="true"
    ></span>
    <div>
      <p>${fill(text, student.file)}</p>
      <p><button class="link" @click=${onReadAgain}>${texts.readAgain}</button></p>
    </div>
  </div>`;
}

/** What of the pipeline its author may not have meant, whatever the slice. */
function findingList({ texts, locale, pipeline }: LaboratoryModel): TemplateResult | typeof nothing {
  const findings = pipelineFindings({ name: 'Compose', transforms: pipeline });
  if (findings.length === 0) return nothing;
  return html`<div class="notice warning" role="note" aria-label=${texts.findings}>
    <span class="codicon codicon-warning" aria-hidden="true"></span>
    <div>${findings.map((finding) => html`<p>${findingText(finding, texts, locale)}</p>`)}</div>
  </div>`;
}

function codeButtons({
  texts,
  pipeline,
  savedAs,
  onCopy,
  onInsert,
  onSave,
}: LaboratoryModel): TemplateResult {
  const isEmpty = pipeline.length === 0;
  return html`<div class="code">
    <button class="action" ?disabled=${isEmpty} @click=${onInsert}>${texts.insertCode}</button>
    <button class="action secondary" ?disabled=${isEmpty} @click=${onCopy}>${texts.copyCode}</button>
    <button class="action secondary" title=${texts.evidenceHelp} ?disabled=${isEmpty} @click=${onSave}>
      ${texts.saveView}
    </button>
    <p class="quiet" role="status">${savedAs === undefined ? nothing : fill(texts.saved, savedAs)}</p>
  </div>`;
}

function samples(model: LaboratoryModel, original: Sample): TemplateResult {
  const { texts, made, chosen, masks, seed, millis, locale } = model;
  const shown = made[chosen];
  return html`<div class="toolbar">
      <button class="action" @click=${model.onNewSeed}>${texts.newSeed}</button>
      <span class="quiet">${fill(texts.seed, String(seed))}</span>
      <label
        ><input
          type="checkbox"
          .checked=${masks}
          ?disabled=${!original.mask}
          @change=${(event: Event) => model.onMasks((event.currentTarget as HTMLInputElement).checked)}
        />${texts.showMask}</label
      >
      ${
        original.mask
          ? html`<span class="legend quiet" ?hidden=${!masks}
              ><span class="swatch liver" aria-hidden="true"></span>${texts.liver}
              <span class="swatch lesion" aria-hidden="true"></span>${texts.lesion}</span
            >`
          : html`<span class="quiet">${texts.noMask}</span>`
      }
      <span class="quiet time" data-millis=${millis.toFixed(1)}
        >${fill(texts.time, String(made.length), millis.toLocaleString(locale, { maximumFractionDigits: 0 }))}</span
      >
    </div>
    <div class="pictures">
      <figure class="original">
        <canvas data-show="original" role="img" aria-label=${texts.original}></canvas>
        <figcaption>${texts.original}</figcaption>
      </figure>
      <div class="grid">${made.map((one, index) => sampleButton(model, one, index))}</div>
    </div>
    ${shown ? detail(model, original, shown) : nothing}`;
}

function sampleButton(model: LaboratoryModel, one: Made, index: number): TemplateResult {
  const { texts, pipeline, locale, chosen, onChoose } = model;
  const name = fill(texts.sample, String(index + 1));
  const sentences = sentencesOf(one, pipeline, texts, locale);
  const gravest = sentences[0]?.weight ?? 'note';
  return html`<button
    class="sample"
    aria-pressed=${index === chosen}
    aria-label=${[name, ...sentences.map(({ text }) => text)].join('. ')}
    @click=${() => onChoose(index)}
  >
    ${
      'problem' in one
        ? html`<span class="codicon codicon-error" aria-hidden="true"></span>`
        : html`<canvas data-show="sample" data-index=${index}></canvas>`
    }
    <span class="caption"
      >${name}
      ${gravest === 'note' ? nothing : html`<span class="codicon codicon-${icons[gravest]} ${gravest}" aria-hidden="true"></span>`}</span
    >
  </button>`;
}

const icons = { wrong: 'error', loss: 'warning', note: 'info' } as const;

function detail(model: LaboratoryModel, original: Sample, shown: Made): TemplateResult {
  const { texts, pipeline, locale, chosen } = model;
  const sentences = sentencesOf(shown, pipeline, texts, locale);
  const after = 'problem' in shown ? undefined : shown.sample.image;
  const sameSize = after?.width === original.image.width && after.height === original.image.height;
  return html`<div class="detail">
    <div class="words">
      <h2 id="what-changed">${fill(texts.whatChanged, String(chosen + 1))}</h2>
      <ul aria-labelledby="what-changed" aria-live="polite">
        ${
          sentences.length === 0
            ? html`<li><span>${texts.none}</span></li>`
            : sentences.map((sentence) => sentenceItem(sentence, texts))
        }
      </ul>
    </div>
    ${
      after && sameSize
        ? html`<figure>
            <canvas data-show="difference" role="img" aria-label=${texts.difference}></canvas>
            <figcaption title=${texts.differenceHelp}>${texts.difference}</figcaption>
          </figure>`
        : nothing
    }
    ${after ? histogram(original.image, after, texts) : nothing}
  </div>`;
}

function sentenceItem({ weight, text }: Sentence, texts: LaboratoryTexts): TemplateResult {
  const name = { wrong: texts.weightWrong, loss: texts.weightLoss, note: texts.weightNote }[weight];
  return html`<li class=${weight}>
    <span class="codicon codicon-${icons[weight]}" role="img" aria-label=${name}></span><span>${text}</span>
  </li>`;
}

function histogram(before: Picture, after: Picture, texts: LaboratoryTexts): TemplateResult {
  const [old, fresh] = [histogramOf(before), histogramOf(after)];
  const highest = Math.max(...old, ...fresh);
  const { width, height } = histogramSize;
  return html`<figure class="histogram">
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-label=${texts.histogramHelp}>
      ${svg`<path class="before" d=${histogramPath(old, highest)}></path>
      <path class="after" d=${histogramPath(fresh, highest)}></path>`}
    </svg>
    <figcaption title=${texts.histogramHelp}>${texts.histogram}</figcaption>
  </figure>`;
}
