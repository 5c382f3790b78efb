import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { findNode, startWorker, type WorkerClient } from '../../../src/launch';
import type { ProgressEvent } from '../../../src/protocol/events';
import { volumesJobSchema, type VolumesJob } from '../../../src/protocol/jobs/dataJobs';
import { image, labels } from '../data/volumes/folder';
import { niftiBytes } from '../data/volumes/niftiBytes';
import { temporaryFolder, writeDataset } from '../data/fixture';
import { zipBytes } from '../files/zipBytes';
import { installWorker } from './installation';

let workerPath: string;
beforeAll(async () => {
  workerPath = await installWorker();
});
afterAll(() => rm(path.dirname(workerPath), { recursive: true }));

async function newWorker(): Promise<WorkerClient> {
  const folder = await temporaryFolder();
  const logFile = path.join(folder, 'worker.log');
  const client = await startWorker({ workerPath, node: await findNode(), logFile, cwd: folder });
  onTestFinished(() => client.kill());
  return client;
}

/**
 * Kills a worker's process when it has told of progress for which `isTime` holds, and waits until it is gone.
 * @returns whether it was killed before its work had ended
 */
async function killWhen(
  isTime: (progress: ProgressEvent) => boolean,
  start: (client: WorkerClient) => Promise<unknown>,
): Promise<boolean> {
  const client = await newWorker();
  client.onEvent((event) => {
    if (event.type === 'progress' && isTime(event)) client.kill();
  });
  try {
    await start(client);
    return false;
  } catch (error) {
    expect(error).toMatchObject({ kind: 'force-stopped' });
    return true;
  }
}

/** What each file below a folder holds. */
async function contentOf(folder: string): Promise<Record<string, string>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((one) => one.isFile()).map((one) => path.join(one.parentPath, one.name));
  const hashes = files.sort().map(async (file) => {
    const hash = createHash('sha256').update(await readFile(file));
    return [path.relative(folder, file), hash.digest('hex')] as const;
  });
  return Object.fromEntries(await Promise.all(hashes));
}

describe('volumes, prepared in a process of its own', () => {
  const shape = [64, 64, 24];

  async function volumesJob(volumes?: string): Promise<VolumesJob> {
    const folder = volumes ?? (await temporaryFolder());
    for (const number of volumes === undefined ? [0, 1, 2, 3] : []) {
      const isPacked = number % 2 === 1;
      const name = (kind: string) => path.join(folder, `${kind}-${number}.nii${isPacked ? '.gz' : ''}`);
      await writeFile(name('volume'), niftiBytes({ shape, value: image(number), isPacked }));
      await writeFile(name('segmentation'), niftiBytes({ shape, value: labels, isPacked }));
    }
    const job = { volumes: folder, out: await temporaryFolder(), split: '2/1/1', workers: 2 };
    return volumesJobSchema.parse(job);
  }

  it('become the same data set whatever the number of threads', async () => {
    const [two, one] = [await volumesJob(), await volumesJob()];
    const result = await (await newWorker()).start('volumes', two);
    expect(result).toMatchObject({ volumes: 4, refused: [], slices: { train: 48, val: 24, test: 24 } });
    await (await newWorker()).start('volumes', { ...one, workers: 1 });
    expect(await contentOf(two.out)).toEqual(await contentOf(one.out));
  });

  it('are left out by the thread that cannot read them, and the others are made', async () => {
    const job = await volumesJob();
    await writeFile(path.join(job.volumes, 'volume-0.nii'), 'no volume');
    const result = await (await newWorker()).start('volumes', job);
    expect(result.refused).toEqual([{ volume: 'volume-0', why: expect.any(String) as string }]);
    expect(result.volumes).toBe(3);
  });

  // Spread over the work: at its beginning, within volumes, and when the last one is nearly done.
  const points = [0, 0.01, 0.27, 0.51, 0.76, 0.99];
  it('go on after the process was killed, and become what they become undisturbed', async () => {
    const undisturbed = await volumesJob();
    await (await newWorker()).start('volumes', undisturbed);
    const job = await volumesJob(undisturbed.volumes);
    let killed = 0;
    for (const point of points) {
      const isTime = ({ done, total }: ProgressEvent) => done / total >= point;
      if (await killWhen(isTime, (client) => client.start('volumes', job))) killed++;
    }
    // The last ones may come too late.
    expect(killed).toBeGreaterThanOrEqual(3);
    const client = await newWorker();
    await client.start('volumes', job);
    expect(await contentOf(job.out)).toEqual(await contentOf(undisturbed.out));
  });

  it('stop when they are cancelled, leave no half data set, and go on', async () => {
    const job = await volumesJob();
    const client = await newWorker();
    client.onEvent((event) => {
      if (event.type === 'progress' && event.done > 1) void client.cancel();
    });
    await expect(client.start('volumes', job)).rejects.toMatchObject({ kind: 'stopped' });
    expect(await readdir(job.out)).not.toContain('Clean_LiTS');
    await (await newWorker()).start('volumes', job);
    expect(await readdir(job.out)).toEqual(['Clean_LiTS']);
  });
});

describe('an archive, in a process of its own', () => {
  async function archiveOf(folder: string): Promise<Buffer> {
    const content = await contentOf(folder);
    return zipBytes(
      await Promise.all(
        Object.keys(content).map(async (name) => ({
          name: name.replaceAll('\\', '/'),
          content: await readFile(path.join(folder, name)),
        })),
      ),
    );
  }

  interface Site {
    url: string;
    /** Bytes that were sent. */
    sent: () => number;
  }

  /** A server that sends a file by and by, and from where it is asked to. */
  async function serve(bytes: Buffer): Promise<Site> {
    let sent = 0;
    const server: Server = createServer((request, response) => {
      const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      response.writeHead(start > 0 ? 206 : 200, {
        'content-type': 'application/octet-stream',
        'content-length': bytes.length - start,
        etag: '"one"',
        ...(start > 0 ? { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {}),
      });
      const piece = Math.ceil(bytes.length / 64);
      const send = (from: number): void => {
        if (from >= bytes.length) return void response.end();
        const part = bytes.subarray(from, from + piece);
        response.write(part, (error) => {
          if (error) return;
          sent += part.length;
          setTimeout(() => send(from + piece), 5);
        });
      };
      send(start);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`, sent: () => sent };
  }

  /** A data set, and its archive. */
  async function packed(): Promise<{ data: string; archive: Buffer }> {
    const data = await writeDataset();
    // Something that takes time to come, and to unpack.
    await writeFile(path.join(data, 'notes.bin'), Buffer.alloc(24e6, 7));
    return { data, archive: await archiveOf(data) };
  }

  async function expectData(out: string, data: string): Promise<void> {
    expect(await readdir(out)).toEqual(['Clean_LiTS']);
    const { 'download.json': record, ...files } = await contentOf(path.join(out, 'Clean_LiTS'));
    expect(record).toBeDefined();
    expect(files).toEqual(await contentOf(data));
  }

  it('is downloaded', async () => {
    const { data, archive } = await packed();
    const { url } = await serve(archive);
    const out = await temporaryFolder();
    const result = await (await newWorker()).start('download', { out, url });
    expect(result).toMatchObject({ slices: { train: 6, val: 3, test: 3 } });
    await expectData(out, data);
  });

  it('goes on after the process was killed in mid-download and in mid-unpack; nothing comes twice', async () => {
    const { data, archive } = await packed();
    const { url, sent } = await serve(archive);
    const out = await temporaryFolder();
    const kill = (wanted: ProgressEvent['phase'], share: number) =>
      killWhen(
        ({ phase, done, total }) => phase === wanted && done / total >= share,
        (client) => client.start('download', { out, url }),
      );
    expect(await kill('download', 0.3)).toBe(true);
    expect(await kill('download', 0.6)).toBe(true);
    expect(await kill('unpack', 0)).toBe(true);
    await kill('unpack', 0.5);
    await (await newWorker()).start('download', { out, url });
    await expectData(out, data);
    // What was on its way when the process ended comes again: much less than the whole.
    expect(sent()).toBeLessThan(1.5 * archive.length);
  });

  it('is unpacked where it is there already, and its data is checked', async () => {
    const { data, archive } = await packed();
    const out = await temporaryFolder();
    const zip = path.join(out, 'own.zip');
    await writeFile(zip, archive);
    await mkdir(path.join(out, 'here'));
    await (await newWorker()).start('download', { out: path.join(out, 'here'), zip });
    await expectData(path.join(out, 'here'), data);
    const phases = new Set<string>();
    const client = await newWorker();
    client.onEvent((event) => {
      if (event.type === 'progress') phases.add(event.phase);
    });
    const check = await client.start('checkData', { data: path.join(out, 'here', 'Clean_LiTS') });
    expect(check.volumes).toHaveLength(4);
    expect([...phases]).toEqual(['checkData', 'findCopies']);
  });
});
