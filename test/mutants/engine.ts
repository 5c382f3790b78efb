import { startEngine } from '../../src/engine';

/** With one thread: files of tests run side by side on all cores, and a second thread would mostly wait for the first. */
export const startOnOneThread = () => startEngine({ threads: 1 });
