import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isResumable, readMetrics, readRun } from '../../../src/runs';
import { installForTests, isEpoch, lits, missing, training } from './ranks/runningLits';
import { expectAlike, weightsIn, weightsOfOne } from './ranks/weights';

installForTests();

describe.skipIf(missing !== undefined)(
  `lits train in several processes${missing ? ` (${missing})` : ''}`,
  () => {
    it('leaves one run, with the weights of one process, and says how fast each was', async () => {
      const together = await training();
      const running = await lits([...together.args, '--nproc', '2']);
      expect((await running.end()).code).toBe(0);
      const run = await readRun(together.runDir);
      expect(run).toMatchObject({ state: 'done', ranks: 2, device: 'torch:cpu' });
      expectAlike(await weightsIn(together.runDir), await weightsOfOne());
      const kinds = (await readMetrics(together.runDir)).lines.map(({ kind }) => kind);
      expect(kinds).toEqual(['step', 'step', 'epoch', 'step', 'step', 'epoch']);
      const log = await readFile(path.join(together.runDir, 'log.txt'), 'utf8');
      expect(log).toMatch(/slices\/s by 2 processes: [\d.,]+ slices\/s each/);
      expect((await readdir(running.temporary)).filter((name) => name.startsWith('lits-ranks-'))).toEqual([]);
    });

    it('ends soon with its checkpoint when a process dies, says which one, and goes on in one process', async () => {
      const { runDir, args } = await training({ epochs: '60' });
      const running = await lits([...args, '--nproc', '2', '--checkpoint-every', '0']);
      await running.saw(isEpoch);
      const dying = await running.pidOf(1);
      process.kill(dying, 'SIGKILL');
      const { code, result } = await running.end();
      expect(code).toBe(1);
      const what = 'Process 1 of this training was killed by SIGKILL.';
      expect(result).toMatchObject({ ok: false, failure: { what } });
      expect(await readRun(runDir)).toMatchObject({ state: 'failed', failure: { what } });
      expect(await isResumable(runDir)).toBe(true);
      expect(await readdir(path.join(runDir, 'checkpoints'))).toContain('last');

      const resumed = await lits(['runs', 'resume', runDir]);
      expect((await resumed.end()).code).toBe(0);
      const run = await readRun(runDir);
      expect(run).toMatchObject({ state: 'done', progress: { epoch: 60, step: 120 } });
      expect(run.ranks).toBeUndefined();
    });

    it('stops in all processes when it is asked to, and goes on in several to the same end', async () => {
      const [whole, stopped] = [await training({ epochs: '60' }), await training({ epochs: '60' })];
      expect((await (await lits([...whole.args, '--nproc', '2'])).end()).code).toBe(0);
      const running = await lits([...stopped.args, '--nproc', '2']);
      await running.saw(isEpoch);
      running.signal('SIGINT');
      const { result } = await running.end();
      expect(result).toMatchObject({ ok: true, run: { state: 'stopped' } });
      const resumed = await lits(['runs', 'resume', stopped.runDir, '--nproc', '2']);
      expect((await resumed.end()).code).toBe(0);
      expect(await readRun(stopped.runDir)).toMatchObject({
        state: 'done',
        ranks: 2,
        progress: { step: 120 },
      });
      expect(await weightsIn(stopped.runDir)).toEqual(await weightsIn(whole.runDir));
    });

    it("tells a student's error as one process does", async () => {
      const { args } = await training({ model: '() => { throw new Error("no model today"); }' });
      const { result } = await (await lits([...args, '--nproc', '2'])).end();
      expect(JSON.stringify(result)).toContain('no model today');
      expect(JSON.stringify(result)).toContain('train.ts');
    });

    it.each(['--rdzv-backend=c10d', '--node-rank=0'])(
      'says that a machine has not come in time (%s)',
      async (option) => {
        const { runDir, args } = await training();
        const endpoint = `localhost:${await freePort()}`;
        const several = ['--nproc', '1', '--nnodes', '2', '--rdzv-endpoint', endpoint, '--rank-timeout', '2'];
        const { code, result } = await (await lits([...args, ...several, option])).end();
        expect(code).toBe(1);
        const what = 'Not all machines of this training have come together within 2 seconds.';
        expect(result).toMatchObject({ ok: false, failure: { what } });
        expect(await readdir(path.dirname(runDir))).toEqual([]);
      },
    );
  },
);

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
