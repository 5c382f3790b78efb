import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isResumable, readRun } from '../../../../src/runs';
import { awaitedMillis } from '../../../patience.mjs';
import { installForTests, isEpoch, lits, missing, training, type Running } from './runningLits';
import { twoHosts, type Hosts } from './twoHosts';
import { expectAlike, weightsIn, weightsOfOne } from './weights';

installForTests();

const made = missing ?? twoHosts();
const reason = typeof made === 'string' ? made : undefined;
if (reason) console.warn(`Not tested on two hosts: ${reason}`);
const hosts = made as Hosts; // Where it is none, no test is run.

/** Starts a training with a process on each host. */
async function start(settings: Record<string, string>, ...options: string[]) {
  const [first, second] = [await training(settings), await training(settings)];
  onTestFinished(hosts.clear);
  const several = ['--nproc', '1', '--nnodes', '2', '--rdzv-endpoint', `${hosts.address}:29511`, ...options];
  const on = (host: number, { args }: { args: readonly string[] }) =>
    lits([...args, ...several, '--node-rank', String(host)], ['ip', 'netns', 'exec', hosts.names[host]], {
      GLOO_SOCKET_IFNAME: hosts.interfaces[host],
    });
  return { first, second, both: [await on(0, first), await on(1, second)] };
}

/** Longer than two processes may be apart when they start, on a busy machine. */
const timeout = '20';
const long = { epochs: '10000' };
const lost = 'Another process of this training has ended, or does not answer any more.';

/** What both say at their end, and that they have left nothing. */
async function ends(both: readonly Running[]) {
  const ended = await Promise.all(both.map((one) => one.end()));
  await expect.poll(() => hosts.processes(), { timeout: awaitedMillis }).toEqual([]);
  for (const { temporary } of both)
    expect((await readdir(temporary)).filter((name) => name.startsWith('lits-ranks-'))).toEqual([]);
  return ended;
}

async function expectKept(runDir: string) {
  expect(await readRun(runDir)).toMatchObject({ state: 'failed', failure: { what: lost } });
  expect(await isResumable(runDir)).toBe(true);
  expect(await readdir(path.join(runDir, 'checkpoints'))).toContain('last');
}

describe.skipIf(reason !== undefined)(
  `lits train in processes on two hosts${reason ? ` (${reason})` : ''}`,
  () => {
    it('trains, and one host keeps the run', async () => {
      const { first, second, both } = await start({});
      const ended = await ends(both);
      expect(
        ended.map(({ code, errors, result }) => [code, code === 0 ? '' : errors + JSON.stringify(result)]),
      ).toEqual([
        [0, ''],
        [0, ''],
      ]);
      expect(await readRun(first.runDir)).toMatchObject({ state: 'done', ranks: 2 });
      expect(await readdir(path.dirname(second.runDir))).toEqual([]);
      expectAlike(await weightsIn(first.runDir), await weightsOfOne());
    });

    it('stops on both hosts when a scheduler ends its job, and can go on from there', async () => {
      const { first, both } = await start(long);
      await both[0].saw(isEpoch);
      // Slurm sends it twice.
      for (const one of [...both.toReversed(), ...both]) one.signal('SIGTERM');
      const [kept, followed] = await ends(both);
      expect(kept).toMatchObject({ code: 1, result: { ok: true, run: { state: 'stopped' } } });
      expect(followed).toMatchObject({ code: 0, result: { ok: true } });
      expect(await isResumable(first.runDir)).toBe(true);
    });

    it('ends soon where the process of the other host is killed, of which that host says why', async () => {
      const { first, both } = await start(long, '--checkpoint-every', '0');
      await both[0].saw(isEpoch);
      process.kill(await both[1].pidOf(1), 'SIGKILL');
      const killed = Date.now();
      const [kept, followed] = await ends(both);
      // Far below the half hour that one waits for a process that may still come.
      expect(Date.now() - killed).toBeLessThan(awaitedMillis);
      expect(kept).toMatchObject({ code: 1, result: { ok: false, failure: { what: lost } } });
      const what = 'Process 1 of this training was killed by SIGKILL.';
      expect(followed).toMatchObject({ code: 1, result: { ok: false, failure: { what } } });
      await expectKept(first.runDir);
    });

    it('gives up the process of the other host that stands still', async () => {
      const { first, both } = await start(long, '--checkpoint-every', '0', '--rank-timeout', timeout);
      await both[0].saw(isEpoch);
      process.kill(await both[1].pidOf(1), 'SIGSTOP');
      const [kept, followed] = await ends(both);
      const failure = { what: lost, why: expect.stringContaining(`${timeout}000ms`) as string };
      expect(kept).toMatchObject({ code: 1, result: { ok: false, failure } });
      const what = 'Processes of this training did not end with the others, and were ended by force: 1.';
      expect(followed).toMatchObject({ code: 1, result: { ok: false, failure: { what } } });
      await expectKept(first.runDir);
    });

    it('ends on both hosts where the network between them is cut', async () => {
      const { first, both } = await start(long, '--checkpoint-every', '0', '--rank-timeout', timeout);
      await both[0].saw(isEpoch);
      onTestFinished(() => hosts.cable('up'));
      hosts.cable('down');
      for (const ended of await ends(both))
        expect(ended).toMatchObject({ code: 1, result: { ok: false, failure: { what: lost } } });
      await expectKept(first.runDir);
    });
  },
);
