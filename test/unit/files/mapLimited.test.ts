import { describe, expect, it } from 'vitest';
import { mapLimited } from '../../../src/files/mapLimited';

const items = [...'abcdefgh'];
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a map with a limit', () => {
  it('gives the results in the order of the items, whichever is done first', async () => {
    const results = await mapLimited(items, 3, async (item, index) => {
      for (let turns = items.length - index; turns > 0; turns--) await turn();
      return `${item}${index}`;
    });
    expect(results).toEqual(items.map((item, index) => `${item}${index}`));
  });

  it('works on as many items at once as allowed, and no more', async () => {
    let [now, most] = [0, 0];
    await mapLimited(items, 3, async () => {
      most = Math.max(most, ++now);
      await turn();
      now--;
    });
    expect(most).toBe(3);
  });

  it('starts nothing after the first error, and waits for what runs', async () => {
    const [started, ended]: string[][] = [[], []];
    const work = mapLimited(items, 2, async (item) => {
      started.push(item);
      if (item === 'a') throw new Error('first');
      await turn();
      ended.push(item);
    });
    await expect(work).rejects.toThrow('first');
    expect([started, ended]).toEqual([['a', 'b'], ['b']]);
  });

  it('stops with the reason of an aborted signal', async () => {
    const abort = new AbortController();
    const seen: string[] = [];
    const work = mapLimited(
      items,
      1,
      (item) => {
        seen.push(item);
        if (item === 'b') abort.abort(new Error('enough'));
        return Promise.resolve();
      },
      abort.signal,
    );
    await expect(work).rejects.toThrow('enough');
    expect(seen).toEqual(['a', 'b']);
  });

  it('of nothing is nothing', async () => {
    expect(await mapLimited([], 4, () => Promise.resolve(1))).toEqual([]);
  });
});
