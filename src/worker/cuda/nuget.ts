import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import * as z from 'zod';
import { FailureError, messageOf } from '../../protocol/failure';

const indexSchema = z.object({ resources: z.array(z.object({ '@id': z.url(), '@type': z.string() })) });
const packagesType = 'PackageBaseAddress/3.0.0';

export interface NugetPackage {
  name: string;
  version: string;
}

/**
 * Address of a package's archive. Source: learn.microsoft.com/nuget/api/package-base-address-resource.
 * @param feed address of the feed's service index
 * @throws FailureError when the feed cannot be reached.
 */
export async function archiveAddress(
  feed: string,
  { name, version }: NugetPackage,
  signal: AbortSignal,
): Promise<string> {
  const { resources } = indexSchema.parse(await (await request(feed, { signal })).json());
  const base = resources.find((resource) => resource['@type'] === packagesType)?.['@id'];
  if (!base) throw new Error(`${feed} offers no packages for download.`);
  const [id, exact] = [name.toLowerCase(), version.toLowerCase()];
  return new URL(`${id}/${exact}/${id}.${exact}.nupkg`, base.endsWith('/') ? base : `${base}/`).href;
}

/** Bytes of the file at an address; 0 where the server does not say. */
export async function sizeOf(address: string, signal: AbortSignal): Promise<number> {
  const { headers } = await request(address, { method: 'HEAD', signal });
  return Number(headers.get('content-length') ?? 0);
}

/**
 * Downloads a file.
 * @param onProgress is told how many bytes have come, and how many there are
 * @throws FailureError when the server cannot be reached or the file does not come whole; the signal's reason when aborted.
 */
export async function download(
  address: string,
  to: string,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const { body, headers } = await request(address, { signal });
  const total = Number(headers.get('content-length') ?? 0);
  let done = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, pass) {
      done += chunk.length;
      onProgress(done, Math.max(done, total));
      pass(null, chunk);
    },
  });
  try {
    await pipeline(Readable.fromWeb(body as ReadableStream), count, createWriteStream(to), { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw unreachable(address, error);
  }
  if (total > 0 && done !== total) throw unreachable(address, new Error(`${done} of ${total} bytes came`));
}

async function request(address: string, options: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw unreachable(address, error);
  }
  if (response.ok) return response;
  throw unreachable(address, new Error(`it answered ${response.status} ${response.statusText}`));
}

function unreachable(address: string, error: unknown): FailureError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return new FailureError(
    {
      what: `${new URL(address).host} could not be reached, or gave no whole answer.`,
      why: messageOf(cause),
      next: 'Check the connection to the Internet, then try again. Nothing was changed.',
    },
    error,
  );
}
