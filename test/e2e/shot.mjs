/**
 * A look at the extension in a real VS Code:
 * `node test/e2e/shot.mjs FOLDER OUT.png [--theme light] [--language de] [--command "LiTS: …"] [--open FILE] [--view NAME] [--wait TEXT]`.
 * Packages first; `LITS_SHOT_AS_IS=1` takes the package that is there.
 */
import { runBundled } from './bundled.mjs';

await runBundled('shot.ts');
