import { getL10nJson } from '@vscode/l10n-dev';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const bundle = async (name: string) =>
  z.record(z.string(), z.string()).parse(JSON.parse(await readFile(join(root, 'l10n', name), 'utf8')));
const english = await bundle('bundle.l10n.json');
const german = await bundle('bundle.l10n.de.json');

async function textsInCode(): Promise<string[]> {
  const folder = join(root, 'src/extension');
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'));
  const files = await Promise.all(
    names.map(async (name) => ({ extension: '.ts', contents: await readFile(join(folder, name), 'utf8') })),
  );
  return Object.keys(await getL10nJson(files));
}

const placeholders = (text: string) => [...new Set(text.match(/\{\d+\}/g))].sort();

describe('texts of the extension', () => {
  it('are all in the English bundle, which holds no others (npm run l10n)', async () => {
    expect(Object.keys(english).sort()).toEqual((await textsInCode()).sort());
  });

  it('are all in German', () => {
    expect(Object.keys(german).sort()).toEqual(Object.keys(english).sort());
  });

  it('have the same placeholders in German', () => {
    const different = Object.keys(english).filter(
      (text) => placeholders(german[text] ?? '').join() !== placeholders(text).join(),
    );
    expect(different).toEqual([]);
  });
});
