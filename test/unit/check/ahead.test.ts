import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { startingAhead } from '../../../src/check/contained/ahead';
import type { Confinement } from '../../../src/check/contained/confinement';

const waitsForever = ['-e', 'setInterval(() => {}, 1000)'];
const endsAtOnce = ['-e', '0'];

function counted(): Confinement & { started: ChildProcess[] } {
  const started: ChildProcess[] = [];
  return {
    started,
    means: { permissions: false, sandbox: 'none', memory: undefined },
    start(args) {
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
      started.push(child);
      return child;
    },
  };
}

describe('a process that is started ahead', () => {
  it('is begun at once, and is the first that is asked for', () => {
    const confinement = counted();
    using ahead = startingAhead(confinement, waitsForever);
    const asked = [ahead.start(waitsForever), ahead.start(waitsForever)];
    for (const child of asked) child.kill('SIGKILL');
    expect(confinement.started).toEqual(asked);
  });

  it('is not handed out for other work', () => {
    const confinement = counted();
    using ahead = startingAhead(confinement, waitsForever);
    expect(ahead.start(endsAtOnce)).toBe(confinement.started[1]);
  });

  it('is not handed out when it has ended', async () => {
    const confinement = counted();
    using ahead = startingAhead(confinement, endsAtOnce);
    await once(confinement.started[0], 'exit');
    expect(ahead.start(endsAtOnce)).toBe(confinement.started[1]);
  });

  it('is ended when nobody has asked for it', async () => {
    const confinement = counted();
    startingAhead(confinement, waitsForever)[Symbol.dispose]();
    const [, signal] = (await once(confinement.started[0], 'exit')) as [null, string];
    expect(signal).toBe('SIGKILL');
  });
});
