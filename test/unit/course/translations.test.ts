import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../src/protocol/catalog';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const catalog = await loadCatalog(path.join(repository, 'exercises'));

/** Those that the extension itself speaks, besides English. */
const languages = (await readdir(path.join(repository, 'l10n'))).flatMap(
  (name) => /^bundle\.l10n\.([a-z]+)\.json$/.exec(name)?.[1] ?? [],
);
const filesIn = async (folder: string) => (await readdir(folder, { recursive: true })).sort();
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]);

/** Digits alone: 1.10 and 1,10 are the same number. */
const numbersIn = (text: string) =>
  matches(text, /(\d[\d.,]*)/g)
    .map((number) => number?.replace(/\D/g, ''))
    .sort();

/** What instructions are made of, apart from their words. */
function structure(text: string) {
  const links = matches(text, /\]\((https?:[^)]*)\)/g);
  return {
    headings: matches(text, /^(#+) /gm),
    tableRows: matches(text, /^(\|)/gm).length,
    points: matches(text, /^(- |\d+\. )/gm),
    codeBlocks: matches(text, /^(```.*)$/gm),
    code: matches(text, /`([^`\n]+)`/g).sort(),
    figures: matches(text, /!\[[^\]]*\]\(figures\/([^)]*)\)/g),
    places: matches(text, /<a id="([^"]*)"><\/a>/g),
    links,
    numbers: numbersIn(links.reduce((rest, link = '') => rest.replace(link, ''), text)),
  };
}

/** As the preview of VS Code makes it of a heading. */
const slug = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replace(/\s+/g, '-');

/** The code of a file without its comments, and without what its errors say. */
function codeOf(text: string): string {
  const source = ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true);
  const isText = (node: ts.Node) => ts.isStringLiteral(node) || ts.isTemplateLiteralToken(node);
  const tokens = (node: ts.Node, inError: boolean): string[] => {
    if (ts.isJSDoc(node)) return [];
    const children = node.getChildren(source);
    if (children.length === 0) return [inError && isText(node) ? 'text' : node.getText(source)];
    const isError = ts.isNewExpression(node) && node.expression.getText(source) === 'Error';
    return children.flatMap((child) => tokens(child, inError || isError));
  };
  return tokens(source, false)
    .filter((token) => token !== '')
    .join(' ')
    .replaceAll(' , )', ' )');
}

const translated = catalog.flatMap(({ exercises }) =>
  exercises.flatMap(({ manifest, path: folder }) =>
    languages.map((language) => ({ id: manifest.id, folder, language })),
  ),
);

describe.each(translated)('exercise $id in $language', ({ folder, language }) => {
  const readme = (name: string) => readFile(path.join(folder, name), 'utf8');
  const starter = path.join(folder, 'starter');
  const own = `${starter}.${language}`;

  it('has instructions with the same headings, tables, figures, places, code, links and numbers', async () => {
    const inLanguage = structure(await readme(`README.${language}.md`));
    const figures = inLanguage.figures.map((name) => name?.replace(`.${language}.`, '.'));
    expect({ ...inLanguage, figures }).toEqual(structure(await readme('README.md')));
  });

  it('has instructions whose links to a heading lead to one', async () => {
    const text = await readme(`README.${language}.md`);
    const headings = matches(text, /^#+ (.*)$/gm).map((heading = '') => slug(heading));
    expect(matches(text, /\]\(#([^)]*)\)/g).filter((link = '') => !headings.includes(link))).toEqual([]);
  });

  it('has the figures that its instructions show', async () => {
    const { figures } = structure(await readme(`README.${language}.md`));
    const present: string[] = figures.length === 0 ? [] : await filesIn(path.join(folder, 'figures'));
    expect(figures.filter((name = '') => !present.includes(name))).toEqual([]);
  });

  it('has every starter file', async () => {
    expect(await filesIn(own)).toEqual(await filesIn(starter));
  });

  it('has starter files with the same code', async () => {
    for (const name of (await filesIn(own)).filter((file) => file.endsWith('.ts'))) {
      const [inLanguage, english] = await Promise.all(
        [own, starter].map((place) => readFile(path.join(place, name), 'utf8')),
      );
      expect(codeOf(inLanguage ?? ''), name).toBe(codeOf(english ?? ''));
    }
  });

  it('has starter texts with the same headings and questions', async () => {
    for (const name of (await filesIn(own)).filter((file) => file.endsWith('.md'))) {
      const [inLanguage, english] = await Promise.all(
        [own, starter].map((place) => readFile(path.join(place, name), 'utf8')),
      );
      expect(structure(inLanguage ?? ''), name).toEqual(structure(english ?? ''));
    }
  });
});
