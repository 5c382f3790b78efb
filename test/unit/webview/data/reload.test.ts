// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { DataBrowserState, SliceColumns, ToDataBrowser } from '../../../../src/panels/data';
import { DataBrowser } from '../../../../webview/data/dataBrowser';

const slices: SliceColumns = {
  counts: { train: 4, val: 2, test: 2 },
  volumes: [
    { split: 'train', name: 'volume-0' },
    { split: 'train', name: 'volume-1' },
    { split: 'val', name: 'volume-2' },
    { split: 'test', name: undefined },
  ],
  file: ['0_0.png', '0_1.png', '1_0.png', '1_1.png', '2_0.png', '2_1.png', 'x.png', 'y.png'],
  volume: [0, 0, 1, 1, 2, 2, 3, 3],
  slice: [0, 1, 0, 1, 0, 1, 0, 0],
  label: [0, 1, 1, 2, 0, 2, 0, 1],
};
const snapshot: ToDataBrowser = { type: 'snapshot', data: '/data/Clean_LiTS', slices };

/** Nothing of it is what a browser shows at first. */
const chosen: DataBrowserState = {
  version: 1,
  data: '/data/Clean_LiTS',
  filter: { split: 'train', volume: { split: 'train', name: 'volume-1' }, classes: [1] },
  slice: { split: 'train', file: '1_0.png' },
  window: { low: 40, high: 180 },
  masks: false,
  opacity: 0.6,
};

/** As the window keeps it: the text of a JSON file. */
let kept: string | undefined;
let page: AbortController | undefined;

/** The window is loaded, or loaded anew: a new page, the same kept state, and the slices come once it is ready. */
function load(messages: readonly ToDataBrowser[]): void {
  page?.abort();
  const { signal } = (page = new AbortController());
  const listen = window.addEventListener.bind(window);
  const spy = vi
    .spyOn(window, 'addEventListener')
    .mockImplementation((type: string, listener: EventListenerOrEventListenerObject) =>
      listen(type, listener, { signal }),
    );
  document.body.innerHTML =
    '<script type="application/json" id="words">{"locale":"en","bundle":{}}</script><main></main>';
  new DataBrowser(document.querySelector('main')!);
  spy.mockRestore();
  for (const message of messages)
    window.dispatchEvent(new MessageEvent('message', { data: { kind: 'tell', message } }));
}

const state = (): unknown => (kept === undefined ? undefined : JSON.parse(kept));

beforeEach(() => {
  kept = undefined;
  vi.stubGlobal('acquireVsCodeApi', () => ({
    postMessage: () => undefined,
    getState: state,
    setState: (value: unknown) => (kept = JSON.stringify(value)),
  }));
});

describe('a data browser that is loaded anew', () => {
  it('shows slice, window, filter and masks as before', () => {
    kept = JSON.stringify(chosen);
    load([snapshot]);
    expect(state()).toEqual(chosen);
    load([snapshot]);
    expect(state()).toEqual(chosen);
  });

  it('shows them as before where the slices could not be read at first', () => {
    kept = JSON.stringify(chosen);
    load([{ type: 'gone', text: 'The worker is not there yet.' }, snapshot]);
    expect(state()).toEqual(chosen);
  });

  it('keeps a volume whose name nobody knows', () => {
    const unnamed = {
      ...chosen,
      filter: { split: 'test', volume: { split: 'test', name: null }, classes: [0] },
    };
    kept = JSON.stringify({ ...unnamed, slice: { split: 'test', file: 'x.png' } });
    load([snapshot]);
    expect(state()).toMatchObject({ filter: unnamed.filter, slice: { file: 'x.png' } });
  });

  it('begins at its default where it shows another data set', () => {
    kept = JSON.stringify(chosen);
    load([{ ...snapshot, data: '/elsewhere' }]);
    expect(state()).toMatchObject({ data: '/elsewhere', filter: { classes: [0, 1, 2] }, masks: true });
  });
});
