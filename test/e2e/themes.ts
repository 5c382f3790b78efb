/** See `themes.mjs`. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Theme } from './pages';
import { repository, vsixFile } from './server';
import { StudentFolder } from './studentFolder';
import { themeNames, Workbench } from './workbench';

const pages = join(repository, 'dist/webview');

/** The CSS variables of VS Code that occur in our pages, by name. */
async function namesInPages(): Promise<Set<string>> {
  const files = (await readdir(pages)).filter((file) => /\.(css|js)$/.test(file));
  const texts = await Promise.all(files.map((file) => readFile(join(pages, file), 'utf8')));
  return new Set(texts.flatMap((text) => text.match(/--vscode-[\w-]+/g) ?? []));
}

const student = await StudentFolder.create();
await student.openChapter();
const workbench = await Workbench.open({ folder: student.path, vsix: vsixFile });
try {
  await workbench.runCommand('LiTS: Preview Augmentations');
  const page = await workbench.frameWith('.sample canvas');
  const given = await page.locator('#_defaultStyles').textContent();
  const names = await namesInPages();
  for (const name of given?.match(/--vscode-[\w-]+/g) ?? []) names.add(name);
  const themes: Record<string, Theme> = {};
  for (const theme of themeNames) {
    await workbench.setTheme(theme);
    themes[theme] = await page.evaluate<Theme>(`({
      bodyClass: document.body.className,
      variables: Object.fromEntries(
        ${JSON.stringify([...names].sort())}
          .map((name) => [name, document.documentElement.style.getPropertyValue(name)])
          .filter(([, value]) => value !== ''),
      ),
    })`);
  }
  const file = join(repository, 'test/e2e/themes.json');
  await writeFile(file, `${JSON.stringify({ styles: given, themes }, null, 2)}\n`);
  console.log(file);
} finally {
  await workbench.close();
  await student.remove();
}
