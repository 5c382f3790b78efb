import { html, nothing, type TemplateResult } from 'lit';
import type { EvaluationTexts, SlicePicture } from '../../src/panels/evaluation';
import { fill } from '../shared/fill';
import type { Prediction } from '../../src/protocol/run';
import type { GalleryItem } from './galleryItems';
import type { Cell } from './gridKeys';
import type { Cam } from './heatMapPicture';
import { asShare } from './numbers';

export interface GalleryModel {
  texts: EvaluationTexts;
  locale: string;
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
  onMasks: (masks: boolean) => void;
  onGradCam: (files: string[]) => void;
  onMore: () => void;
  onClose: () => void;
}

/** The slices behind a cell of the confusion matrix. */
export function gallery(model: GalleryModel): TemplateResult {
  const { texts, locale, classNames, cell, items, limit, pictures, masks, noPictures } = model;
  const { cams, onMasks, onGradCam, onMore, onClose } = model;
  const shown = items.slice(0, limit);
  const unexplained = shown
    .map(({ prediction }) => prediction.file)
    .filter((file) => pictures.has(file) && !cams.has(file));
  const hasMasks = items.some(({ prediction }) => pictures.get(prediction.file)?.outlines);
  const title = fill(
    texts.galleryOf,
    classNames[cell.row],
    classNames[cell.column],
    items.length.toLocaleString(locale),
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
      <button class="small control" @click=${onClose}>${texts.closeGallery}</button>
    </div>
    ${
      hasMasks
        ? html`<label class="control">
              <input
                type="checkbox"
                .checked=${masks}
                @change=${(event: Event) => {
                  if (event.target instanceof HTMLInputElement) onMasks(event.target.checked);
                }}
              />${texts.showMasks}
            </label>
            ${masks ? html`<span class="quiet">${texts.masksHelp}</span>` : nothing}`
        : nothing
    }
    ${
      unexplained.length > 1
        ? html`<button class="small control" @click=${() => onGradCam(unexplained)}>
            ${texts.gradCamAll}
          </button>`
        : nothing
    }
    ${noPictures === undefined ? nothing : html`<p class="quiet" role="status">${noPictures}</p>`}
    ${items.length === 0 ? html`<p class="quiet">${texts.empty}</p>` : nothing}
    <ol class="slices">
      ${shown.map((item) => galleryItem(item, model))}
    </ol>
    ${
      items.length > limit
        ? html`<button class="control" @click=${onMore}>
            ${fill(texts.showMore, (items.length - limit).toLocaleString(locale))}
          </button>`
        : nothing
    }
  </section>`;
}

function galleryItem({ prediction }: GalleryItem, model: GalleryModel): TemplateResult {
  const { texts, locale, classNames, cell } = model;
  const { patient, slice, label, probabilities, file } = prediction;
  return html`<li title=${file}>
    ${slicePicture(prediction, model)}
    <p class="name">${fill(texts.sliceOf, slice.toLocaleString(locale), patient)}</p>
    <dl class="probabilities">
      ${probabilities.map(
        (probability, index) =>
          html`<div class=${index === cell.column ? 'predicted' : ''}>
            <dt>
              ${classNames[index]}${index === label ? html` <span class="mark">${texts.truth}</span>` : nothing}
            </dt>
            <dd>
              <meter min="0" max="1" .value=${probability} aria-hidden="true"></meter>
              ${asShare(probability)}
            </dd>
          </div>`,
      )}
    </dl>
  </li>`;
}

/** The slice with what lies over it; an empty frame until it has come. */
function slicePicture(
  { file, patient, slice, label }: Prediction,
  { texts, locale, classNames, cell, pictures, cams, masks, noPictures, onGradCam }: GalleryModel,
): TemplateResult | typeof nothing {
  const picture = pictures.get(file);
  if (!picture)
    return noPictures === undefined ? html`<div class="picture" aria-busy="true"></div>` : nothing;
  const cam = cams.get(file);
  const name = fill(
    texts.pictureOf,
    slice.toLocaleString(locale),
    patient,
    classNames[label],
    classNames[cell.column],
  );
  return html`<div class="picture">
      <img src=${picture.image} alt=${name} />
      ${typeof cam === 'object' ? html`<img class="cam" src=${cam.address} alt=${fill(texts.gradCamOf, classNames[cell.column])} />` : nothing}
      ${masks && picture.outlines ? html`<img src=${picture.outlines} alt=${texts.masksHelp} />` : nothing}
    </div>
    ${camState(cam, name, classNames[cell.column], () => onGradCam([file]), texts)}`;
}

/** What the picture above says of the class, or the button that asks for it. */
function camState(
  cam: Cam | undefined,
  picture: string,
  className: string,
  ask: () => void,
  texts: EvaluationTexts,
): TemplateResult {
  if (cam === 'nothing') return html`<p class="quiet">${fill(texts.gradCamNothing, className)}</p>`;
  if (typeof cam === 'object') return html`<p class="quiet">${fill(texts.gradCamOf, className)}</p>`;
  return html`<button
    class="small control"
    aria-label=${`${texts.gradCam}: ${picture}`}
    ?disabled=${cam === 'coming'}
    @click=${ask}
  >
    ${cam === 'coming' ? texts.gradCamComing : texts.gradCam}
  </button>`;
}
