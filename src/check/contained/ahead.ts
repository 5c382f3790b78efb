import type { ChildProcess } from 'node:child_process';
import type { Confinement } from './confinement';

/**
 * The same confinement with its first process begun now: it loads while the caller still reads and type-checks files, which takes
 * as long. It goes to the first who starts one.
 */
export function startingAhead(confinement: Confinement, args: readonly string[]): Confinement & Disposable {
  let waiting: ChildProcess | undefined = confinement.start(args);
  waiting.once('error', () => (waiting = undefined));
  waiting.once('exit', () => (waiting = undefined));
  return {
    ...confinement,
    start(others) {
      const begun = others.join('\0') === args.join('\0') ? waiting : undefined;
      if (begun) waiting = undefined;
      return begun ?? confinement.start(others);
    },
    [Symbol.dispose]: () => waiting?.kill('SIGKILL'),
  };
}
