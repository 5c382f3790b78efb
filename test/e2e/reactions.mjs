/**
 * How long a student waits for what a click or a command does, in a real VS Code: `node test/e2e/reactions.mjs [--rounds 3]`.
 * Prints a table of medians. Packages first; `LITS_SHOT_AS_IS=1` takes the package that is there.
 */
import { runBundled } from './bundled.mjs';

await runBundled('reactions.ts');
