import { createServer, type Server } from 'node:http';
import { readdir, readFile, writeFile, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cudaLibraries, installCudaRuntime, lookForCudaRuntime } from '../../../src/worker/cuda/install';
import { zipBytes } from '../files/zipBytes';
import { temporaryFolder } from '../temporaryFolder';

/** A broken download is not tried again at once. */
vi.mock('node:timers/promises', () => ({ setTimeout: () => Promise.resolve() }));

const { version } = cudaLibraries.package;
const [shared, cuda] = cudaLibraries.files;
const archive = zipBytes([
  { name: `${cudaLibraries.folder}/${shared}`, content: 'shared '.repeat(1000), isPacked: true },
  { name: 'LICENSE.txt', content: 'licence' },
  { name: `${cudaLibraries.folder}/${cuda}`, content: 'cuda' },
]);

let server: Server;
let feed: string;
let out: string;
let served: Buffer;

/** The part of NuGet's protocol that is needed. */
beforeEach(async () => {
  served = archive;
  const archivePath = `/flat/microsoft.ml.onnxruntime.gpu.linux/${version}/microsoft.ml.onnxruntime.gpu.linux.${version}.nupkg`;
  server = createServer((request, response) => {
    if (request.url === '/index.json')
      response.end(
        JSON.stringify({
          resources: [{ '@id': `http://${request.headers.host}/flat/`, '@type': 'PackageBaseAddress/3.0.0' }],
        }),
      );
    else if (request.url === archivePath) {
      response.setHeader('content-length', archive.length);
      if (request.method === 'HEAD') response.end();
      else response.write(served, () => response.destroy());
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  feed = `http://127.0.0.1:${(server.address() as AddressInfo).port}/index.json`;
  out = path.join(await temporaryFolder(), 'cuda');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const options = (more: object = {}) => ({
  out,
  feed,
  platform: 'linux/x64',
  signal: new AbortController().signal,
  onProgress: () => undefined,
  ...more,
});

describe('the CUDA runtime', () => {
  it('is what the package would download when it is installed', () => {
    const require = createRequire(import.meta.url);
    const metadata = require('onnxruntime-node/script/install-metadata.js') as {
      manifests: Record<string, Record<string, { package: string; path: string }>>;
      packages: Record<string, { name: string; versions: { feed: string; version: string }[] }>;
      feeds: Record<string, { index: string }>;
    };
    const manifest = metadata.manifests['linux/x64:cuda12'];
    const source = metadata.packages[manifest[`./${cuda}`].package];
    expect(cudaLibraries.files.map((name) => manifest[`./${name}`].path)).toEqual(
      cudaLibraries.files.map((name) => `${cudaLibraries.folder}/${name}`),
    );
    expect({ name: source.name, version: source.versions[0].version }).toEqual(cudaLibraries.package);
    expect(metadata.feeds[source.versions[0].feed].index).toBe(cudaLibraries.feed);
  });

  it('says how large the download is before it begins', async () => {
    const found = await lookForCudaRuntime(options());
    expect(found).toMatchObject({ megabytes: archive.length / 1e6, host: new URL(feed).host });
  });

  it('is put beside a copy of ONNX Runtime, in the place of older versions', async () => {
    await mkdir(path.join(out, '0.9.0'), { recursive: true });
    const seen: number[] = [];
    await installCudaRuntime(options({ onProgress: (_done: number, total: number) => seen.push(total) }));
    expect(await readdir(out)).toEqual([version]);
    const installed = await readdir(path.join(out, version));
    expect(installed).toEqual(expect.arrayContaining(['onnxruntime_binding.node', shared, cuda]));
    expect(await readFile(path.join(out, version, shared), 'utf8')).toBe('shared '.repeat(1000));
    expect(seen.at(-1)).toBeCloseTo(archive.length / 1e6);
  });

  it.each([
    ['is cut off', () => archive.subarray(0, archive.length - 40)],
    ['is something else', () => Buffer.alloc(archive.length)],
  ])('leaves what was there when the archive %s', async (_what, damaged) => {
    served = damaged();
    await mkdir(path.join(out, version), { recursive: true });
    await writeFile(path.join(out, version, 'works'), '');
    await expect(installCudaRuntime(options())).rejects.toThrow();
    expect(await readdir(out)).toEqual([version]);
    expect(await readdir(path.join(out, version))).toEqual(['works']);
  });

  it('leaves nothing behind when it is cancelled', async () => {
    const abort = new AbortController();
    const onProgress = () => abort.abort(new Error('enough'));
    await expect(installCudaRuntime(options({ signal: abort.signal, onProgress }))).rejects.toThrow('enough');
    expect(await readdir(out)).toEqual([]);
  });

  it('cannot be had without a connection, and the message says so', async () => {
    const nowhere = options({ feed: 'http://127.0.0.1:1/index.json' });
    await expect(lookForCudaRuntime(nowhere)).rejects.toMatchObject({
      failure: { what: expect.stringContaining('could not be reached') as string },
    });
  });

  it('is refused where ONNX Runtime has none, with what there is instead', async () => {
    await expect(lookForCudaRuntime(options({ platform: 'darwin/arm64' }))).rejects.toMatchObject({
      failure: { next: expect.stringContaining('WebGPU') as string },
    });
  });
});
