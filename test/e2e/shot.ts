/** See `shot.mjs`. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { repository } from './server';
import { Workbench, type ThemeName } from './workbench';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    theme: { type: 'string', default: 'dark' },
    command: { type: 'string', multiple: true, default: [] },
    open: { type: 'string', multiple: true, default: [] },
    view: { type: 'string' },
    wait: { type: 'string' },
    vsix: { type: 'string' },
  },
});
const [folder, out] = positionals;
if (!folder || !out) {
  console.error(
    'Usage: node test/e2e/shot.mjs FOLDER OUT.png [--theme dark|light|high-contrast] [--view "LiTS Lab"]\n' +
      '  [--open FILE]… [--command "LiTS: …"]… [--wait "text that must show first"] [--vsix FILE]',
  );
  process.exit(2);
}
const newest = readdirSync(repository).find((name) => name.endsWith('.vsix'));
const vsix = values.vsix ?? (newest && join(repository, newest));
const workbench = await Workbench.open({ folder, ...(vsix ? { vsix: resolve(vsix) } : {}) });
try {
  await workbench.setTheme(values.theme as ThemeName);
  if (values.view) await workbench.openViewContainer(values.view);
  for (const file of values.open) await workbench.openFile(file);
  for (const command of values.command) await workbench.runCommand(command);
  if (values.wait) await workbench.shows(values.wait);
  console.log(await workbench.screenshot(resolve(out)));
} finally {
  await workbench.close();
}
