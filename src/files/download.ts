import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { hasCode } from '../protocol/errorCode';
import { FailureError } from '../protocol/failure';
import { t } from '../words';
import { watch, type Connection } from './connection';
import { readAnswer, validatorOf } from './downloadAnswer';
import type { FetchFile, FileResponse } from './fetch';
import { PartFile, type Source } from './partFile';
import { hostOf, refused, unreachable } from './request';
import { requireSpace } from './space';

export interface DownloadOptions {
  signal?: AbortSignal;
  /** Bytes that have come, and how many there are where the server says so. */
  onProgress?: (done: number, total?: number) => void;
  /** As many times the file's size must be free, as where it is unpacked beside itself later; default 1. */
  room?: number;
  /** What the file must be. */
  expected?: { bytes?: number; sha256?: string };
  /** Looks at the beginning of the file before anything is written; throws where it is something else. */
  accept?: (firstBytes: Uint8Array, headers: FileResponse['headers']) => void;
  /** In the place of Node's own, as where a proxy must be used that Node does not know. */
  fetch?: FetchFile;
  /** Without a byte for so long, a connection counts as broken. */
  stallMs?: number;
  /** How often a download is resumed without having got any further. */
  retries?: number;
  /** Before the first retry; each further one waits twice as long. */
  pauseMs?: number;
}

/** What the first look sees, unless the file is shorter. */
const firstLook = 512;

/** A download that was interrupted, and may go on. */
class Interrupted extends Error {}

/** An answer with more bytes than it announced: none of them can be trusted. */
class Overlong extends Interrupted {}

/**
 * Downloads a file. What has come lies in `FILE.part` beside it, and a later call goes on from there, unless the
 * server has another file by then. `file` appears once it is whole and as expected.
 * @throws FailureError when the server cannot be reached or gives something else; the signal's reason when aborted
 */
export async function download(address: string, file: string, options: DownloadOptions = {}): Promise<void> {
  const { signal, retries = 4, pauseMs = 1000 } = options;
  const part = new PartFile(file);
  let [furthest, failures] = [0, 0];
  const reached = (done: number) => {
    if (done > furthest) [furthest, failures] = [done, 0];
  };
  for (;;)
    try {
      signal?.throwIfAborted();
      if (failures > 0) await wait(pauseMs * 2 ** (failures - 1), undefined, { signal });
      await fetchRest(address, part, { ...options, reached });
      await checkContent(address, part, options);
      return await part.finish();
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof Interrupted)) throw error;
      if (error instanceof Overlong) await part.discard();
      if (++failures <= retries && !isHopeless(error.cause, furthest)) continue;
      throw error.cause instanceof FailureError ? error.cause : unreachable(address, error.cause);
    }
}

/** Without a network, or with a wrong address, waiting does not help. */
function isHopeless(cause: unknown, furthest: number): boolean {
  const reason = cause instanceof Error && cause.cause ? cause.cause : cause;
  return furthest === 0 && hasCode(reason, 'ENOTFOUND', 'ECONNREFUSED');
}

type Attempt = DownloadOptions & { reached: (done: number) => void };

/** Brings the part's file to its whole length. @throws Interrupted when there is more to come */
async function fetchRest(address: string, part: PartFile, options: Attempt): Promise<void> {
  const { fetch = globalThis.fetch, expected, room = 1 } = options;
  const { size: have, source } = await part.resumable(address);
  if (have > 0 && have === source.total) return;
  const connection = watch(options);
  try {
    const response = await interruptible(() =>
      fetch(address, { headers: rangeHeaders(have, source), signal: connection.signal }),
    );
    connection.isAlive();
    const answer = readAnswer(response, have);
    if (answer.kind === 'complete') return;
    if (answer.kind === 'refused' && !answer.mayPass) throw refused(address, response);
    if (answer.kind === 'refused') throw new Interrupted('', { cause: refused(address, response) });
    const isOther = answer.kind === 'body' && answer.start > 0 && hasChanged(source, answer, response);
    if (answer.kind === 'restart' || isOther) {
      await part.discard();
      throw new Interrupted('', { cause: new Error(t('The file on the server has changed.')) });
    }
    const { start, end, total = start > 0 ? source.total : undefined } = answer;
    checkLength(address, total, expected?.bytes);
    if (total !== undefined)
      await requireSpace(path.dirname(part.path), room * total - start, cannotBeKept(address));
    const now = { address, validator: validatorOf(response.headers), total };
    const done = await append(response, part, { start, end, total, source: now }, { ...options, connection });
    if (total !== undefined && done < total) throw new Interrupted('', { cause: cutOff(done, total) });
  } finally {
    connection.end();
  }
}

/** Never packed for the way: a part of a packed file could not be put beside one that is not. */
function rangeHeaders(have: number, source: Source): Record<string, string> {
  const plain = { 'accept-encoding': 'identity' };
  return have > 0 ? { ...plain, range: `bytes=${have}-`, 'if-range': source.validator ?? '' } : plain;
}

function hasChanged(source: Source, answer: { total?: number }, { headers }: FileResponse): boolean {
  const validator = validatorOf(headers);
  const differ = (a: unknown, b: unknown) => a !== undefined && b !== undefined && a !== b;
  return differ(validator, source.validator) || differ(answer.total, source.total);
}

interface Span {
  start: number;
  end?: number;
  total?: number;
  source: Source;
}

/** Writes the body of an answer. @returns how long the part's file is then */
async function append(
  response: FileResponse,
  part: PartFile,
  { start, end = Infinity, total, source }: Span,
  { accept, onProgress, reached, connection }: Attempt & { connection: Connection },
): Promise<number> {
  const chunks = chunksOf(response, start === 0 ? firstLook : 0);
  let chunk = await next(chunks);
  if (start === 0) accept?.(chunk ?? new Uint8Array(), response.headers);
  const file = await part.openAt(start, source);
  let done = start;
  try {
    for (; chunk; chunk = await next(chunks)) {
      connection.isAlive();
      if (done + chunk.length > end) throw new Overlong('', { cause: cutOff(done + chunk.length, end) });
      await file.appendFile(chunk);
      done += chunk.length;
      reached(done);
      onProgress?.(done, total);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return done;
}

/** The chunks of a body; the first ones joined, until there are `least` bytes. */
async function* chunksOf({ body }: FileResponse, least: number): AsyncGenerator<Uint8Array, undefined> {
  let first: Uint8Array | undefined = new Uint8Array();
  if (!body) return undefined;
  const bytes: AsyncIterable<Uint8Array> = body;
  for await (const chunk of bytes) {
    const joined: Uint8Array = first ? Buffer.concat([first, chunk]) : chunk;
    if (first && joined.length < least) {
      first = joined;
      continue;
    }
    first = undefined;
    if (joined.length > 0) yield joined;
  }
  if (first && first.length > 0) yield first;
  return undefined;
}

const next = (chunks: AsyncGenerator<Uint8Array, undefined>): Promise<Uint8Array | undefined> =>
  interruptible(async () => (await chunks.next()).value);

/** Whatever breaks while bytes come is a broken connection, unless it is said to be something else. */
async function interruptible<Result>(action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof FailureError) throw error;
    throw new Interrupted('', { cause: error });
  }
}

function checkLength(address: string, bytes: number | undefined, expected: number | undefined): void {
  if (bytes === undefined || expected === undefined || bytes === expected) return;
  throw isAnother(address, t('It has {0} bytes instead of {1}.', bytes, expected));
}

async function checkContent(
  address: string,
  part: PartFile,
  { expected, signal }: DownloadOptions,
): Promise<void> {
  try {
    checkLength(address, (await stat(part.path)).size, expected?.bytes);
    if (!expected?.sha256) return;
    const hash = createHash('sha256');
    await pipeline(createReadStream(part.path), hash, { signal });
    if (hash.digest('hex') !== expected.sha256.toLowerCase())
      throw isAnother(address, t('Its content is not what was expected (SHA-256).'));
  } catch (error) {
    if (error instanceof FailureError) await part.discard();
    throw error;
  }
}

const cutOff = (done: number, total: number) => new Error(t('{0} of {1} bytes came.', done, total));

const cannotBeKept = (address: string) => t('The file from {0} cannot be kept.', hostOf(address));

function isAnother(address: string, why: string): FailureError {
  return new FailureError({
    what: t('{0} gave another file than expected.', hostOf(address)),
    why,
    next: t('Try again. If it stays so, the file there was replaced or is damaged: {0}', address),
  });
}
