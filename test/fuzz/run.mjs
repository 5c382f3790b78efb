/**
 * Trains and checks programs that are mutated at random: `npm run fuzz [-- --count 2000 --from 1 --processes 2 --ends]`, and
 * `npm run fuzz -- --show SEED` prints the program of a seed.
 */
import { runProgram } from '../bundledProgram.mjs';

await runProgram('fuzz');
