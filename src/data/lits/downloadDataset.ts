import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { download, type DownloadOptions } from '../../files/download';
import type { FetchFile } from '../../files/fetch';
import { exclusively } from '../../files/exclusively';
import { readJsonIfWhole } from '../../files/jsonFile';
import { removeIfEmpty } from '../../files/removeIfEmpty';
import { proxyFetch } from '../../files/proxyFetch';
import { hostOf } from '../../files/request';
import { ZipError } from '../../files/zipError';
import { FailureError } from '../../protocol/failure';
import type { SplitName } from '../../protocol/run';
import { t } from '../../words';
import { busyElsewhere, explainWriteError, isMissing } from '../failure';
import { datasetFolder } from '../layout';
import { findSample } from '../sample';
import { readSource, type Source, type Work } from '../source';
import { installArchive } from './archive';
import { otherWays } from './failure';
import { pageFetch } from './pageFetch';
import { progressInMegabytes } from './progress';

/** Where the course keeps its archive of slices. */
export const courseArchive =
  'https://drive.google.com/uc?export=download&id=1TItTaso19GFTPdDnynVnqJvHsCm_RGlI';

/** The archive, and twice as much for what is unpacked and for the packed slices. */
const room = 3;

/** Beside the tables: where a data set comes from. */
const recordName = 'download.json';
const recordSchema = z.object({
  version: z.literal(1),
  /** Address of the archive, or its file. */
  from: z.string(),
  sha256: z.string(),
  bytes: z.number(),
});

type DownloadRecord = z.infer<typeof recordSchema>;

export interface DownloadDatasetOptions extends Work {
  /** Folder that will hold `Clean_LiTS/`. */
  out: string;
  /** Address of the archive. */
  url?: string;
  /** An archive that is there already: nothing is downloaded. */
  zip?: string;
  /** Takes the pages that come in the place of the archive. */
  log?: (text: string) => void;
  /** In the place of the one that the environment's proxies ask for. */
  fetch?: FetchFile;
  retrying?: Pick<DownloadOptions, 'pauseMs' | 'retries' | 'stallMs'>;
}

export interface DownloadedDataset {
  /** Absolute path of the `Clean_LiTS` folder. */
  data: string;
  slices: Record<SplitName, number>;
  sha256: string;
}

/**
 * Makes a data set of an archive that is downloaded, or there already: `out/Clean_LiTS` appears whole or not at all. What has come of a
 * download is kept for the next try. A data set that came from the same place is kept as it is.
 * @throws FailureError when the archive cannot be had, is damaged, or holds no data set; the signal's reason when aborted
 */
export async function downloadDataset(options: DownloadDatasetOptions): Promise<DownloadedDataset> {
  const { url = courseArchive, zip } = options;
  const out = resolve(options.out);
  const folder = join(out, `.${datasetFolder}.download`);
  if (zip === undefined) checkAddress(url);
  else await requireFile(zip);
  try {
    const there = await existing(out, ({ from }) => zip === undefined && from === url, options);
    if (there) return there;
    if (zip === undefined) await findSample(join(out, datasetFolder));
    await mkdir(folder, { recursive: true });
    return await exclusively(
      join(folder, 'lock'),
      busyElsewhere(t('The data set in {0} is being downloaded or unpacked already.', out)),
      () =>
        zip === undefined
          ? installFrom(url, out, folder, options)
          : install(resolve(zip), zip, out, folder, options),
    );
  } catch (error) {
    throw explainWriteError(error, t('The data set could not be written to {0}.', out));
  } finally {
    // What has come of a download stays for the next try.
    await removeIfEmpty(folder);
  }
}

/** Downloads the archive of a data set and installs it. */
async function installFrom(
  url: string,
  out: string,
  folder: string,
  options: DownloadDatasetOptions,
): Promise<DownloadedDataset> {
  const archive = await fetchArchive(url, folder, options);
  try {
    const installed = await install(archive, url, out, folder, options);
    await rm(archive, { force: true });
    return installed;
  } catch (error) {
    // What is damaged would be found again by each further try.
    if (error instanceof ZipError) await rm(archive, { force: true });
    throw error;
  }
}

async function install(
  archive: string,
  from: string,
  out: string,
  folder: string,
  options: DownloadDatasetOptions,
): Promise<DownloadedDataset> {
  const hash = await hashOf(archive, options);
  const there = await existing(out, ({ sha256 }) => sha256 === hash.sha256, options);
  if (there) return there;
  const data = join(out, datasetFolder);
  await findSample(data);
  const record = { name: recordName, value: { version: 1, from, ...hash } satisfies DownloadRecord };
  const source = await installArchive(archive, { folder, target: data, record }, options);
  return { data, slices: slicesOf(source), sha256: hash.sha256 };
}

/** The data set that is there already, when it is the wanted one and still whole. */
async function existing(
  out: string,
  isWanted: (record: DownloadRecord) => boolean,
  work: Work,
): Promise<DownloadedDataset | undefined> {
  const data = join(out, datasetFolder);
  const record = await readJsonIfWhole(join(data, recordName), recordSchema);
  if (!record || !isWanted(record)) return undefined;
  return { data, slices: slicesOf(await readSource(data, work)), sha256: record.sha256 };
}

/** Downloads the archive. It is named after its address, and there once it is whole. */
async function fetchArchive(url: string, folder: string, options: DownloadDatasetOptions): Promise<string> {
  const { signal, log, retrying } = options;
  const archive = join(folder, `${createHash('sha256').update(url).digest('hex').slice(0, 16)}.zip`);
  if (await isFile(archive)) return archive;
  const fetch = pageFetch(options.fetch ?? (await proxyFetch()), (address, html) => {
    log?.(t('{0} answered with a page: {1}', address, html));
  });
  try {
    await download(url, archive, {
      ...retrying,
      signal,
      fetch,
      room,
      accept: (firstBytes) => requireZip(firstBytes, url),
      onProgress: progressInMegabytes(options, 'download', t('Downloading')),
    });
  } catch (error) {
    if (!(error instanceof FailureError) || error.failure.next?.includes(otherWays())) throw error;
    throw new FailureError({ ...error.failure, next: otherWays(error.failure.next) }, error);
  }
  return archive;
}

/** Those of an archive, or of an empty one. Source: PKWARE, APPNOTE.TXT. */
const zipBeginnings = ['504b0304', '504b0506'];

function requireZip(firstBytes: Uint8Array, url: string): void {
  const bytes = Buffer.from(firstBytes);
  if (zipBeginnings.includes(bytes.toString('hex', 0, 4))) return;
  const isHtml = /^\s*(<!doctype html|<html|<head|<!--)/i.test(
    bytes.toString('latin1').replace(/^\xef\xbb\xbf/, ''),
  );
  throw new FailureError({
    what: isHtml
      ? t('{0} gave a web page and not the archive.', hostOf(url))
      : t('{0} gave something else than a ZIP archive.', hostOf(url)),
    why: t('It begins with: {0}', bytes.toString('latin1', 0, 80)),
    next: otherWays(t('Open the address in a browser: {0}', url)),
  });
}

async function hashOf(archive: string, work: Work): Promise<Pick<DownloadRecord, 'sha256' | 'bytes'>> {
  const { size: bytes } = await stat(archive);
  const tell = progressInMegabytes(work, 'hash', t('Reading the archive'));
  const hash = createHash('sha256');
  let done = 0;
  await pipeline(
    createReadStream(archive, { highWaterMark: 2 ** 20 }),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        tell((done += chunk.length), bytes);
        yield chunk;
      }
    },
    hash,
    { signal: work.signal },
  );
  return { sha256: hash.digest('hex'), bytes };
}

function slicesOf({ tables }: Source): DownloadedDataset['slices'] {
  return { train: tables.train.length, val: tables.val.length, test: tables.test.length };
}

function checkAddress(url: string): void {
  if (URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol)) return;
  throw new FailureError({
    what: t('"{0}" is no address of a file on the Internet.', url),
    why: t('It must begin with https:// or http://.'),
    next: otherWays(),
  });
}

async function requireFile(zip: string): Promise<void> {
  if (await isFile(zip)) return;
  throw new FailureError({
    what: t('There is no file {0}.', zip),
    next: t('Choose the ZIP archive of the data set.'),
  });
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
