import { describe, expect, it } from 'vitest';
import { ShownLines } from '../../../src/protocol/shownLines';
import type { LogLevel } from '../../../src/protocol/run';

function linesOf(options: { most?: number; perSecond?: number } = {}) {
  const delivered: [LogLevel, string][] = [];
  const clock = { millis: 0 };
  const lines = new ShownLines({
    ...options,
    deliver: (level, text) => delivered.push([level, text]),
    now: () => clock.millis,
  });
  return { lines, delivered, clock };
}

describe('lines that a program prints', () => {
  it('travel together', () => {
    const { lines, delivered } = linesOf();
    for (const text of ['a', 'b', 'c']) lines.add('info', text);
    expect(delivered).toEqual([]);
    lines.flush();
    expect(delivered).toEqual([['info', 'a\nb\nc']]);
  });

  it('keep their order, and each warning its mark', () => {
    const { lines, delivered } = linesOf();
    lines.add('info', 'a');
    lines.add('warning', 'b');
    lines.add('warning', 'c');
    lines.add('info', 'd');
    lines.flush();
    expect(delivered).toEqual([
      ['info', 'a'],
      ['warning', 'b'],
      ['warning', 'c'],
      ['info', 'd'],
    ]);
  });

  it('arrive without anybody asking for them', async () => {
    const arrived = new Promise((resolve) =>
      new ShownLines({ deliver: (_level, text) => resolve(text) }).add('info', 'a'),
    );
    expect(await arrived).toBe('a');
  });

  it('are counted where they are too many', () => {
    const { lines, delivered } = linesOf();
    for (let line = 0; line < 100_000; line++) lines.add('info', 'q');
    lines.end();
    const shown = delivered[0][1].split('\n').length;
    expect(shown).toBeLessThanOrEqual(1000);
    expect(delivered[1]).toEqual([
      'warning',
      `${(100_000 - shown).toLocaleString('en')} more lines are not shown.`,
    ]);
  });

  it('count as several where they are long', () => {
    const { lines, delivered } = linesOf();
    for (let line = 0; line < 1000; line++) lines.add('info', 'x'.repeat(10_000));
    lines.end();
    expect(delivered.map(([, text]) => text).join('').length).toBeLessThan(200_000);
  });

  it('are cut where one is huge', () => {
    const { lines, delivered } = linesOf();
    lines.add('info', 'x'.repeat(50_000_000));
    lines.flush();
    expect(delivered[0][1].length).toBeLessThan(30_000);
  });

  it('are shown again once a flood is over, after the count', () => {
    const { lines, delivered, clock } = linesOf({ most: 10, perSecond: 1 });
    for (let line = 0; line < 50; line++) lines.add('info', 'flood');
    clock.millis = 5_000;
    lines.add('info', 'too early');
    clock.millis = 15_000;
    lines.add('info', 'quiet again');
    lines.flush();
    expect(delivered.slice(1)).toEqual([
      ['warning', '42 more lines are not shown.'],
      ['info', 'quiet again'],
    ]);
  });

  it('are all shown of a program that prints a little all the time', () => {
    const { lines, delivered, clock } = linesOf();
    for (let line = 0; line < 10_000; line++) {
      clock.millis += 100;
      lines.add('info', 'loss 0.5');
    }
    lines.end();
    expect(delivered.flatMap(([, text]) => text.split('\n'))).toHaveLength(10_000);
  });
});
