import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { t } from '../../src/words';
import { nameOf, pictureLayers, sliceFacts, type GalleryModel } from './gallery';
import { neighbour } from './neighbour';

/**
 * A slice of the gallery over the whole page. Escape closes it, arrow keys go on to its neighbours. The dialog stays in the page
 * while it is closed: the browser gives the keyboard back to where it was before.
 */
export function enlargedPicture(model: GalleryModel | undefined): TemplateResult {
  const files = (model?.items ?? [])
    .slice(0, model?.limit)
    .map(({ prediction }) => prediction.file)
    .filter((file) => model?.pictures.has(file));
  const place = files.indexOf(model?.enlarged ?? '');
  const go = (key: string) => {
    const next = neighbour(key, place, files.length);
    if (next !== undefined) model?.onEnlarge(files[next]);
  };
  return html`<dialog
    class="enlarged control"
    aria-label=${t('Slice')}
    ${ref((dialog) => {
      if (!(dialog instanceof HTMLDialogElement) || dialog.open === place >= 0) return;
      if (place >= 0) dialog.showModal();
      else dialog.close();
    })}
    @close=${() => model?.onEnlarge(undefined)}
    @keydown=${(event: KeyboardEvent) => go(event.key)}
  >
    ${model && place >= 0 ? content(model, place, files.length, go) : nothing}
  </dialog>`;
}

function content(
  model: GalleryModel,
  place: number,
  count: number,
  go: (key: string) => void,
): TemplateResult | typeof nothing {
  const prediction = model.items.find(({ prediction: { file } }) => file === model.enlarged)?.prediction;
  const picture = prediction && model.pictures.get(prediction.file);
  if (!prediction || !picture) return nothing;
  return html`<div class="head">
      <button aria-disabled=${place === 0} @click=${() => go('ArrowLeft')}>${t('Previous')}</button>
      <span aria-live="polite">${t('{0} of {1}', place + 1, count)}</span>
      <button aria-disabled=${place === count - 1} @click=${() => go('ArrowRight')}>${t('Next')}</button>
      <button class="end" @click=${() => model.onEnlarge(undefined)}>${t('Close')}</button>
    </div>
    <div class="picture">${pictureLayers(picture, nameOf(prediction, model), model)}</div>
    ${sliceFacts(prediction, model)}`;
}
