import { expect, it } from 'vitest';
import { layOut } from '../../../src/extension/model/graphLanes';
import { modelPage, type ModelPageParts } from '../../../src/extension/model/modelPage';

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

const parts: ModelPageParts = {
  summary: {
    layers: [
      {
        name: '<b>',
        kind: 'Conv2D',
        shape: [null, 8, 3],
        parameters: 1234,
        receptiveField: 3,
        inputs: [],
      },
    ],
    parameters: 1234,
    trainable: 1234,
  },
  stated: [
    { title: 'first', shape: [8, 8, 3] },
    { title: 'second', shape: [9] },
  ],
  texts: {
    title: 'Model',
    summary: '1 layer',
    stated: 'Stated',
    found: 'found',
    missing: 'missing',
    columns: ['Layer', 'Output', 'Parameters', 'Field', 'Name'],
    graph: 'graph',
    wholePicture: 'all',
    unknown: '?',
  },
  language: 'en',
  cspSource: 'https://source',
  styles: 'https://source/model.css',
};

it('escapes what the student has named', () => {
  expect(modelPage(parts)).not.toContain('<b>');
  expect(modelPage(parts)).toContain('&#60;b&#62;');
});

it('says which of the stated shapes is there', () => {
  const { summary } = parts;
  const layers = summary.layers.map((layer) => ({ ...layer, shape: [8, 8, 3] }));
  const page = modelPage({ ...parts, summary: { ...summary, layers } });
  expect(page).toMatch(/first: 8 × 8 × 3 – found/);
  expect(page).toMatch(/second: 9 – missing/);
});

it('runs no script', () => {
  expect(modelPage(parts)).toContain("default-src 'none'");
  expect(modelPage(parts)).not.toContain('<script');
});
