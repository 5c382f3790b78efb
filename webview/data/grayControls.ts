import { html, nothing, svg, type TemplateResult } from 'lit';
import { number, t } from '../../src/words';
import { histogramOf, histogramPath, histogramSize } from '../shared/histogram';
import { levelOf, white, widthOf, windowOf, wholeWindow, type GrayWindow } from './grayWindow';

export interface GrayModel {
  window: GrayWindow;
  /** Of the slice on show; undefined until it has come. */
  pixels: Uint8Array | undefined;
  /** 0 background, 1 liver, 2 lesion; undefined without masks. */
  labels: Uint8Array | undefined;
  onWindow: (window: GrayWindow) => void;
  onWholeWindow: () => void;
  onSliceWindow: () => void;
  onOrganWindow: () => void;
}

/** What of the grey values is shown: how often each occurs, the window, and ready-made windows. */
export function grayControls(model: GrayModel): TemplateResult {
  const { window, labels, onWindow } = model;
  const { low, high } = window;
  const [level, width] = [levelOf(window), widthOf(window)];
  const isWhole = low === wholeWindow.low && high === wholeWindow.high;
  return html`<h2>${t('Gray values')}</h2>
    ${model.pixels ? histogram(model.pixels, labels, window) : nothing}
    ${slider(t('Level'), Math.round(level), 0, (value) => onWindow(windowOf(value, width)))}
    ${slider(t('Width'), Math.round(width), 1, (value) => onWindow(windowOf(level, value)))}
    <div class="presets" role="group" aria-label=${t('Window')}>
      <button class="action secondary" ?disabled=${isWhole} @click=${model.onWholeWindow}>
        ${t('Reset')}
      </button>
      <button
        class="action secondary"
        title=${t('From the darkest to the brightest pixel, as training scales each slice.')}
        @click=${model.onSliceWindow}
      >
        ${t('This Slice')}
      </button>
      ${
        labels?.some((label) => label > 0)
          ? html`<button
              class="action secondary"
              title=${t('The gray values around those of the liver: a lesion stands out from it.')}
              @click=${model.onOrganWindow}
            >
              ${t('Liver')}
            </button>`
          : nothing
      }
    </div>
    <p class="quiet">
      ${t('Drag on the picture: to the side for the width, up and down for the level. Double-click to reset.')}
    </p>`;
}

interface Histograms {
  all: number[];
  organs: { organ: number; shares: number[] }[];
}

/** Counted once for each slice: it is drawn again with each move of the pointer. */
const counted = new WeakMap<Uint8Array, Histograms>();

function histogramsOf(pixels: Uint8Array, labels: Uint8Array | undefined): Histograms {
  const known = counted.get(pixels);
  if (known) return known;
  const organs = [1, 2].flatMap((organ) => {
    const own = pixels.filter((_, i) => labels?.[i] === organ);
    return own.length > 0 ? [{ organ, shares: histogramOf(own) }] : [];
  });
  const histograms = { all: histogramOf(pixels), organs };
  counted.set(pixels, histograms);
  return histograms;
}

function slider(label: string, value: number, min: number, onInput: (value: number) => void): TemplateResult {
  return html`<label class="slider"
    ><span>${label}</span
    ><input
      type="range"
      min=${min}
      max=${white}
      .value=${String(value)}
      @input=${({ currentTarget }: Event) => onInput((currentTarget as HTMLInputElement).valueAsNumber)}
    /><output>${number(value)}</output></label
  >`;
}

function histogram(
  pixels: Uint8Array,
  labels: Uint8Array | undefined,
  { low, high }: GrayWindow,
): TemplateResult {
  const { width, height } = histogramSize;
  const { all, organs } = histogramsOf(pixels, labels);
  const x = (value: number) => (value / white) * width;
  const text =
    organs.length > 0
      ? t(
          'How often each gray value occurs, from black to white: in the picture (filled), in liver and lesion (lines). The frame is the window.',
        )
      : t('How often each gray value occurs, from black to white. The frame is the window.');
  return html`<svg class="histogram" viewBox="0 0 ${width} ${height}" role="img" aria-label=${text}>
    <title>${text}</title>
    ${svg`<path class="before" d=${histogramPath(all, Math.max(...all))}></path>
    ${organs.map(({ organ, shares }) => svg`<path class="organ class-${organ}" d=${histogramPath(shares, Math.max(...shares))}></path>`)}
    <rect class="window" x=${x(low)} y="0" width=${x(high - low)} height=${height}></rect>`}
  </svg>`;
}
