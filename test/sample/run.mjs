/**
 * Measures whether the sample data set teaches what exercise 3.2 says: `npm run sample [-- --seeds 5 --part number,demo,curves --l2 1e-4 --half]`.
 * Takes about an hour on two cores; prints the tables of docs/sample.md.
 */
import { runProgram } from '../bundledProgram.mjs';

await runProgram('sample');
