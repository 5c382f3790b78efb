import { html, nothing, type TemplateResult } from 'lit';
import type { EvaluationTexts } from '../../src/protocol/evaluationView';
import { fill } from '../shared/fill';
import type { GalleryItem } from './galleryItems';
import type { Cell } from './gridKeys';
import { asShare } from './numbers';

export interface GalleryModel {
  texts: EvaluationTexts;
  locale: string;
  classNames: readonly string[];
  cell: Cell;
  items: readonly GalleryItem[];
  /** How many of them are shown. */
  limit: number;
  onMore: () => void;
  onClose: () => void;
}

/** The slices behind a cell of the confusion matrix. */
export function gallery(model: GalleryModel): TemplateResult {
  const { texts, locale, classNames, cell, items, limit, onMore, onClose } = model;
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
    ${items.length === 0 ? html`<p class="quiet">${texts.empty}</p>` : nothing}
    <ol class="slices">
      ${items.slice(0, limit).map((item) => galleryItem(item, model))}
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

function galleryItem(
  { prediction }: GalleryItem,
  { texts, locale, classNames, cell }: GalleryModel,
): TemplateResult {
  const { patient, slice, label, probabilities, file } = prediction;
  return html`<li title=${file}>
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
              ${asShare(probability, locale)}
            </dd>
          </div>`,
      )}
    </dl>
  </li>`;
}
