import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { meetingPointOf, untilGone } from '../../../src/launch/ranks/meetingPoint';
import { culpritOf, deathsIn, failureOfStart, tellsOfDeath } from '../../../src/launch/ranks/report';
import { torchrunArguments } from '../../../src/launch/ranks/torchrun';

const own = { id: 'abc', logFolder: '/tmp/x' };
const started = (processes: object) =>
  torchrunArguments({ nproc: 2, nnodes: 1, waitSeconds: 60, ...processes }, own, ['node', 'worker.cjs']);

describe("PyTorch's launcher", () => {
  it('is started as a module, and starts a program that is no Python', () => {
    const found = started({});
    expect(found[0]).toBe('-c');
    expect(found[1]).toContain("run_module('torch.distributed.run', run_name='__main__')");
    expect(found.slice(-3)).toEqual(['--no_python', 'node', 'worker.cjs']);
    expect(found).toContain('--nproc_per_node=2');
  });

  it('has a meeting point of its own on one machine, so that two trainings do not meet', () => {
    expect(started({})).toEqual(
      expect.arrayContaining(['--rdzv_backend=c10d', '--rdzv_endpoint=localhost:0', '--rdzv_id=abc']),
    );
  });

  it('is told of several machines what was given', () => {
    const found = started({ nnodes: 2, nodeRank: 1, rdzvEndpoint: 'a:29500', rdzvId: 'job' });
    expect(found).toEqual(
      expect.arrayContaining([
        '--nnodes=2',
        '--node_rank=1',
        '--rdzv_backend=static',
        '--rdzv_endpoint=a:29500',
        '--rdzv_id=job',
        '--rdzv_conf=join_timeout=60,timeout=60',
      ]),
    );
    expect(started({ nnodes: 2, nodeRank: 1, rdzvEndpoint: 'a:1', rdzvBackend: 'c10d' })).toContain(
      '--rdzv_backend=c10d',
    );
  });
});

const report = `ERROR:torch.distributed.elastic.multiprocessing.api:failed (exitcode: -9) local_rank: 1 (pid: 77) of binary: node
Root Cause (first observed failure):
[0]:
  time      : 2026-01-01_00:00:00
  host      : lab
  rank      : 5 (local_rank: 1)
  exitcode  : -9 (pid: 77)
  error_file: <N/A>
  traceback : Signal 9 (SIGKILL) received by PID 77
`;
const failure = { what: 'The memory is not enough.', problems: [] };
const lost = { what: 'Another process has ended.', problems: [] };

describe('of the processes of a training', () => {
  it('the one is named that was killed', () => {
    expect(tellsOfDeath(report)).toBe(true);
    const notes = [{ rank: 4, pid: 1, failure: lost, isOfAnother: true }];
    expect(culpritOf(notes, deathsIn(report))?.what).toBe(
      'Process 5 of this training was killed by SIGKILL.',
    );
  });

  it('the one is named that has failed by itself, in its own words', () => {
    const notes = [
      { rank: 0, pid: 1, failure: lost, isOfAnother: true },
      { rank: 1, pid: 2, failure },
    ];
    const deaths = [{ rank: 0, code: 1 }];
    const { what } = culpritOf(notes, deaths)!;
    expect(what).toBe('Process 1 of this training has failed: The memory is not enough.');
  });

  it('the one that keeps the run tells its failure as if it were alone', () =>
    expect(culpritOf([{ rank: 0, pid: 1, failure }], [])).toBe(failure));

  it('none is named where all have failed because of another machine', () =>
    expect(culpritOf([{ rank: 0, pid: 1, failure: lost, isOfAnother: true }], [{ rank: 0, code: 1 }])).toBe(
      undefined,
    ));
});

it('says that machines have not come, or else what the launcher has printed last', () => {
  expect(failureOfStart('x\ntorch.RendezvousTimeoutError', 9).what).toContain('within 9 seconds');
  expect(failureOfStart('RuntimeError: Socket Timeout', 9).what).toContain('within 9 seconds');
  expect(failureOfStart('', 9, true).what).toContain('within 9 seconds');
  expect(failureOfStart('x\nNo module named y\n', 9).why).toBe('No module named y');
});

describe('where machines meet', () => {
  const processes = { nproc: 1, nnodes: 2, waitSeconds: 60 };

  it('is read from the address, where the launcher listens', () => {
    const pointAt = (rdzvEndpoint: string, rdzvBackend?: string) =>
      meetingPointOf({ ...processes, rdzvEndpoint, rdzvBackend });
    expect(pointAt('a.example:29500')).toEqual({ host: 'a.example', port: 29500 });
    expect(pointAt('a.example')).toEqual({ host: 'a.example', port: 29400 });
    expect(pointAt('[fd00::1]:29500', 'static')).toEqual({ host: 'fd00::1', port: 29500 });
    expect(pointAt('a.example:2379', 'etcd')).toBeUndefined();
    expect(meetingPointOf({ ...processes, nnodes: 1, rdzvEndpoint: 'a:1' })).toBeUndefined();
  });

  it('nobody is any more once nobody listens; a line that ends alone means nothing', async () => {
    const lines: Socket[] = [];
    const server = createServer((line) => lines.push(line)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const over = new AbortController();
    onTestFinished(() => over.abort());
    let isGone = false;
    const gone = untilGone({ host: '127.0.0.1', port }, 60_000, over.signal).then(() => (isGone = true));
    await once(server, 'connection');
    lines[0].destroy();
    await once(server, 'connection');
    expect(isGone).toBe(false);
    server.close();
    lines[1].destroy();
    await gone;
  });
});
