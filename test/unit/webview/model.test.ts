// @vitest-environment happy-dom
import { render } from 'lit';
import { expect, it } from 'vitest';
import type { ModelSummary } from '../../../src/panels/model';
import { layOut } from '../../../webview/model/graphLanes';
import { page } from '../../../webview/model/view';

const chain = (names: string) =>
  [...names].map((name, place) => ({ name, inputs: place ? [names[place - 1]] : [] }));

it('draws a chain without lines beside it', () => {
  expect(layOut(chain('abc')).map(({ lane }) => lane)).toEqual([0, 0]);
});

it('draws nested skip connections in lanes of their own, the shorter one closer', () => {
  const nodes = chain('abcdef');
  nodes[4].inputs.push('c');
  nodes[5].inputs.push('a');
  expect(layOut(nodes).filter(({ lane }) => lane > 0)).toEqual([
    { from: 2, to: 4, lane: 1 },
    { from: 0, to: 5, lane: 2 },
  ]);
});

it('draws skip connections that follow each other in the same lane', () => {
  const nodes = chain('abcde');
  nodes[2].inputs.push('a');
  nodes[4].inputs.push('c');
  expect(layOut(nodes).map(({ lane }) => lane)).toEqual([0, 0, 0, 0, 1, 1]);
});

const layer = {
  name: '<b>',
  kind: 'Conv2D',
  shape: [null, 8, 3],
  parameters: 1234,
  receptiveField: 3,
  jump: 1,
  inputs: [],
} satisfies ModelSummary['layers'][number];
const stated = [
  { title: 'first', shape: [8, 8, 3] },
  { title: 'second', shape: [9] },
];

function shown(shape: (number | null)[]): HTMLElement {
  const root = document.createElement('div');
  const summary = { layers: [{ ...layer, shape }], parameters: 1234, trainable: 1234 };
  render(page('Model: a.ts', summary, stated), root);
  return root;
}

it('never lets a name become markup', () => {
  const root = shown([null, 8, 3]);
  expect(root.querySelector('td.name')?.textContent).toBe('<b>');
  expect(root.querySelector('td.name b')).toBeNull();
});

it('says which of the stated shapes is there', () => {
  const items = [...shown([8, 8, 3]).querySelectorAll('li')].map((item) =>
    item.textContent?.replaceAll(/\s+/g, ' ').trim(),
  );
  expect(items).toEqual(['✓ first: 8 × 8 × 3 – found <b>', '✗ second: 9 – not found']);
});

it('writes numbers as the language does', () => {
  expect(shown([1]).querySelector('p')?.textContent).toContain('1,234 parameters');
});

it('marks the layer that a finding leads to', () => {
  const root = document.createElement('div');
  const summary = {
    layers: [
      { ...layer, name: 'a' },
      { ...layer, name: 'b' },
    ],
    parameters: 1,
    trainable: 1,
  };
  render(page('Model: a.ts', summary, [], 'b'), root);
  const marked = root.querySelectorAll('tr[aria-current="true"]');
  expect([...marked].map((row) => row.querySelector('.name')?.textContent)).toEqual(['b']);
});
