import { html, nothing, svg, type TemplateResult } from 'lit';
import { classNames, classText } from '../../src/course/classes';
import type { SplitName } from '../../src/panels/data';
import { number, t } from '../../src/words';
import { grayControls, type GrayModel } from './grayControls';
import type { InSight } from './inSight';
import type { SliceFilter, SliceList } from './sliceList';
import { stripColumns } from './strip';

export interface BrowserModel extends GrayModel {
  list: SliceList;
  filter: SliceFilter;
  /** Places of the slices that pass the filter. */
  passing: Int32Array;
  /** Place of the slice on show; undefined where no slice passes. */
  place: number | undefined;
  /** Places of the slices of its volume. */
  volumeSlices: Int32Array;
  /** Why it cannot be shown. */
  problem: string | undefined;
  /** Its picture is awaited. */
  isComing: boolean;
  masks: boolean;
  hasMasks: boolean;
  opacity: number;
  /** What the pointer is at, in words. */
  pointed: string | undefined;
  inSight: InSight;
  /** Address of a small picture. */
  thumbnail: (place: number) => string | undefined;
  onFilter: (filter: SliceFilter) => void;
  onPlace: (place: number) => void;
  /** Goes on by some volumes. */
  onVolume: (by: number) => void;
  onMasks: (masks: boolean) => void;
  onOpacity: (opacity: number) => void;
  onScroll: () => void;
  onWheel: (event: WheelEvent) => void;
  onPoint: (event: PointerEvent | undefined) => void;
  onDrag: (event: PointerEvent) => void;
}

const splits: readonly SplitName[] = ['train', 'val', 'test'];
const classes = classNames.map((_, index) => index);

export function emptyPage(text: string): TemplateResult {
  return html`<main><p class="empty">${text}</p></main>`;
}

export function page(model: BrowserModel): TemplateResult {
  return html`<main>
    <h1 class="unseen">${t('Data Browser')}</h1>
    <section class="filters" aria-label=${t('Filter')}>${filters(model)}</section>
    <section class="stage" aria-label=${t('Slice')}>${stage(model)}</section>
    <section class="controls" aria-label=${t('Display')}>
      ${maskControls(model)}${grayControls(model)}
    </section>
    <section class="all" aria-label=${t('Slices')}>${thumbnails(model)}</section>
  </main>`;
}

export const className = (label: number): string => classText(classNames[label] ?? String(label));

function filters({ list, filter, passing, place, onFilter, onVolume }: BrowserModel): TemplateResult {
  const { volumes } = list.columns;
  const shown = volumes.flatMap((volume, index) =>
    (filter.split ?? volume.split) === volume.split ? [{ ...volume, index }] : [],
  );
  const now = place === undefined ? undefined : list.columns.volume[place];
  return html`<label class="field"
      ><span>${t('Split')}</span>
      <select
        aria-label=${t('Split')}
        @change=${({ currentTarget }: Event) => {
          const chosen = splits[(currentTarget as HTMLSelectElement).selectedIndex - 1];
          onFilter({ ...filter, split: chosen, volume: undefined });
        }}
      >
        <option ?selected=${filter.split === undefined}>${t('All')}</option>
        ${splits.map((split) => html`<option ?selected=${split === filter.split}>${split}</option>`)}
      </select></label
    >
    <label class="field volume"
      ><span>${t('Volume')}</span>
      <select
        aria-label=${t('Volume')}
        @change=${({ currentTarget }: Event) =>
          onFilter({
            ...filter,
            volume: shown[(currentTarget as HTMLSelectElement).selectedIndex - 1]?.index,
          })}
      >
        <option ?selected=${filter.volume === undefined}>${t('All')}</option>
        ${shown.map(
          ({ split, name, index }) =>
            html`<option ?selected=${index === filter.volume}>
              ${volumeText(name)}${filter.split === undefined ? ` (${split})` : ''}
            </option>`,
        )}
      </select></label
    >
    <div class="steps">
      <button
        class="icon"
        title=${t('Previous volume ({0})', '[')}
        aria-label=${t('Previous volume')}
        aria-disabled=${now === undefined || now === shown[0]?.index}
        @click=${() => onVolume(-1)}
      >
        <span class="codicon codicon-chevron-left" aria-hidden="true"></span>
      </button>
      <button
        class="icon"
        title=${t('Next volume ({0})', ']')}
        aria-label=${t('Next volume')}
        aria-disabled=${now === undefined || now === shown.at(-1)?.index}
        @click=${() => onVolume(1)}
      >
        <span class="codicon codicon-chevron-right" aria-hidden="true"></span>
      </button>
    </div>
    <fieldset>
      <legend class="unseen">${t('Classes')}</legend>
      ${classes.map(
        (label) =>
          html`<label class="check"
            ><input
              type="checkbox"
              .checked=${filter.classes.includes(label)}
              @change=${({ currentTarget }: Event) =>
                onFilter({ ...filter, classes: toggled(filter.classes, label, currentTarget) })}
            /><span class="swatch class-${label}" aria-hidden="true"></span>${className(label)}</label
          >`,
      )}
    </fieldset>
    <span class="quiet count" role="status"
      >${passing.length === 1 ? t('1 slice') : t('{0} slices', passing.length)}</span
    >`;
}

function toggled(shown: readonly number[], label: number, box: EventTarget | null): number[] {
  const isOn = box instanceof HTMLInputElement && box.checked;
  return classes.filter((one) => (one === label ? isOn : shown.includes(one)));
}

export const volumeText = (name: string | undefined): string => name ?? t('no known volume');

/** By its number, which names it elsewhere too, and its place: numbers may begin at 0 and leave some out. */
function whichSlice({ list, volumeSlices }: BrowserModel, place: number, position: number): string {
  const { label, slice, volume, volumes } = list.columns;
  const [rank, count, kind] = [position + 1, volumeSlices.length, className(label[place])];
  return volumes[volume[place]].name === undefined
    ? t('Slice {0} of {1}: {2}', rank, count, kind)
    : t('Slice {0}, {1} of {2}: {3}', String(slice[place]), rank, count, kind);
}

function stage(model: BrowserModel): TemplateResult {
  const { list, place, volumeSlices, problem, isComing, pointed } = model;
  if (place === undefined) return html`<p class="empty">${t('No slice passes the filter.')}</p>`;
  const { file } = list.columns;
  const position = volumeSlices.indexOf(place);
  const which = whichSlice(model, place, position);
  const wheel = { handleEvent: model.onWheel, passive: false };
  return html`<h2>
      ${volumeText(list.columns.volumes[list.columns.volume[place]].name)}
      <span class="quiet">${list.splitOf(place)}</span>
    </h2>
    <p class="which" aria-live="polite">${which}</p>
    ${strip(model, position)}
    <div class="picture" @wheel=${wheel}>
      <canvas
        role="img"
        tabindex="0"
        width="256"
        height="256"
        aria-label=${which}
        aria-busy=${isComing}
        ?hidden=${problem !== undefined}
        @pointermove=${(event: PointerEvent) => model.onPoint(event)}
        @pointerleave=${() => model.onPoint(undefined)}
        @pointerdown=${model.onDrag}
        @dblclick=${model.onWholeWindow}
      ></canvas>
      ${problem === undefined ? nothing : html`<p class="notice error" role="alert">${problem}</p>`}
    </div>
    <p class="quiet pointed">${pointed ?? file[place]}</p>`;
}

/** The classes of a volume's slices, the present one marked. */
function strip({ list, place, volumeSlices, onPlace }: BrowserModel, position: number): TemplateResult {
  const { label } = list.columns;
  const columns = stripColumns(Array.from(volumeSlices, (one) => label[one]));
  const go = (event: PointerEvent) => {
    if (event.buttons !== 1 || !(event.currentTarget instanceof Element)) return;
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const share = Math.min(Math.max((event.clientX - left) / width, 0), 0.999_999);
    onPlace(volumeSlices[Math.floor(share * volumeSlices.length)]);
  };
  return html`<div
    class="strip"
    role="slider"
    tabindex="0"
    aria-label=${t('Where in the volume')}
    aria-valuemin="1"
    aria-valuemax=${volumeSlices.length}
    aria-valuenow=${position + 1}
    aria-valuetext=${place === undefined ? nothing : t('Slice {0} of {1}: {2}', position + 1, volumeSlices.length, className(label[place]))}
    @pointerdown=${(event: PointerEvent) => {
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      go(event);
    }}
    @pointermove=${go}
  >
    <svg viewBox="0 0 ${columns.length} 1" preserveAspectRatio="none" aria-hidden="true">
      ${classes.map((one) => svg`<path class="class-${one}" d=${columnsPath(columns, one)}></path>`)}
    </svg>
    <span class="marker" .style=${`left: ${(100 * (position + 0.5)) / volumeSlices.length}%`}></span>
  </div>`;
}

function columnsPath(columns: readonly number[], label: number): string {
  return columns.flatMap((one, x) => (one === label ? [`M${x} 0h1.02v1h-1.02z`] : [])).join('');
}

function maskControls({ masks, hasMasks, opacity, onMasks, onOpacity }: BrowserModel): TemplateResult {
  if (!hasMasks) return html`<p class="quiet">${t('The data set has no masks for this slice.')}</p>`;
  return html`<div class="masks">
    <label class="check"
      ><input
        type="checkbox"
        .checked=${masks}
        @change=${({ currentTarget }: Event) => onMasks((currentTarget as HTMLInputElement).checked)}
      />${t('Show masks')}</label
    >
    <label class="slider"
      ><span>${t('Opacity')}</span
      ><input
        type="range"
        min="0"
        max="1"
        step="0.05"
        .value=${String(opacity)}
        ?disabled=${!masks}
        aria-valuetext=${number(opacity, { style: 'percent' })}
        @input=${({ currentTarget }: Event) => onOpacity((currentTarget as HTMLInputElement).valueAsNumber)}
    /></label>
  </div>`;
}

/** All slices that pass the filter; only those in sight are in the page. */
function thumbnails(model: BrowserModel): TemplateResult {
  const { passing, inSight, onScroll } = model;
  const { first, end, top, height } = inSight;
  const isInSight = model.place !== undefined && passing.subarray(first, end).includes(model.place);
  return html`<div
    class="list"
    role="listbox"
    tabindex="0"
    aria-label=${t('Slices')}
    aria-activedescendant=${isInSight ? `slice-${model.place}` : nothing}
    @scroll=${onScroll}
  >
    <div class="tall" role="presentation" .style=${`height: ${height}px`}>
      <div class="rows" role="presentation" .style=${`top: ${top}px`}>
        ${Array.from(passing.subarray(first, end), (place, index) => thumbnail(model, place, first + index))}
      </div>
    </div>
  </div>`;
}

/** What tells slices apart that are of no known volume. */
const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function thumbnail(model: BrowserModel, place: number, position: number): TemplateResult {
  const { file, label, slice, volume, volumes } = model.list.columns;
  const address = model.thumbnail(place);
  const { name } = volumes[volume[place]];
  return html`<div
    class="thumbnail"
    id=${`slice-${place}`}
    role="option"
    title=${file[place]}
    aria-selected=${place === model.place}
    aria-posinset=${position + 1}
    aria-setsize=${model.passing.length}
    @click=${() => model.onPlace(place)}
  >
    ${address === undefined ? html`<span class="frame"></span>` : html`<img class="frame" src=${address} alt="" />`}
    <span class="caption"
      ><span class="swatch class-${label[place]}" aria-hidden="true"></span
      >${name === undefined ? fileName(file[place]) : String(slice[place])}</span
    >
    <span class="caption quiet">${name}</span>
    <span class="unseen">${className(label[place])}</span>
  </div>`;
}
