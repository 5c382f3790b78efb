/**
 * Reviews a generated class, and holds every grade against the true one:
 * `npm run build && node test/review/run.mjs [--students 40] [--jobs N] [--exercises 3.2,3.3,3.4] [--keep]`.
 * Without `--exercises`, the work is on an exercise of the tests that costs next to nothing to check; with them, solutions and mutants of chapter 3.
 */
import { runProgram } from '../bundledProgram.mjs';

await runProgram('review');
