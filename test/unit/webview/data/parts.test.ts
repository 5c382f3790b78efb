import { describe, expect, it } from 'vitest';
import { Fetching } from '../../../../webview/data/fetching';
import {
  levelOf,
  shownValues,
  wholeWindow,
  widthOf,
  windowOf,
  windowOfOrgan,
  windowOfSlice,
} from '../../../../webview/data/grayWindow';
import { itemsInSight, scrolledTo } from '../../../../webview/data/inSight';
import { stepsOfKey, volumesOfKey, WheelSteps } from '../../../../webview/data/steps';
import { stripColumns } from '../../../../webview/data/strip';
import { histogramOf } from '../../../../webview/shared/histogram';

describe('the items in sight', () => {
  const viewport = (scrolled: number) => ({ scrolled, height: 300 });

  it('are those of the rows on the screen, and of one row more on both sides', () => {
    expect(itemsInSight(1000, 3, 100, viewport(1000))).toEqual({
      first: 27,
      end: 42,
      top: 900,
      height: 33_400,
    });
  });

  it('end with the last', () => {
    expect(itemsInSight(10, 3, 100, viewport(0))).toMatchObject({ first: 0, end: 10, height: 400 });
    expect(itemsInSight(10, 3, 100, viewport(100)).end).toBe(10);
  });

  it('are few, however long the list is and wherever it is scrolled to', () => {
    for (const scrolled of [0, 12_345, 1_954_600, 9e9]) {
      const { first, end } = itemsInSight(58_638, 3, 100, viewport(scrolled));
      expect(end - first).toBeLessThanOrEqual(18);
      expect(first).toBeLessThan(58_638);
    }
  });

  it('are none of an empty list', () => {
    expect(itemsInSight(0, 3, 100, viewport(0))).toEqual({ first: 0, end: 0, top: 0, height: 0 });
  });

  it('come into sight by a row, as the next slice does, or into the middle', () => {
    expect(scrolledTo(30, 3, 100, viewport(1000))).toBe(1000);
    expect(scrolledTo(27, 3, 100, viewport(1000))).toBe(900);
    expect(scrolledTo(39, 3, 100, viewport(1000))).toBe(1100);
    expect(scrolledTo(300, 3, 100, viewport(1000))).toBe(9900);
    expect(scrolledTo(0, 3, 100, viewport(1000))).toBe(0);
  });
});

describe('fetching', () => {
  /** A source that answers when it is told to. */
  function source(options: { batch: number; atOnce: number; kept: number }) {
    const asked: number[][] = [];
    const answers: (() => void)[] = [];
    const fetching = new Fetching<string>({
      ...options,
      fetch: (places) => {
        asked.push(places);
        return new Promise((resolve) =>
          answers.push(() => resolve(places.map((place) => [place, `picture ${place}`] as const))),
        );
      },
      onCome: () => undefined,
    });
    const answer = async () => {
      answers.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    };
    return { fetching, asked, answer };
  }

  it('asks for what is wanted in its order, a few at once', async () => {
    const { fetching, asked, answer } = source({ batch: 2, atOnce: 1, kept: 10 });
    fetching.want([5, 4, 3]);
    expect(asked).toEqual([[5, 4]]);
    await answer();
    expect(asked).toEqual([[5, 4], [3]]);
    expect(fetching.get(5)).toBe('picture 5');
  });

  it('never asks for what went out of sight before its turn', async () => {
    const { fetching, asked, answer } = source({ batch: 2, atOnce: 1, kept: 10 });
    fetching.want([0, 1, 2, 3]);
    fetching.want([100, 101, 102]);
    fetching.want([500, 501]);
    await answer();
    expect(asked).toEqual([
      [0, 1],
      [500, 501],
    ]);
  });

  it('asks for nothing twice', async () => {
    const { fetching, asked, answer } = source({ batch: 4, atOnce: 2, kept: 10 });
    fetching.want([1, 2]);
    fetching.want([2, 1]);
    await answer();
    fetching.want([1, 2]);
    expect(asked).toEqual([[1, 2]]);
  });

  it('forgets first what was out of sight for longest', async () => {
    const { fetching, answer } = source({ batch: 1, atOnce: 1, kept: 2 });
    for (const places of [[1], [2], [1], [3]]) {
      fetching.want(places);
      await answer();
    }
    expect([1, 2, 3].map((place) => fetching.get(place))).toEqual(['picture 1', undefined, 'picture 3']);
  });

  it('keeps nothing of another data set', async () => {
    const { fetching, answer } = source({ batch: 1, atOnce: 1, kept: 2 });
    fetching.want([1]);
    fetching.forget();
    await answer();
    expect(fetching.get(1)).toBeUndefined();
  });
});

describe('a window of grey values', () => {
  it('shows values as numpy does: np.rint(np.clip((v - low) / (high - low), 0, 1) * 255)', () => {
    const values = [0, 10, 49, 50, 51, 73, 100, 128, 149, 150, 151, 200, 255];
    const shown = (low: number, high: number) => {
      const table = shownValues({ low, high });
      return values.map((value) => table[value]);
    };
    expect(shown(50, 150)).toEqual([0, 0, 0, 0, 3, 59, 128, 199, 252, 255, 255, 255, 255]);
    expect(shown(-20.5, 300)).toEqual([16, 24, 55, 56, 57, 74, 96, 118, 135, 136, 136, 175, 219]);
    expect(shown(0, 255)).toEqual(values);
  });

  it('is named by its middle and its width', () => {
    const window = windowOf(100, 60);
    expect(window).toEqual({ low: 70, high: 130 });
    expect([levelOf(window), widthOf(window)]).toEqual([100, 60]);
    expect(widthOf(windowOf(100, -5))).toBe(1);
    expect(levelOf(windowOf(999, 60))).toBe(255);
  });

  it('can be that of the slice; a constant slice has none', () => {
    expect(windowOfSlice(Uint8Array.of(40, 7, 200))).toEqual({ low: 7, high: 200 });
    expect(windowOfSlice(Uint8Array.of(9, 9))).toEqual(wholeWindow);
  });

  it('can lie around the liver', () => {
    const pixels = Uint8Array.of(0, 100, 110, 120, 255);
    expect(windowOfOrgan(pixels, Uint8Array.of(0, 1, 1, 2, 0))).toEqual({ low: 90, high: 130 });
    expect(windowOfOrgan(pixels, new Uint8Array(5))).toBeUndefined();
  });
});

it('counts grey values as numpy does: np.histogram(v, 64, (0, 256))', () => {
  const pixels = Uint8Array.from({ length: 4096 }, (_, i) => (i * i * 31 + i * 7) % 256);
  const counted = new Array<number>(64).fill(0);
  for (const value of pixels) counted[value >> 2]++;
  expect(histogramOf(pixels).map((share) => share * pixels.length)).toEqual(counted);
});

describe('keys and the wheel', () => {
  it('lead on by one slice, by ten, and to the ends', () => {
    const keys = [
      'ArrowDown',
      'ArrowRight',
      'ArrowUp',
      'ArrowLeft',
      'PageDown',
      'PageUp',
      'Home',
      'End',
      'a',
    ];
    expect(keys.map(stepsOfKey)).toEqual([1, 1, -1, -1, 10, -10, -Infinity, Infinity, undefined]);
    expect(['[', ']', 'a'].map(volumesOfKey)).toEqual([-1, 1, undefined]);
  });

  const steps = (deltas: number[], deltaMode = 0) => {
    const wheel = new WheelSteps();
    return deltas.map((deltaY) => wheel.take({ deltaY, deltaMode }));
  };

  it('is one slice for each notch of a wheel, however far the system says that it was', () => {
    expect(steps([100, 120, 53, -100])).toEqual([1, 1, 1, -1]);
    expect(steps([3, 1, -3], 1)).toEqual([1, 1, -1]);
  });

  it('is a slice for a stroke on a touch pad, and none for a little trembling', () => {
    expect(steps([15, 15, 15, 15, 15, 15])).toEqual([0, 0, 1, 0, 0, 1]);
    expect(steps([20, -20, 20, -20])).toEqual([0, 0, 0, 0]);
  });
});

describe('the strip of a volume', () => {
  it('has a column for each slice', () => {
    expect(stripColumns([0, 1, 2, 1])).toEqual([0, 1, 2, 1]);
  });

  it('never loses a lesion where it has fewer columns than slices', () => {
    const labels = Array.from({ length: 5000 }, (_, i) => (i === 3777 ? 2 : 0));
    const columns = stripColumns(labels);
    expect(columns.length).toBe(1024);
    expect(columns.indexOf(2)).toBe(Math.floor((3777 * 1024) / 5000));
  });
});
