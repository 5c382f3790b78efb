import { expect, it } from 'vitest';
import { savedViewsSchema, type SavedView } from '../../../src/protocol/augmentation';
import { viewLines, withView } from '../../../src/extension/augmentation/savedViews';

const view: SavedView = {
  pipeline: [{ name: 'Pad', parameters: { padding: 8 } }, { name: 'RandomInvert' }],
  input: 'float',
  slice: { split: 'train', patient: 'volume-3', slice: 12, label: 2 },
  seed: 5,
  samples: [{ problem: 'no' }],
};

it('names a saved view after its transforms, and never like an earlier one', () => {
  const first = withView({}, view);
  const second = withView(savedViewsSchema.parse(JSON.parse(first.text)), view);
  expect(second.name).toBe('Pad+RandomInvert-2');
  expect(savedViewsSchema.parse(JSON.parse(second.text))).toEqual({
    'Pad+RandomInvert-1': view,
    'Pad+RandomInvert-2': view,
  });
});

it('finds the lines where saved views begin, to open them from there', () => {
  const { text } = withView(savedViewsSchema.parse(JSON.parse(withView({}, view).text)), view);
  const lines = text.split('\n');
  expect(viewLines(text).map(({ line, name }) => [name, lines[line]?.includes(name)])).toEqual([
    ['Pad+RandomInvert-1', true],
    ['Pad+RandomInvert-2', true],
  ]);
});
