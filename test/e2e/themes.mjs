/**
 * Writes `themes.json`: the colours that webviews get from a real VS Code, theme by theme, which `pages.test.ts` shows our pages in.
 * Run it after pages use a colour that they did not use before: `node test/e2e/themes.mjs`.
 */
import { runBundled } from './bundled.mjs';

await runBundled('themes.ts');
