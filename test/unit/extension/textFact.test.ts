import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Settling, TextFact } from '../../../src/extension/shell/textFact';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('reads a document once for each version', () => {
  const getText = vi.fn(() => 'defineTraining(');
  const fact = new TextFact((text) => text.includes('defineTraining'));
  const document = { version: 1, getText };
  expect([fact.isTrueOf(document), fact.isTrueOf(document)]).toEqual([true, true]);
  expect(getText).toHaveBeenCalledOnce();
  document.version = 2;
  getText.mockReturnValue('');
  expect(fact.isTrueOf(document)).toBe(false);
});

it('waits for a pause in typing', () => {
  const action = vi.fn();
  const settling = new Settling(action, 300);
  for (let key = 0; key < 10; key++) {
    settling.soon();
    vi.advanceTimersByTime(100);
  }
  expect(action).not.toHaveBeenCalled();
  vi.advanceTimersByTime(300);
  expect(action).toHaveBeenCalledOnce();
});

it('does nothing any more once it is disposed of', () => {
  const action = vi.fn();
  const settling = new Settling(action, 300);
  settling.soon();
  settling.dispose();
  vi.runAllTimers();
  expect(action).not.toHaveBeenCalled();
});
