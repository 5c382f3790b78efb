import { expect, it } from 'vitest';
import { defineTrainingLines } from '../../../src/extension/training/defineTraining';

it.each([
  ['a call', 'export default defineTraining({', [0]],
  ['a call with a type argument', 'x = defineTraining<Settings>({', [0]],
  ['a call below other lines', 'a\n\nexport default defineTraining(x)', [2]],
  ['an import', "import { defineTraining } from 'lits';", []],
  ['a line comment', '// defineTraining({})', []],
  ['a block comment over lines', '/*\n defineTraining(\n*/\ndefineTraining()', [3]],
  ['a comment that was not closed yet', '/* defineTraining(', []],
  ['a string', "const s = 'defineTraining(';", []],
  ['a template over lines', '`\n defineTraining(`\ndefineTraining()', [2]],
  ['a longer name', 'redefineTraining()', []],
  ['a method of something else', 'other.defineTraining()', []],
  ['text with a slash and a quote in a comment', "// don't\ndefineTraining()", [1]],
])('finds the calls in %s', (_name, text, lines) => {
  expect(defineTrainingLines(text)).toEqual(lines);
});
