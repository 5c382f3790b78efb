import { render } from 'lit';
import { classNames, imageSide } from '../../src/course/classes';
import {
  dataPanel,
  mostBrowsed,
  type BrowsedSlice,
  type DataPanel,
  type DataBrowserState,
  type ToDataBrowser,
} from '../../src/panels/data';
import { number, t } from '../../src/words';
import { bytesOf } from '../shared/base64';
import { Line } from '../shared/line';
import { onceAFrame } from '../shared/onceAFrame';
import { paintMask } from '../shared/paintMask';
import { Fetching } from './fetching';
import {
  levelOf,
  shownValues,
  wholeWindow,
  widthOf,
  windowOf,
  windowOfOrgan,
  windowOfSlice,
} from './grayWindow';
import { itemsInSight, scrolledTo } from './inSight';
import { paintSlice } from './paintSlice';
import { SliceList, type SliceFilter } from './sliceList';
import { stepsOfKey, volumesOfKey, WheelSteps } from './steps';
import { className, emptyPage, page } from './view';

type Picture = { pixels: Uint8Array; labels: Uint8Array | undefined } | { problem: string };

/** How slices are shown. */
type Look = Pick<DataBrowserState, 'window' | 'masks' | 'opacity'>;

/** Of a small picture with its caption, in pixels; `data.css` says the same. */
const cell = { width: 88, height: 112 };
const allSlices: SliceFilter = {
  split: undefined,
  volume: undefined,
  classes: classNames.map((_, label) => label),
};
/** Elements with a use of their own for arrow keys. */
const ownKeys = ['select', 'input:not([type=checkbox])'].join();
/** Slices that are read before they are asked for, in both directions. */
const ahead = 3;

/** The data browser: shows one slice of a data set, where it lies in its volume, and all slices that pass a filter. */
export class DataBrowser {
  private readonly line = new Line<DataPanel>(dataPanel);
  private data = '';
  private list: SliceList | undefined;
  private filter = allSlices;
  private passing: Int32Array = new Int32Array();
  private place: number | undefined;
  private look: Look = { window: wholeWindow, masks: true, opacity: 0.2 };
  /** Pixel under the pointer. */
  private pointed: { x: number; y: number } | undefined;
  /** What the window keeps. */
  private kept = '';
  /** The list is to be scrolled to the slice on show with the next drawing. */
  private isScrolling = false;
  private readonly wheel = new WheelSteps();
  private readonly schedule = onceAFrame(() => this.draw());
  private readonly pictures = new Fetching<Picture>({
    fetch: async (places) =>
      (await this.line.ask('pictures', places)).map((one) => [one.place, pictureOf(one)] as const),
    batch: 2,
    atOnce: 2,
    kept: 64,
    onCome: this.schedule,
  });
  private readonly thumbnails = new Fetching<string>({
    fetch: async (places) =>
      (await this.line.ask('thumbnails', places)).flatMap((one) =>
        'jpeg' in one ? [[one.place, `data:image/jpeg;base64,${one.jpeg}`] as const] : [],
      ),
    batch: Math.min(16, mostBrowsed),
    atOnce: 2,
    kept: 2000,
    onCome: this.schedule,
  });

  constructor(private readonly root: HTMLElement) {
    this.line.listen((message) => this.receive(message));
    window.addEventListener('keydown', (event) => this.onKey(event));
    new ResizeObserver(this.schedule).observe(root);
  }

  private receive(message: ToDataBrowser): void {
    if (message.type === 'gone') {
      this.list = undefined;
      render(emptyPage(message.text), this.root);
      return;
    }
    const kept = this.line.restore();
    this.data = message.data;
    this.list = new SliceList(message.slices);
    this.pictures.forget();
    this.thumbnails.forget();
    if (kept?.data === message.data) this.restore(kept, this.list);
    else this.setFilter(allSlices, this.list);
    const asked = message.show && this.list.find(message.show);
    if (asked !== undefined && !this.passing.includes(asked)) this.setFilter(allSlices, this.list);
    this.place = asked ?? this.place ?? this.list.best(this.passing);
    this.isScrolling = true;
    this.draw();
  }

  private restore(kept: DataBrowserState, list: SliceList): void {
    const { split, volume, classes } = kept.filter;
    const number = list.columns.volumes.findIndex(
      (one) => one.split === volume?.split && (one.name ?? null) === volume.name,
    );
    this.look = { window: kept.window, masks: kept.masks, opacity: kept.opacity };
    this.setFilter({ split, volume: number < 0 ? undefined : number, classes }, list);
    this.place = kept.slice && list.find({ split: kept.slice.split, at: kept.slice.file });
  }

  private setFilter(filter: SliceFilter, list: SliceList): void {
    this.filter = filter;
    this.passing = list.filtered(filter);
  }

  /** Slices of the volume on show that pass the filter by their class. */
  private inVolume(list: SliceList, place: number): Int32Array {
    const { volume, label } = list.columns;
    return list.slicesOf(volume[place]).filter((one) => this.filter.classes.includes(label[one]));
  }

  private goTo(place: number | undefined): void {
    if (place === undefined || place === this.place) return;
    this.place = place;
    this.isScrolling = true;
    this.schedule();
  }

  private step(by: number): void {
    const { list, place } = this;
    if (list && place !== undefined) this.goTo(list.step(this.inVolume(list, place), place, by));
  }

  /** To the best slice of another volume that has slices that pass. */
  private stepVolume(by: number): void {
    const { list, place, filter } = this;
    if (!list || place === undefined) return;
    const among = list.filtered({ ...filter, volume: undefined });
    const now = list.columns.volume[place];
    const others = [...new Set(Array.from(among, (one) => list.columns.volume[one]))];
    const next = by > 0 ? others.find((one) => one > now) : others.findLast((one) => one < now);
    if (next === undefined) return;
    if (filter.volume !== undefined) this.setFilter({ ...filter, volume: next }, list);
    this.goTo(list.best(list.filtered({ ...filter, volume: next })));
  }

  private changeFilter(filter: SliceFilter): void {
    const { list } = this;
    if (!list) return;
    this.setFilter(filter, list);
    const { place, passing } = this;
    const stays = place !== undefined && passing[list.positionIn(passing, place)] === place;
    if (!stays) this.place = this.nearest(list);
    this.isScrolling = true;
    this.schedule();
  }

  /** The next slice of the volume on show that passes; else the best of all. */
  private nearest(list: SliceList): number | undefined {
    const { place, passing } = this;
    const { volume } = list.columns;
    if (place === undefined) return list.best(passing);
    const own = passing.filter((one) => volume[one] === volume[place]);
    return own[Math.min(list.positionIn(own, place), own.length - 1)] ?? list.best(passing);
  }

  private onKey(event: KeyboardEvent): void {
    const { target, key } = event;
    const isField = target instanceof Element && target.closest(ownKeys) !== null;
    const volumes = volumesOfKey(key);
    const steps = event.ctrlKey || event.altKey || event.metaKey ? undefined : stepsOfKey(key);
    if (isField || (steps ?? volumes) === undefined) return;
    event.preventDefault();
    if (volumes !== undefined) this.stepVolume(volumes);
    if (steps !== undefined) this.step(steps);
  }

  private onWheel(event: WheelEvent): void {
    // With Control it enlarges the window.
    if (event.ctrlKey) return;
    event.preventDefault();
    const step = this.wheel.take(event);
    if (step !== 0) this.step(step);
  }

  private onPoint(event: PointerEvent | undefined): void {
    const canvas = event?.currentTarget;
    this.pointed = undefined;
    if (event && canvas instanceof HTMLElement) {
      const { left, top, width, height } = canvas.getBoundingClientRect();
      const at = (offset: number, size: number) =>
        Math.min(imageSide - 1, Math.max(0, Math.floor((offset / size) * imageSide)));
      this.pointed = { x: at(event.clientX - left, width), y: at(event.clientY - top, height) };
    }
    this.schedule();
  }

  /** The window follows the pointer until it is let go. */
  private onDrag(from: PointerEvent): void {
    const canvas = from.currentTarget;
    if (from.button !== 0 || !(canvas instanceof HTMLElement)) return;
    const [level, width] = [levelOf(this.look.window), widthOf(this.look.window)];
    const released = new AbortController();
    canvas.setPointerCapture(from.pointerId);
    canvas.addEventListener(
      'pointermove',
      (event) => {
        const [right, down] = [event.clientX - from.clientX, event.clientY - from.clientY];
        this.change({ window: windowOf(level - down / 2, width + right / 2) });
      },
      released,
    );
    for (const end of ['pointerup', 'pointercancel'] as const)
      canvas.addEventListener(end, () => released.abort(), { signal: released.signal });
  }

  private draw(): void {
    const { list, place } = this;
    if (!list) return;
    this.keep(list);
    const picture = place === undefined ? undefined : this.pictures.get(place);
    const shown = picture && 'pixels' in picture ? picture : undefined;
    const listElement = this.root.querySelector('.list');
    const columns = this.columns(listElement);
    const inSight = itemsInSight(this.passing.length, columns, cell.height, {
      scrolled: listElement?.scrollTop ?? 0,
      height: listElement?.clientHeight ?? 0,
    });
    render(
      page({
        list,
        filter: this.filter,
        passing: this.passing,
        place,
        volumeSlices: place === undefined ? new Int32Array() : list.slicesOf(list.columns.volume[place]),
        problem: picture && 'problem' in picture ? picture.problem : undefined,
        isComing: picture === undefined,
        pixels: shown?.pixels,
        labels: shown?.labels,
        hasMasks: shown === undefined || shown.labels !== undefined,
        ...this.look,
        pointed: this.pointedText(shown),
        inSight,
        thumbnail: (one) => this.thumbnails.get(one),
        onFilter: (filter) => this.changeFilter(filter),
        onPlace: (one) => this.goTo(one),
        onVolume: (by) => this.stepVolume(by),
        onMasks: (masks) => this.change({ masks }),
        onOpacity: (opacity) => this.change({ opacity }),
        onWindow: (window) => this.change({ window }),
        onWholeWindow: () => this.change({ window: wholeWindow }),
        onSliceWindow: () => this.change({ window: shown ? windowOfSlice(shown.pixels) : wholeWindow }),
        onOrganWindow: () =>
          this.change({
            window: (shown?.labels && windowOfOrgan(shown.pixels, shown.labels)) ?? wholeWindow,
          }),
        onScroll: this.schedule,
        onWheel: (event) => this.onWheel(event),
        onPoint: (event) => this.onPoint(event),
        onDrag: (event) => this.onDrag(event),
      }),
      this.root,
    );
    if (this.isScrolling) this.scrollToSlice();
    this.isScrolling = false;
    if (shown) this.paint(shown);
    this.ask(list);
    if (!listElement) this.schedule();
  }

  private change(look: Partial<Look>): void {
    this.look = { ...this.look, ...look };
    this.schedule();
  }

  private columns(listElement: Element | null): number {
    return Math.max(1, Math.floor((listElement?.clientWidth ?? 0) / cell.width));
  }

  private paint({ pixels, labels }: Extract<Picture, { pixels: Uint8Array }>): void {
    const { window, masks, opacity } = this.look;
    const painted = paintSlice(pixels, imageSide, shownValues(window));
    if (labels && masks) paintMask(painted, labels, opacity);
    this.root.querySelector('canvas')?.getContext('2d')?.putImageData(painted, 0, 0);
  }

  private pointedText(picture: Extract<Picture, { pixels: Uint8Array }> | undefined): string | undefined {
    if (!this.pointed || !picture) return undefined;
    const { x, y } = this.pointed;
    const at = y * imageSide + x;
    const value = number(picture.pixels[at]);
    const pixel = `${x}, ${y}`;
    if (!picture.labels) return t('Pixel {0}: gray value {1}', pixel, value);
    const label = picture.labels[at];
    const organ = label === 0 ? t('no organ') : className(label);
    return t('Pixel {0}: gray value {1}, {2}', pixel, value, organ);
  }

  /** Asks for what is in sight, and for the slices that come next. */
  private ask(list: SliceList): void {
    const { place, passing } = this;
    if (place !== undefined) {
      const own = this.inVolume(list, place);
      const near = Array.from({ length: ahead }, (_, i) => [i + 1, -i - 1]).flat();
      const places = [place, ...near.flatMap((by) => list.step(own, place, by) ?? [])];
      this.pictures.want([...new Set(places)]);
    }
    const listElement = this.root.querySelector('.list');
    if (!listElement) return;
    const { first, end } = itemsInSight(passing.length, this.columns(listElement), cell.height, {
      scrolled: listElement.scrollTop,
      height: listElement.clientHeight,
    });
    this.thumbnails.want(Array.from(passing.subarray(first, end)));
  }

  /** Scrolls the list to the slice on show. */
  private scrollToSlice(): void {
    const { list, place, passing } = this;
    const listElement = this.root.querySelector('.list');
    if (!list || place === undefined || !listElement) return;
    const columns = this.columns(listElement);
    const scrolled = listElement.scrollTop;
    const viewport = { scrolled, height: listElement.clientHeight };
    // The first drawing did not know how many columns there are.
    const tall = listElement.querySelector<HTMLElement>('.tall');
    if (tall) tall.style.height = `${Math.ceil(passing.length / columns) * cell.height}px`;
    listElement.scrollTop = scrolledTo(list.positionIn(passing, place), columns, cell.height, viewport);
    if (listElement.scrollTop !== scrolled) this.schedule();
  }

  /** The window is told only of what is new: the pointer alone draws often. */
  private keep(list: SliceList): void {
    const { data, filter, place, look } = this;
    const volume = filter.volume === undefined ? undefined : list.columns.volumes[filter.volume];
    const state: DataBrowserState = {
      version: 1,
      data,
      filter: {
        split: filter.split,
        volume: volume && { split: volume.split, name: volume.name ?? null },
        classes: [...filter.classes],
      },
      slice: place === undefined ? undefined : { split: list.splitOf(place), file: list.columns.file[place] },
      ...look,
    };
    const written = JSON.stringify(state);
    if (written !== this.kept) this.line.keep(state);
    this.kept = written;
  }
}

function pictureOf(one: BrowsedSlice): Picture {
  if ('problem' in one) return one;
  return {
    pixels: bytesOf(one.pixels),
    labels: one.labels === undefined ? undefined : bytesOf(one.labels),
  };
}
