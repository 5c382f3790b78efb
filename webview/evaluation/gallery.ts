import { html, nothing, type TemplateResult } from 'lit';
import type { Prediction, SlicePicture } from '../../src/panels/evaluation';
import { number, t } from '../../src/words';
import type { GalleryItem } from './galleryItems';
import type { Cell } from './gridKeys';
import type { Cam } from './heatMapPicture';
import { asShare } from './numbers';

export interface GalleryModel {
  classNames: readonly string[];
  cell: Cell;
  items: readonly GalleryItem[];
  /** How many of them are shown. */
  limit: number;
  /** What has come of the pictures, by file. */
  pictures: ReadonlyMap<string, SlicePicture>;
  /** Grad-CAM for the class that the cell was predicted as, by file. */
  cams: ReadonlyMap<string, Cam>;
  /** Why there are no pictures. */
  noPictures: string | undefined;
  masks: boolean;
  /** Whether Grad-CAM lies over the slices that it is known of. */
  showCams: boolean;
  /** File of the slice that is shown large. */
  enlarged: string | undefined;
  onMasks: (masks: boolean) => void;
  onShowCams: (shown: boolean) => void;
  /** Shows a slice large; undefined: none any more. */
  onEnlarge: (file: string | undefined) => void;
  /** Shows a slice in the data browser. */
  onShowInVolume: (file: string) => void;
  onGradCam: (files: string[]) => void;
  onMore: () => void;
  onClose: () => void;
}

/** The slices behind a cell of the confusion matrix. */
export function gallery(model: GalleryModel): TemplateResult {
  const { classNames, cell, items, limit, pictures, masks, showCams, noPictures } = model;
  const { cams, onMasks, onShowCams, onGradCam, onMore, onClose } = model;
  const shown = items.slice(0, limit);
  const unexplained = shown
    .map(({ prediction }) => prediction.file)
    .filter((file) => pictures.has(file) && !cams.has(file));
  const hasMasks = items.some(({ prediction }) => pictures.get(prediction.file)?.outlines);
  const title = t(
    'Truth {0}, predicted {1}: {2}',
    classNames[cell.row],
    classNames[cell.column],
    number(items.length),
  );
  return html`<section
    class="gallery"
    aria-label=${title}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key === 'Escape') onClose();
    }}
  >
    <div class="head">
      <h3 tabindex="-1">${title}</h3>
      <button class="small control" @click=${onClose}>${t('Close')}</button>
    </div>
    ${hasMasks ? checkbox(t('Show Masks'), masks, onMasks) : nothing}
    ${hasMasks && masks ? html`<span class="quiet">${t('Solid outline: liver. Dashed outline: lesion.')}</span>` : nothing}
    ${shown.some(({ prediction }) => typeof cams.get(prediction.file) === 'object') ? checkbox(t('Show Grad-CAM'), showCams, onShowCams) : nothing}
    ${
      unexplained.length > 1
        ? html`<button class="small control" @click=${() => onGradCam(unexplained)}>
            ${t('Grad-CAM of All Shown')}
          </button>`
        : nothing
    }
    ${noPictures === undefined ? nothing : html`<p class="quiet" role="status">${noPictures}</p>`}
    ${items.length === 0 ? html`<p class="quiet">${t('No slice falls into this cell.')}</p>` : nothing}
    <ol class="slices">
      ${shown.map((item) => galleryItem(item, model))}
    </ol>
    ${
      items.length > limit
        ? html`<button class="control" @click=${onMore}>${t('Show {0} More', items.length - limit)}</button>`
        : nothing
    }
  </section>`;
}

function checkbox(label: string, checked: boolean, onChange: (checked: boolean) => void): TemplateResult {
  return html`<label class="control">
    <input
      type="checkbox"
      .checked=${checked}
      @change=${(event: Event) => {
        if (event.target instanceof HTMLInputElement) onChange(event.target.checked);
      }}
    />${label}
  </label>`;
}

function galleryItem({ prediction }: GalleryItem, model: GalleryModel): TemplateResult {
  return html`<li title=${prediction.file}>
    ${slicePicture(prediction, model)} ${sliceFacts(prediction, model)}
  </li>`;
}

/** Which slice it is, and the probability of each class. */
export function sliceFacts(
  { file, patient, slice, label, probabilities }: Prediction,
  { classNames, cell, onShowInVolume }: GalleryModel,
): TemplateResult {
  const name = t('Slice {0} of {1}', slice, patient);
  return html`<p class="name">${name}</p>
    <button
      class="link control"
      aria-label=${`${t('Show in Volume')}: ${name}`}
      @click=${() => onShowInVolume(file)}
    >
      ${t('Show in Volume')}
    </button>
    <dl class="probabilities">
      ${probabilities.map(
        (probability, index) =>
          html`<div class=${index === cell.column ? 'predicted' : ''}>
            <dt>
              ${classNames[index]}${index === label ? html` <span class="mark">${t('Truth')}</span>` : nothing}
            </dt>
            <dd>
              <meter min="0" max="1" .value=${probability} aria-hidden="true"></meter>
              <span>${asShare(probability)}</span>
            </dd>
          </div>`,
      )}
    </dl>`;
}

/** The slice with what lies over it; an empty frame until it has come. */
function slicePicture(prediction: Prediction, model: GalleryModel): TemplateResult | typeof nothing {
  const { classNames, cell, pictures, cams, noPictures, onGradCam, onEnlarge } = model;
  const { file } = prediction;
  const picture = pictures.get(file);
  if (!picture)
    return noPictures === undefined ? html`<div class="picture" aria-busy="true"></div>` : nothing;
  const name = nameOf(prediction, model);
  return html`<div class="picture">
      ${pictureLayers(picture, name, model)}
      <button
        class="enlarge control"
        data-file=${file}
        aria-label=${t('Enlarge: {0}', name)}
        @click=${() => onEnlarge(file)}
      ></button>
    </div>
    ${camState(cams.get(file), name, classNames[cell.column], () => onGradCam([file]))}`;
}

/** A slice and what lies over it, one upon the other. */
export function pictureLayers(
  { file, image, outlines }: SlicePicture,
  name: string,
  { classNames, cell, cams, masks, showCams }: GalleryModel,
): TemplateResult {
  const cam = cams.get(file);
  return html`<img src=${image} alt=${name} />
    ${showCams && typeof cam === 'object' ? html`<img class="cam" src=${cam.address} alt=${t('Grad-CAM: warm where the model looked for {0}', classNames[cell.column])} />` : nothing}
    ${masks && outlines ? html`<img src=${outlines} alt=${t('Solid outline: liver. Dashed outline: lesion.')} />` : nothing}`;
}

/** What a slice is, for who does not see it. */
export function nameOf({ patient, slice, label }: Prediction, { classNames, cell }: GalleryModel): string {
  return t(
    'CT slice {0} of {1}: truth {2}, predicted {3}',
    number(slice),
    patient,
    classNames[label],
    classNames[cell.column],
  );
}

/** What the picture above says of the class, or the button that asks for it. */
function camState(cam: Cam | undefined, picture: string, className: string, ask: () => void): TemplateResult {
  if (cam === 'nothing')
    return html`<p class="quiet">${t('Nothing on this slice speaks for {0}', className)}</p>`;
  if (typeof cam === 'object')
    return html`<p class="quiet">${t('Grad-CAM: warm where the model looked for {0}', className)}</p>`;
  return html`<button
    class="small control"
    aria-label=${`${t('Grad-CAM')}: ${picture}`}
    ?disabled=${cam === 'coming'}
    @click=${ask}
  >
    ${cam === 'coming' ? t('Looking …') : t('Grad-CAM')}
  </button>`;
}
