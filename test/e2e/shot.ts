/** See `shot.mjs`. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { vsixFile } from './server';
import { themeNames, Workbench } from './workbench';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    theme: { type: 'string', default: 'dark' },
    language: { type: 'string' },
    command: { type: 'string', multiple: true, default: [] },
    open: { type: 'string', multiple: true, default: [] },
    view: { type: 'string' },
    wait: { type: 'string', multiple: true, default: [] },
  },
});
const [folder, out] = positionals;
if (!folder || !out) {
  console.error(
    'Usage: node test/e2e/shot.mjs FOLDER OUT.png [--theme dark|light|high-contrast|high-contrast-light] [--language de] [--view "LiTS Lab"]\n' +
      '  [--open FILE]… [--command "LiTS: …"]… [--wait "SELECTOR or text=…"]…',
  );
  process.exit(2);
}
const theme = z.enum(themeNames).parse(values.theme);
if (!existsSync(vsixFile))
  throw new Error('Package the extension first: npm run package -- --out artifacts/lits-lab.vsix');
const { language } = values;
const workbench = await Workbench.open({ folder, vsix: vsixFile, ...(language ? { language } : {}) });
try {
  await workbench.setTheme(theme);
  if (values.view) await workbench.openViewContainer(values.view);
  for (const file of values.open) await workbench.openFile(file);
  for (const command of values.command) await workbench.runCommand(command);
  for (const selector of values.wait) await workbench.frameWith(selector);
  console.log(await workbench.screenshot(resolve(out)));
} finally {
  await workbench.close();
}
