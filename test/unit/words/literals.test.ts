import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { sourceFiles } from '../../../scripts/words.mjs';

/** Two words beside each other, or one that ends as a sentence does. */
const sentence = /\p{L}{2,},? \p{L}{2,}|^\p{Lu}\p{L}+[.!?…]$/u;
/** A comment that allows the literal of its line, with the reason behind it. */
const exception = /no text: \S+/;

/** Names of calls whose texts no person is meant to read: faults of ours, the log (in English, for who helps), and what tools read. */
const unread = new Set([
  'Error',
  'info',
  'warn',
  'error',
  'RegExp',
  'URL',
  'css',
  'z.templateLiteral',
  'querySelector',
  'querySelectorAll',
  'matchMedia',
]);

interface Found {
  file: string;
  line: number;
  text: string;
}

function nameOfCall(node: ts.Node): string | undefined {
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) return node.expression.getText();
  if (ts.isTaggedTemplateExpression(node)) return node.tag.getText();
  return undefined;
}

/** Whether a literal is the text of `t`, or of something that no person reads. */
function isAllowed(node: ts.Node): boolean {
  for (let inner = node, outer = node.parent; outer; inner = outer, outer = outer.parent) {
    if (ts.isImportDeclaration(outer) || ts.isExportDeclaration(outer) || ts.isLiteralTypeNode(outer))
      return true;
    const name = nameOfCall(outer);
    if (name === undefined) {
      if (ts.isFunctionLike(outer) || ts.isStatement(outer)) return false;
      continue;
    }
    const last = name.split('.').at(-1) ?? name;
    if (name === 't') return (outer as ts.CallExpression).arguments[0] === inner;
    if (unread.has(last)) return true;
  }
  return false;
}

/** What a literal says; of a template, its fixed parts; of markup, what stands between the tags and in attributes that are read. */
function words(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return readable(node);
  if (ts.isTemplateExpression(node))
    return readable(
      node,
      [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('\u0001'),
    );
  return undefined;
}

function readable(node: ts.Node, text = (node as ts.StringLiteral).text): string {
  const parent = node.parent;
  const isTagged = ts.isTaggedTemplateExpression(parent) && /^(html|svg)$/.test(parent.tag.getText());
  if (!isTagged && !/<\/?\w+[ >/]/.test(text)) return text;
  const attributes = [...text.matchAll(/(?:title|aria-label|placeholder|alt)="([^"]*)"/g)].map(
    ([, value]) => value,
  );
  return [text.replaceAll(/<!--.*?-->|<[^>]*>/gs, '\u0001'), ...attributes].join('\u0001');
}

function sentencesIn({ file, text }: { file: string; text: string }): Found[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const lines = text.split('\n');
  const found: Found[] = [];
  const visit = (node: ts.Node) => {
    const said = words(node);
    if (
      said !== undefined &&
      said.split('\u0001').some((part) => sentence.test(part.trim())) &&
      !isAllowed(node)
    ) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      if (!exception.test(`${lines[line - 1] ?? ''}${lines[line] ?? ''}`))
        found.push({ file, line: line + 1, text: said.replaceAll('\u0001', '…').slice(0, 80) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Calls of `t` whose text is put together while the program runs: nobody could translate it. */
function calculatedTexts({ file, text }: { file: string; text: string }): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isCallExpression(node) && node.expression.getText() === 't') {
      const first = node.arguments[0];
      if (!first || !(ts.isStringLiteral(first) || ts.isNoSubstitutionTemplateLiteral(first)))
        found.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const isStarter = (file: string) => /\/starter(\.[a-z]+)?\//.test(file);

describe('sentences in the code', () => {
  it('are all given to t, but for those that no person reads', async () => {
    const files = (await sourceFiles()).filter(({ file }) => !isStarter(file));
    expect(files.flatMap(sentencesIn)).toEqual([]);
  });

  it('are found where they are not given to t', () => {
    const text =
      'const a = { what: `There is no ${x} here.` }; const b = html`<p title="Show the log">Two words</p>`;';
    expect(sentencesIn({ file: 'a.ts', text }).map((found) => found.text)).toHaveLength(2);
  });

  it('are left alone where they are given to t, or are faults of ours', () => {
    const text =
      "f(t('Two words here', 1)); throw new Error('A broken invariant.'); const c = html`<p>${t('Two words')}</p>`;";
    expect(sentencesIn({ file: 'a.ts', text })).toEqual([]);
  });

  it('are whole where they are given to t', async () => {
    expect((await sourceFiles()).filter(({ text }) => /\bt\(/.test(text)).flatMap(calculatedTexts)).toEqual(
      [],
    );
  });
});
