import { expect, it } from 'vitest';
import { headLine } from '../../../src/extension/checks/headLine';

it.each([
  [
    'its training',
    [
      "import { defineTraining } from 'lits/train';",
      'export const a = 1;',
      '',
      'export default defineTraining({});',
    ],
    3,
  ],
  [
    'its first export, where it trains nothing',
    ['/** A pipeline. */', 'const a = 1;', 'export const b = a;', 'export default b;'],
    2,
  ],
  [
    'the first value that it exports, after types',
    ['export interface A {', '  a: number;', '}', 'export type B = A;', 'export function c() {}'],
    4,
  ],
  ['its first line, where it exports nothing', ['const a = 1;', 'const b = 2;'], 0],
  ['its first line, where it is empty', [''], 0],
])("the icons of a file's tests stand at %s", (_, lines, expected) => {
  expect(headLine(lines.join('\n'))).toBe(expected);
  expect(headLine(lines.join('\r\n'))).toBe(expected);
});
