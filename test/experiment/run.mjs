/**
 * Makes the figures of exercise 3.3: `npm run experiment [-- --steps 150] [-- --redraw]`. Trains the network of its experiment six times, on
 * sample data that it makes.
 */
import { runProgram } from '../bundledProgram.mjs';

await runProgram('experiment');
