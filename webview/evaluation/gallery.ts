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
  onMasks: (masks: boolean) => void;
  onGradCam: (files: string[]) => void;
  onMore: () => void;
  onClose: () => void;
}

/** The slices behind a cell of the confusion matrix. */
export function gallery(model: GalleryModel): TemplateResult {
  const { classNames, cell, items, limit, pictures, masks, noPictures } = model;
  const { cams, onMasks, onGradCam, onMore, onClose } = model;
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
    ${
      hasMasks
        ? html`<label class="control">
              <input
                type="checkbox"
                .checked=${masks}
                @change=${(event: Event) => {
                  if (event.target instanceof HTMLInputElement) onMasks(event.target.checked);
                }}
              />${t('Show Masks')}
            </label>
            ${masks ? html`<span class="quiet">${t('Solid outline: liver. Dashed outline: lesion.')}</span>` : nothing}`
        : nothing
    }
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

function galleryItem({ prediction }: GalleryItem, model: GalleryModel): TemplateResult {
  const { classNames, cell } = model;
  const { patient, slice, label, probabilities, file } = prediction;
  return html`<li title=${file}>
    ${slicePicture(prediction, model)}
    <p class="name">${t('Slice {0} of {1}', slice, patient)}</p>
    <dl class="probabilities">
      ${probabilities.map(
        (probability, index) =>
          html`<div class=${index === cell.column ? 'predicted' : ''}>
            <dt>
              ${classNames[index]}${index === label ? html` <span class="mark">${t('Truth')}</span>` : nothing}
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
  { classNames, cell, pictures, cams, masks, noPictures, onGradCam }: GalleryModel,
): TemplateResult | typeof nothing {
  const picture = pictures.get(file);
  if (!picture)
    return noPictures === undefined ? html`<div class="picture" aria-busy="true"></div>` : nothing;
  const cam = cams.get(file);
  const name = t(
    'CT slice {0} of {1}: truth {2}, predicted {3}',
    number(slice),
    patient,
    classNames[label],
    classNames[cell.column],
  );
  return html`<div class="picture">
      <img src=${picture.image} alt=${name} />
      ${typeof cam === 'object' ? html`<img class="cam" src=${cam.address} alt=${t('Grad-CAM: warm where the model looked for {0}', classNames[cell.column])} />` : nothing}
      ${masks && picture.outlines ? html`<img src=${picture.outlines} alt=${t('Solid outline: liver. Dashed outline: lesion.')} />` : nothing}
    </div>
    ${camState(cam, name, classNames[cell.column], () => onGradCam([file]))}`;
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
