import { expect, it } from 'vitest';
import { inputShapeChange, missingImport, type TextChange } from '../../../src/extension/training/mends';

const shape = [256, 256, 1];
function applied(text: string, change: TextChange | undefined): string | undefined {
  return change && text.slice(0, change.start) + change.text + text.slice(change.end);
}

it.each([
  [
    'export const a = tf.zeros([1]);\n',
    "import * as tf from '@tensorflow/tfjs';\nexport const a = tf.zeros([1]);\n",
  ],
  [
    "/** Task. */\nimport { defineTraining } from 'lits';\ntf;\n",
    "/** Task. */\nimport * as tf from '@tensorflow/tfjs';\nimport { defineTraining } from 'lits';\ntf;\n",
  ],
  ['// Mine.\n\ntf;\n', "// Mine.\nimport * as tf from '@tensorflow/tfjs';\n\ntf;\n"],
])('imports what a name can only mean: %#', (text, mended) => {
  expect(applied(text, missingImport(text, 'tf'))).toBe(mended);
});

it('imports nothing that is imported, or that may mean several things', () => {
  expect(missingImport("import * as tf from '@tensorflow/tfjs';\n", 'tf')).toBeUndefined();
  expect(missingImport('layers;\n', 'layers')).toBeUndefined();
  expect(missingImport('toString;\n', 'toString')).toBeUndefined();
});

it.each([
  ['tf.layers.flatten({ inputShape: [64, 64, 3] })', 'tf.layers.flatten({ inputShape: [256, 256, 1] })'],
  ['const x = tf.input({ shape: [28, 28, 1] });', 'const x = tf.input({ shape: [256, 256, 1] });'],
  [
    '// inputShape: [1]\nmodel.add(tf.layers.conv2d({ filters: 8 }));',
    '// inputShape: [1]\nmodel.add(tf.layers.conv2d({ inputShape: [256, 256, 1], filters: 8 }));',
  ],
])('gives the model the shape of its input: %#', (text, mended) => {
  const line = text.split('\n').length - 1;
  expect(applied(text, inputShapeChange(text, line, shape))).toBe(mended);
});

it.each([
  'tf.layers.a({ inputShape: [1] }); tf.layers.b({ inputShape: [2] })',
  'tf.layers.a({ inputShape })',
  'model.add(makeLayer());',
])('leaves a text alone that a machine cannot mend for certain: %s', (text) => {
  expect(inputShapeChange(text, 0, shape)).toBeUndefined();
});
