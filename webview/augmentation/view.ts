import { html, nothing, svg, type TemplateResult } from 'lit';
import { pipelineFindings, type Picture, type Sample } from '../../src/augment';
import type {
  InputKind,
  ListedSlice,
  ListedSlices,
  SlicePlace,
  StudentPipeline,
} from '../../src/panels/laboratory';
import { t } from '../../src/words';
import { histogramOf, histogramPath, histogramSize } from '../shared/histogram';
import { findingText } from './findingWords';
import { pipelineEditor, type PipelineModel } from './pipelineEditor';
import type { Made } from './samples';
import { sentencesOf, type Sentence } from './words';

export interface LaboratoryModel extends PipelineModel {
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
  /** Shows the slice in the data browser. */
  onShowInVolume: () => void;
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
  return html`<main>
    <h1>${t('Augmentation Laboratory')}</h1>
    <div class="body">
      <section class="side" aria-label=${t('Pipeline')}>
        ${slicePicker(model)} ${studentNote(model)}
        <h2>${t('Pipeline')}</h2>
        ${pipelineEditor(model)} ${findingList(model)} ${codeButtons(model)}
      </section>
      <section class="look" aria-label=${t('Samples')}>
        ${model.original ? samples(model, model.original) : html`<p class="empty">${t('Reading the slice…')}</p>`}
      </section>
    </div>
  </main>`;
}

function slicePicker(model: LaboratoryModel): TemplateResult {
  const { slices, place, input, onPlace, onInput } = model;
  const listed = slices[place.split];
  const now = listed[place.index];
  const patients = [...new Set(listed.map(({ patient }) => patient))];
  const first = (patient: string) => bestOf(listed, patient);
  const own = listed.flatMap((slice, index) => (slice.patient === now?.patient ? [{ slice, index }] : []));
  const position = own.findIndex(({ index }) => index === place.index);
  return html`<div class="picker">
    ${select(
      t('Split'),
      place.split,
      (['train', 'val', 'test'] as const).map((split) => [split, split]),
      (split) => {
        const [patient] = slices[split].map((slice) => slice.patient);
        onPlace({ split, index: patient === undefined ? 0 : bestOf(slices[split], patient) });
      },
    )}
    ${select(
      t('Volume'),
      now?.patient ?? '',
      patients.map((patient) => [patient, patient]),
      (patient) => onPlace({ ...place, index: first(patient) }),
    )}
    <label class="wide"
      ><span>${t('Slice')}</span
      ><span class="slider"
        ><input
          type="range"
          min="0"
          max=${own.length - 1}
          step="1"
          .value=${String(position)}
          aria-label=${t('Slice')}
          aria-valuetext=${sliceName(now)}
          @input=${(event: Event) => {
            const chosen = own[(event.currentTarget as HTMLInputElement).valueAsNumber];
            if (chosen) onPlace({ ...place, index: chosen.index });
          }} /></span
    ></label>
    <p class="quiet wide">
      ${sliceName(now)} <button class="link" @click=${model.onShowInVolume}>${t('Show in Volume')}</button>
    </p>
    ${select(
      t('Values'),
      input,
      [
        ['float', t('0 to 1, as in training')],
        ['uint8', t('bytes 0 to 255')],
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

function sliceName(slice: ListedSlice | undefined): string {
  if (!slice) return '';
  const label = [t('no liver'), t('liver'), t('liver with lesion')][slice.label] ?? '';
  return t('Slice {0}: {1}', String(slice.slice), label);
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

function studentNote({ student, onReadAgain }: LaboratoryModel): TemplateResult | typeof nothing {
  if (!student) return nothing;
  return html`<div class="notice ${student.kind === 'description' ? '' : 'warning'}" role="note">
    <span
      class="codicon codicon-${student.kind === 'description' ? 'file-code' : 'warning'}"
      aria-hidden="true"
    ></span>
    <div>
      <p>${studentText(student)}</p>
      <p><button class="link" @click=${onReadAgain}>${t('Read it again')}</button></p>
    </div>
  </div>`;
}

function studentText({ kind, file }: StudentPipeline): string {
  switch (kind) {
    case 'description':
      return t('This is the pipeline of {0}. What you change here stays here until you insert it.', file);
    case 'custom':
      return t(
        '{0} contains code of your own, such as Lambda, which cannot be changed by clicking. Build what you want to see from the list.',
        file,
      );
    case 'function':
      return t(
        'The augmentation of {0} is a function of your own. It cannot be shown here; build what you want to see from the list, or write it as new Compose([ … ]).',
        file,
      );
    case 'none':
      return t(
        '{0} makes no pipeline yet: no new Compose([ … ]) is exported, and defineTraining has no augment.',
        file,
      );
  }
}

/** What of the pipeline its author may not have meant, whatever the slice. */
function findingList({ pipeline }: LaboratoryModel): TemplateResult | typeof nothing {
  const findings = pipelineFindings({ name: 'Compose', transforms: pipeline });
  if (findings.length === 0) return nothing;
  return html`<div class="notice warning" role="note" aria-label=${t('What stands out')}>
    <span class="codicon codicon-warning" aria-hidden="true"></span>
    <div>${findings.map((finding) => html`<p>${findingText(finding)}</p>`)}</div>
  </div>`;
}

function codeButtons({ pipeline, savedAs, onCopy, onInsert, onSave }: LaboratoryModel): TemplateResult {
  const isEmpty = pipeline.length === 0;
  return html`<div class="code">
    <button class="action" ?disabled=${isEmpty} @click=${onInsert}>${t('Insert into File')}</button>
    <button class="action secondary" ?disabled=${isEmpty} @click=${onCopy}>${t('Copy as Code')}</button>
    <button
      class="action secondary"
      title=${t('Saves pipeline, slice, seed and what was measured, no picture, into evidence.json of the exercise.')}
      ?disabled=${isEmpty}
      @click=${onSave}
    >
      ${t('Save View as Evidence')}
    </button>
    <p class="quiet" role="status">
      ${savedAs === undefined ? nothing : t('Saved as "{0}" in evidence.json. Name it as evidence in answers.ts.', savedAs)}
    </p>
  </div>`;
}

function samples(model: LaboratoryModel, original: Sample): TemplateResult {
  const { made, chosen, masks, seed, millis } = model;
  const shown = made[chosen];
  return html`<div class="toolbar">
      <button class="action" @click=${model.onNewSeed}>${t('New Seed')}</button>
      <span class="quiet">${t('Seed {0}', String(seed))}</span>
      <label
        ><input
          type="checkbox"
          .checked=${masks}
          ?disabled=${!original.mask}
          @change=${(event: Event) => model.onMasks((event.currentTarget as HTMLInputElement).checked)}
        />${t('Show masks')}</label
      >
      ${
        original.mask
          ? html`<span class="legend quiet" ?hidden=${!masks}
              ><span class="swatch liver" aria-hidden="true"></span>${t('Liver')}
              <span class="swatch lesion" aria-hidden="true"></span>${t('Lesion')}</span
            >`
          : html`<span class="quiet">${t('The data set has no masks for this slice.')}</span>`
      }
      <span class="quiet time" data-millis=${millis.toFixed(1)}
        >${t('{0} samples in {1} ms', made.length, Math.round(millis))}</span
      >
    </div>
    <div class="pictures">
      <figure class="original">
        <canvas data-show="original" role="img" aria-label=${t('Original')}></canvas>
        <figcaption>${t('Original')}</figcaption>
      </figure>
      <div class="grid">${made.map((one, index) => sampleButton(model, one, index))}</div>
    </div>
    ${shown ? detail(model, original, shown) : nothing}`;
}

function sampleButton(model: LaboratoryModel, one: Made, index: number): TemplateResult {
  const { pipeline, chosen, onChoose } = model;
  const name = t('Sample {0}', String(index + 1));
  const sentences = sentencesOf(one, pipeline);
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
  const { pipeline, chosen } = model;
  const sentences = sentencesOf(shown, pipeline);
  const after = 'problem' in shown ? undefined : shown.sample.image;
  const sameSize = after?.width === original.image.width && after.height === original.image.height;
  return html`<div class="detail">
    <div class="words">
      <h2 id="what-changed">${t('What changed in sample {0}', String(chosen + 1))}</h2>
      <ul aria-labelledby="what-changed" aria-live="polite">
        ${
          sentences.length === 0
            ? html`<li>
                <span>${t('Something changed, but nothing that needs a word: look at the difference.')}</span>
              </li>`
            : sentences.map((sentence) => sentenceItem(sentence))
        }
      </ul>
    </div>
    ${
      after && sameSize
        ? html`<figure>
            <canvas data-show="difference" role="img" aria-label=${t('Difference to the original')}></canvas>
            <figcaption title=${t('Gray where nothing changed, brighter or darker where the sample is.')}>
              ${t('Difference to the original')}
            </figcaption>
          </figure>`
        : nothing
    }
    ${after ? histogram(original.image, after) : nothing}
  </div>`;
}

function sentenceItem({ weight, text }: Sentence): TemplateResult {
  const name = { wrong: t('Error'), loss: t('Warning'), note: t('Note') }[weight];
  return html`<li class=${weight}>
    <span class="codicon codicon-${icons[weight]}" role="img" aria-label=${name}></span><span>${text}</span>
  </li>`;
}

function histogram(before: Picture, after: Picture): TemplateResult {
  const [old, fresh] = [histogramOf(before.data), histogramOf(after.data)];
  const highest = Math.max(...old, ...fresh);
  const { width, height } = histogramSize;
  return html`<figure class="histogram">
    <svg
      viewBox="0 0 ${width} ${height}"
      role="img"
      aria-label=${t('How often each gray value occurs, from black to white, before (filled) and after (line).')}
    >
      ${svg`<path class="before" d=${histogramPath(old, highest)}></path>
      <path class="after" d=${histogramPath(fresh, highest)}></path>`}
    </svg>
    <figcaption
      title=${t('How often each gray value occurs, from black to white, before (filled) and after (line).')}
    >
      ${t('Histogram: original (filled), sample (line)')}
    </figcaption>
  </figure>`;
}
