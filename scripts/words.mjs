/**
 * Collects every text that people read from the code. `npm run l10n` writes `l10n/bundle.l10n.json`, removes German texts
 * that no code uses any more, and names those that are not translated yet.
 */
import { getL10nJson } from '@vscode/l10n-dev';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const bundleFile = (name) => path.join(repository, 'l10n', name);
/** An import of `t` from the room of words, or of what hands it on to the checks of an exercise. */
const importOfT = /import \{([^}]*\bt\b[^}]*)\} from '(?:(?:\.{1,2}\/)+(?:src\/)?words|\.\/t|lits\/check)';/;

/** Folders whose code speaks to people. */
export const speakingFolders = ['src', 'webview', 'exercises'];

/** @returns {Promise<{ file: string, text: string }[]>} the TypeScript files of these folders, paths from the repository */
export async function sourceFiles(folders = speakingFolders) {
  const found = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(path.join(repository, folder), { recursive: true }))
        .filter((name) => name.endsWith('.ts'))
        .map((name) => path.posix.join(folder, name.replaceAll(path.sep, '/'))),
    ),
  );
  return Promise.all(
    found.flat().map(async (file) => ({ file, text: await readFile(path.join(repository, file), 'utf8') })),
  );
}

/** VS Code's own tool only knows calls of `l10n.t`, so each call of `t` is shown to it in that form. */
const asTheToolKnowsIt = (text) => text.replaceAll(/(?<![\w.$])t\(/g, 'l10n.t(');

/** @returns {Promise<string[]>} all texts of the code, sorted */
export async function textsOfCode() {
  const files = await sourceFiles();
  const spoken = files.filter(({ text }) => importOfT.test(text)).map(({ text }) => asTheToolKnowsIt(text));
  // As one file: the tool takes a tenth of a second for each. It looks at files that import its package, once an import.
  const withoutImports = spoken.map((text) =>
    text.replaceAll(/^import [^;]*? from '(vscode|@vscode\/l10n)';$/gm, ''),
  );
  const contents = ["import * as l10n from '@vscode/l10n';", ...withoutImports].join('\n');
  return Object.keys(await getL10nJson([{ extension: '.ts', contents }])).sort();
}

/** @param {string} name of a bundle in `l10n/` @returns {Promise<Record<string, string>>} */
export async function readBundle(name) {
  return JSON.parse(await readFile(bundleFile(name), 'utf8'));
}

async function writeBundle(name, texts) {
  await writeFile(bundleFile(name), `${JSON.stringify(texts, undefined, 2)}\n`);
}

async function main() {
  const texts = await textsOfCode();
  const german = await readBundle('bundle.l10n.de.json');
  await writeBundle('bundle.l10n.json', Object.fromEntries(texts.map((text) => [text, text])));
  const kept = texts.filter((text) => text in german);
  await writeBundle('bundle.l10n.de.json', Object.fromEntries(kept.map((text) => [text, german[text]])));
  const missing = texts.filter((text) => !(text in german));
  console.log(`${texts.length} texts, ${missing.length} not in German${missing.length ? ':' : '.'}`);
  for (const text of missing) console.log(`  ${JSON.stringify(text)}: "",`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
