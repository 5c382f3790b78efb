import { existsSync } from 'node:fs';
import { cp, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import onnxruntime from 'onnxruntime-node/package.json';
import { writeFolderAtomic } from '../../files/atomicFolder';
import { download } from '../../files/download';
import type { FetchFile } from '../../files/fetch';
import { unzipChosen } from '../../files/unzip';
import { cudaRuntimeVariable } from '../../protocol/devices';
import { FailureError } from '../../protocol/failure';
import { list, t } from '../../words';
import { archiveAddress, sizeOf } from './nuget';

/** As the package's own install script has it (script/install-metadata.js), without TensorRT, which nothing here uses. */
export const cudaLibraries = {
  feed: 'https://api.nuget.org/v3/index.json',
  package: { name: 'Microsoft.ML.OnnxRuntime.Gpu.Linux', version: onnxruntime.version },
  /** Platforms that onnxruntime-node offers CUDA for. */
  platforms: ['linux/x64'],
  folder: 'runtimes/linux-x64/native',
  files: ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'],
};

const bytesInMegabyte = 1e6;

export interface CudaOptions {
  /** Gets a folder for this version of ONNX Runtime. */
  out: string;
  signal: AbortSignal;
  onProgress: (megabytes: number, total: number) => void;
  feed?: string;
  /** In the place of Node's own, as where a proxy must be used. */
  fetch?: FetchFile;
  /** As in `linux/x64`. */
  platform?: string;
}

/** Folder of ONNX Runtime with its CUDA libraries, if they were installed for its version. */
export function installedCudaRuntime(): string | undefined {
  const all = process.env[cudaRuntimeVariable];
  const folder = all && path.join(all, onnxruntime.version);
  return folder && existsSync(folder) ? folder : undefined;
}

/** How much would be downloaded, and from where. @throws FailureError when the feed cannot be reached. */
export async function lookForCudaRuntime({
  signal,
  fetch,
  feed = cudaLibraries.feed,
  platform = `${process.platform}/${process.arch}`,
}: Pick<CudaOptions, 'signal' | 'feed' | 'platform' | 'fetch'>): Promise<{
  megabytes: number;
  host: string;
  address: string;
}> {
  if (!cudaLibraries.platforms.includes(platform))
    throw new FailureError({
      what: t('ONNX Runtime offers no CUDA for {0}.', platform),
      why: t('It has it for {0} only.', list(cudaLibraries.platforms)),
      next: t('Choose another device: WebGPU uses the graphics card too, and on Windows so does DirectML.'),
    });
  const address = await archiveAddress(feed, cudaLibraries.package, { signal, fetch });
  return {
    megabytes: (await sizeOf(address, { signal, fetch })) / bytesInMegabyte,
    host: new URL(address).host,
    address,
  };
}

/**
 * Downloads ONNX Runtime's CUDA libraries and puts them beside a copy of ONNX Runtime, which looks for them there. The
 * folder appears once it is whole; those of older versions go.
 * @throws FailureError when the download fails; the signal's reason when aborted.
 */
export async function installCudaRuntime(options: CudaOptions): Promise<{ megabytes: number; host: string }> {
  const { out, signal, onProgress, fetch } = options;
  const { address, ...found } = await lookForCudaRuntime(options);
  await writeFolderAtomic(path.join(out, onnxruntime.version), async (folder) => {
    const archive = path.join(folder, 'package.zip');
    let told = -1;
    await download(address, archive, {
      signal,
      fetch,
      onProgress: (done, total = done) => {
        const megabytes = Math.floor(done / bytesInMegabyte);
        if (megabytes > told) onProgress(megabytes, total / bytesInMegabyte);
        told = megabytes;
      },
    });
    await cp(runtimeFolder(), folder, { recursive: true, dereference: true });
    const places = cudaLibraries.files.map((name): [string, string] => [
      `${cudaLibraries.folder}/${name}`,
      path.join(folder, name),
    ]);
    await unzipChosen(archive, Object.fromEntries(places), { signal });
    await rm(archive);
  });
  for (const other of await readdir(out))
    if (other !== onnxruntime.version && !other.startsWith('.'))
      await rm(path.join(out, other), { recursive: true });
  return found;
}

/** Where the package keeps ONNX Runtime for this platform. */
function runtimeFolder(): string {
  const root = path.dirname(createRequire(process.argv[1]).resolve('onnxruntime-node/package.json'));
  return path.join(root, 'bin', 'napi-v6', process.platform, process.arch);
}
