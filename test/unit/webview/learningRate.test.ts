// @vitest-environment happy-dom
import { render } from 'lit';
import { expect, it } from 'vitest';
import type { ShownTest } from '../../../src/panels/learningRate';
import { page } from '../../../webview/learningRate/view';

const points = [2, 1.9, 1, 9].map((smoothed, step) => ({
  learningRate: 10 ** (step - 5),
  loss: smoothed + 0.5,
  smoothed,
}));
const test = { optimizer: 'adam', points, suggestion: points[1]?.learningRate, ended: 'diverged' as const };

function shown(change: Partial<ShownTest['test']> = {}, cursor?: number) {
  const root = document.createElement('div');
  const told: string[] = [];
  const actions = { send: ({ type }: { type: string }) => void told.push(type), onKey: () => undefined };
  render(page({ file: '/student/a.ts', test: { ...test, ...change } }, cursor, actions), root);
  const text = (selector: string) => root.querySelector(selector)?.textContent.replace(/\s+/g, ' ').trim();
  return { root, told, text };
}

it('names the suggestion, and has it copied', () => {
  const { root, told, text } = shown();
  expect(text('.suggestion b')).toBe('1.0e-4');
  root.querySelector<HTMLElement>('.suggestion vscode-button')?.click();
  expect(told).toEqual(['copy']);
});

it('says where to look when there is no suggestion', () => {
  const { root, text } = shown({ suggestion: undefined });
  expect(text('.notice')).toContain('There is no suggestion');
  expect(root.querySelector('.suggestion')).toBeNull();
});

it('has every number of the picture in a table, with the suggestion marked', () => {
  const { root, text } = shown();
  expect(root.querySelectorAll('.numbers tbody tr')).toHaveLength(points.length);
  expect(text('tr.suggested')).toBe('2 1.0e-4 2.400 1.900');
});

it('says the numbers of the step that is pointed at', () => {
  const { text } = shown({}, 2);
  expect(text('.place')).toBe('Learning rate 1.0e-3');
  expect(text('[aria-live]')).toBe('Learning rate 1.0e-3, Loss 1.500, Smoothed 1.000');
});

it('says why the test ended', () => {
  expect(shown().text('.ended')).toContain('larger learning rates are too large');
  expect(shown({ ended: 'done' }).text('.ended')).toBe('It ended at the largest learning rate.');
});
