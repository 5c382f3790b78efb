import { describe, expect, it } from 'vitest';
import { insertPipeline, pipelineLines } from '../../../src/extension/augmentation/pipelineCode';

/** The text after its replacements, which do not overlap. */
function inserted(text: string, code: string, names: readonly string[], cursor = text.length): string {
  return insertPipeline(text, { code, names }, cursor)
    .sort((a, b) => b.start - a.start)
    .reduce((result, { start, end, text }) => result.slice(0, start) + text + result.slice(end), text);
}

describe('the lines of pipelines', () => {
  it('are those of the outermost Compose, and of the setting augment', () => {
    const text = `const a = new Compose([
  new RandomApply([new Compose([])]),
]);
defineTraining({
  augment: (images) => images,
});`;
    expect(pipelineLines(text)).toEqual([0, 4]);
  });

  it('are none in comments and texts', () => {
    expect(pipelineLines(`// new Compose([])\nconst text = 'new Compose(';`)).toEqual([]);
  });
});

describe('inserting a pipeline', () => {
  it('replaces the one that is there, whatever it holds, and imports what is missing', () => {
    const text = `import { Compose, defineTraining } from 'lits';

export default new Compose([
  new Pad({ padding: [1, 2] }), // a comment with a )
]);
`;
    expect(inserted(text, 'new Compose([\n  new Resize({ size: 9 }),\n])', ['Compose', 'Resize']))
      .toBe(`import { Compose, Resize, defineTraining } from 'lits';

export default new Compose([
  new Resize({ size: 9 }),
]);
`);
  });

  it('writes at the cursor where there is none', () => {
    expect(inserted('const mine = ;\n', 'new Compose([])', ['Compose'], 13)).toBe(
      "import { Compose } from 'lits';\nconst mine = new Compose([]);\n",
    );
  });
});
