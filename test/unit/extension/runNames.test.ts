import { expect, it } from 'vitest';
import { tellingName } from '../../../src/extension/runs/runNames';
import { moment } from '../../../src/words';

const run = (dir: string, name: string) => ({ dir, name, record: { createdAt: '2026-03-01T09:30:00' } });

it('names a run with its time where another one has the same name', () => {
  const [a, b, c] = [run('a', 'cnn'), run('b', 'cnn'), run('c', 'mlp')];
  expect(tellingName(a, [a, b, c])).toBe('cnn (Mar 1, 2026, 9:30 AM)');
  expect(tellingName(c, [a, b, c])).toBe('mlp');
});

it('says a moment of today by its time alone', () => {
  expect(moment('2026-03-01T09:30:00', new Date('2026-03-01T20:00:00'))).toBe('9:30 AM');
  expect(moment('2026-03-01T09:30:00', new Date('2026-03-02T08:00:00'))).toBe('Mar 1, 2026, 9:30 AM');
});
