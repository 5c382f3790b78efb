import type { FileResponse } from './fetch';

/** What a server's answer to a request for a file, or for the rest of it, means. */
export type Answer =
  /** The body is the file from byte `start` to before `end`; `total` is the length of the file. */
  | { kind: 'body'; start: number; end?: number; total?: number }
  /** What has come already is the whole file. */
  | { kind: 'complete' }
  /** What has come already is of no use: the file must be asked for from its beginning. */
  | { kind: 'restart' }
  /** `mayPass`: the same request may succeed later. */
  | { kind: 'refused'; mayPass: boolean };

const partial = 206;
const unsatisfiable = 416;
const passing = new Set([408, 425, 429, 500, 502, 503, 504]);

/** @param have bytes that were not asked for again; 0 when the whole file was asked for */
export function readAnswer(
  { status, headers }: Pick<FileResponse, 'status' | 'headers'>,
  have: number,
): Answer {
  const unusable: Answer = have > 0 ? { kind: 'restart' } : { kind: 'refused', mayPass: false };
  const range = rangeOf(headers);
  if (status === unsatisfiable) return have > 0 && range?.total === have ? { kind: 'complete' } : unusable;
  if (status !== partial && status !== 200) return { kind: 'refused', mayPass: passing.has(status) };
  // `fetch` unpacks such a body: neither its length nor a place in it is that of the file.
  if (isEncoded(headers)) return status === partial ? unusable : { kind: 'body', start: 0 };
  const length = lengthOf(headers);
  // Some servers send a part with status 200; its length tells it from the whole file.
  const isPart = status === partial || (range?.start !== undefined && length !== range.total);
  if (!isPart) return { kind: 'body', start: 0, end: length, total: length };
  if (range?.start !== have || range.end === undefined) return unusable;
  return { kind: 'body', start: have, end: range.end + 1, total: range.total };
}

/** ETag, or time of the last change, that `If-Range` takes; a weak ETag (`W/`) does not say that all bytes are the same. */
export function validatorOf(headers: FileResponse['headers']): string | undefined {
  if (isEncoded(headers)) return undefined;
  const tag = headers.get('etag');
  return tag && !tag.startsWith('W/') ? tag : (headers.get('last-modified') ?? undefined);
}

interface Range {
  /** First and last byte of the body. */
  start?: number;
  end?: number;
  total?: number;
}

/** As in `bytes 200-999/1000` and `bytes 200-999/*`; without a part, as in `bytes *\/1000`. */
function rangeOf(headers: FileResponse['headers']): Range | undefined {
  const range = headers.get('content-range') ?? '';
  const found = /^bytes (?:(?<start>\d+)-(?<end>\d+)|\*)\/(?:(?<total>\d+)|\*)$/.exec(range.trim())?.groups;
  return found && { start: numberOf(found.start), end: numberOf(found.end), total: numberOf(found.total) };
}

const numberOf = (digits: string | undefined) => (digits === undefined ? undefined : Number(digits));

const isEncoded = (headers: FileResponse['headers']) =>
  (headers.get('content-encoding') ?? 'identity') !== 'identity';

function lengthOf(headers: FileResponse['headers']): number | undefined {
  const length = headers.get('content-length');
  return length === null ? undefined : Number(length);
}
