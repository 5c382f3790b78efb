/**
 * Judges right programs with one random change each: `npm run mutations [-- --count 500 --from 1 --of resnet50 --all]`, and
 * `npm run mutations -- --show SEED` prints the change of a seed.
 */
import { runProgram } from '../bundledProgram.mjs';

await runProgram('mutations');
