import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { downloadDataset, type DownloadDatasetOptions } from '../../../../src/data/lits/downloadDataset';
import { openDataset } from '../../../../src/data/dataset';
import { zipBytes, type EntryBytes } from '../../files/zipBytes';
import { temporaryFolder, writeDataset } from '../fixture';

type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => void;

let server: Server;
let base: string;
let out: string;
let archive: Buffer;
/** What the server does at each path. */
let pages: Record<string, Handler>;
/** Paths that were asked for, and from which byte on. */
let asked: [path: string, range: string | undefined][];
let logged: string[];

beforeEach(async () => {
  archive = zipBytes(await entriesOf(await writeDataset()));
  asked = [];
  logged = [];
  pages = { '/file': file() };
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '', base);
    asked.push([url.pathname, request.headers.range]);
    (pages[url.pathname] ?? page(404, 'nothing here'))(request, response, url);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  out = await temporaryFolder();
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Files of a folder as entries of an archive, below `top`. */
async function entriesOf(folder: string, top = ''): Promise<EntryBytes[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  return Promise.all(
    files.map(async (path) => ({
      name: top + path.slice(folder.length + 1).replaceAll('\\', '/'),
      content: await readFile(path),
    })),
  );
}

/** The archive, or the rest of it; `sent` bytes come before the connection breaks. */
function file({ sent = Infinity, headers = {} } = {}): Handler {
  return (request, response) => {
    const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const range = `bytes ${start}-${archive.length - 1}/${archive.length}`;
    response.writeHead(start > 0 ? 206 : 200, {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="Clean_LiTS.zip"',
      'content-length': archive.length - start,
      etag: '"one"',
      ...(start > 0 ? { 'content-range': range } : {}),
      ...headers,
    });
    const body = archive.subarray(start, start + sent);
    if (start + sent < archive.length) response.write(body, () => setTimeout(() => response.destroy(), 20));
    else response.end(body);
  };
}

const page =
  (status: number, html: string, headers = {}): Handler =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(html);

const redirect =
  (location: string, headers = {}): Handler =>
  (_request, response) =>
    response.writeHead(303, { location, ...headers }).end();

const fetchData = (more: Partial<DownloadDatasetOptions> = {}) =>
  downloadDataset({
    out,
    url: `${base}/file`,
    log: (text) => logged.push(text),
    retrying: { pauseMs: 1, retries: 1 },
    ...more,
  });

/** The data set is there, can be trained on, and nothing is left beside it. */
async function expectInstalled(): Promise<void> {
  expect(await readdir(out)).toEqual(['Clean_LiTS']);
  const { splits, ...dataset } = await openDataset(out).then((opened) => ({
    ...opened,
    splits: (['train', 'val', 'test'] as const).map((name) => opened.split(name).count),
  }));
  expect(dataset.path).toBe(join(out, 'Clean_LiTS'));
  expect(splits).toEqual([6, 3, 3]);
}

const expectNothing = async () => expect(await readdir(out)).toEqual([]);

describe('a data set', () => {
  it('comes from an archive, with a record of where it comes from', async () => {
    const { data, slices, sha256 } = await fetchData();
    await expectInstalled();
    expect(slices).toEqual({ train: 6, val: 3, test: 3 });
    expect(JSON.parse(await readFile(join(data, 'download.json'), 'utf8'))).toEqual({
      version: 1,
      from: `${base}/file`,
      sha256,
      bytes: archive.length,
    });
  });

  it('is not downloaded again where it is there already', async () => {
    await fetchData();
    asked = [];
    expect(await fetchData()).toMatchObject({ slices: { train: 6 } });
    expect(asked).toEqual([]);
  });

  it.each(['Clean_LiTS/', 'course/data/'])('may lie in folders of the archive: %s', async (top) => {
    archive = zipBytes(await entriesOf(await writeDataset(), top));
    await fetchData();
    await expectInstalled();
  });

  it('takes the place of sample data', async () => {
    await mkdir(join(out, 'Clean_LiTS'));
    const sample = { version: 1, about: '', phantom: 1, patients: 3, slices: 4, seed: 0, files: 0, bytes: 0 };
    await writeFile(join(out, 'Clean_LiTS', 'sample.json'), JSON.stringify(sample));
    await fetchData();
    await expectInstalled();
  });

  it('never takes the place of other data, and nothing is downloaded then', async () => {
    await mkdir(join(out, 'Clean_LiTS'));
    await writeFile(join(out, 'Clean_LiTS', 'mine.txt'), 'mine');
    await expect(fetchData()).rejects.toThrow('already exists');
    expect(asked).toEqual([]);
    expect(await readFile(join(out, 'Clean_LiTS', 'mine.txt'), 'utf8')).toBe('mine');
  });

  it('is brought by one process at a time', async () => {
    const folder = join(out, '.Clean_LiTS.download');
    await mkdir(folder);
    await writeFile(join(folder, 'lock'), String(process.ppid));
    await expect(fetchData()).rejects.toThrow('being downloaded or unpacked already');
  });

  it('tells how far it is, in megabytes', async () => {
    const phases = new Map<string, number>();
    await fetchData({ onProgress: ({ phase, done, total }) => phases.set(phase, done / total) });
    expect([...phases]).toEqual([
      ['download', 1],
      ['hash', 1],
      ['unpack', 1],
      ['readData', 1],
    ]);
  });
});

describe('from behind pages', () => {
  const form = (action: string) =>
    `<form id="download-form" action="${action}"><input type="hidden" name="id" value="1"><input type="hidden" name="confirm" value="t"></form>`;

  beforeEach(() => {
    pages['/uc'] = redirect('/warning', { 'set-cookie': 'seen=1; Path=/' });
    pages['/warning'] = page(200, form('/download'));
    pages['/download'] = (request, response, url) => {
      const isRight = url.search === '?id=1&confirm=t' && request.headers.cookie === 'seen=1';
      (isRight ? file() : page(403, 'wrong'))(request, response, url);
    };
  });

  it('it comes through redirects and forms, with cookies', async () => {
    await fetchData({ url: `${base}/uc` });
    await expectInstalled();
    expect(asked.map(([path]) => path)).toEqual(['/uc', '/warning', '/download']);
  });

  it('it comes through a link and an address in a script', async () => {
    pages['/uc'] = page(200, '<a href="/second/uc?export=download&amp;confirm=x">Download anyway</a>');
    pages['/second/uc'] = page(
      200,
      `<script>{"downloadUrl":"${base.replaceAll('/', '\\/')}\\/file"}</script>`,
    );
    await fetchData({ url: `${base}/uc` });
    await expectInstalled();
  });

  it('the rest is asked for at each step after a cut, and no page is put behind what has come', async () => {
    const rest = pages['/download'];
    pages['/download'] = (...all) => {
      pages['/download'] = rest ?? file();
      file({ sent: 600 })(...all);
    };
    await fetchData({ url: `${base}/uc` });
    await expectInstalled();
    expect(asked.slice(3)).toEqual(['/uc', '/warning', '/download'].map((path) => [path, 'bytes=600-']));
  });

  it('what has come is kept where a page comes in the place of the rest', async () => {
    pages['/file'] = (...all) => {
      pages['/file'] = page(200, '<p class="uc-error-subcaption">Too many users have downloaded it.</p>');
      file({ sent: 600 })(...all);
    };
    await expect(fetchData()).rejects.toThrow('locked');
    const folder = join(out, '.Clean_LiTS.download');
    const part = (await readdir(folder)).find((name) => name.endsWith('.part')) ?? '';
    expect((await stat(join(folder, part))).size).toBe(600);
    pages['/file'] = file();
    asked = [];
    await fetchData();
    await expectInstalled();
    expect(asked).toEqual([['/file', 'bytes=600-']]);
  });

  it('it is given up where pages lead in a circle', async () => {
    pages['/file'] = page(200, form('/file'));
    await expect(fetchData()).rejects.toThrow('never to the file');
    await expectNothing();
  });
});

describe('a server that does not give the archive', () => {
  it.each<[string, Handler, string, string]>([
    [
      'says that its quota is used up',
      page(
        200,
        '<p class="uc-error-subcaption">Too many users have viewed or downloaded this file recently.</p>',
      ),
      'does not give the file at the moment',
      'Try again tomorrow',
    ],
    ['wants a permission', page(403, '<title>You need access</title>'), 'to everyone', 'Ask your tutor'],
    ['shows some page', page(200, '<title>Welcome</title>'), 'gave a web page', 'Open the address'],
    ['has no such file', page(404, '<title>Not found</title>'), 'does not give the file', 'may have changed'],
    [
      'shows a page under the name of the archive',
      page(200, '<!doctype html><title>Welcome</title>', {
        'content-disposition': 'attachment; filename="Clean_LiTS.zip"',
      }),
      'gave a web page and not the archive',
      'Open the address',
    ],
    [
      'shows a page as if it were an archive',
      page(200, '\n<html>', { 'content-type': 'application/zip' }),
      'gave a web page and not the archive',
      'Open the address',
    ],
    [
      'gives something else',
      page(200, 'Rar!', { 'content-type': 'application/zip' }),
      'something else than a ZIP',
      'Open the address',
    ],
  ])('is told of in plain words where it %s, with the way out', async (_how, handler, what, next) => {
    pages['/file'] = handler;
    const failing = fetchData({ retrying: { pauseMs: 60_000 } });
    await expect(failing).rejects.toMatchObject({
      failure: {
        what: expect.stringContaining(what) as string,
        next: expect.stringMatching(new RegExp(`${next}.*lits prepare --zip FILE`)) as string,
      },
    });
    expect(asked).toHaveLength(1);
    await expectNothing();
  });

  it('has its page in the log', async () => {
    pages['/file'] = page(200, '<p>what it says</p>');
    await expect(fetchData()).rejects.toThrow();
    expect(logged.join()).toContain('<p>what it says</p>');
  });

  it('is not asked for an address that is none', async () => {
    await expect(fetchData({ url: 'drive.google.com/x' })).rejects.toThrow('no address');
  });
});

describe('an archive', () => {
  it('that is damaged is refused and not kept', async () => {
    const right = archive;
    const entries = await entriesOf(await writeDataset());
    archive = zipBytes(entries.map((entry, index) => (index === 3 ? { ...entry, crc32: 1 } : entry)));
    await expect(fetchData()).rejects.toThrow('CRC-32');
    await expectNothing();
    archive = right;
    await fetchData();
    await expectInstalled();
  });

  it.each<[string, (entries: EntryBytes[]) => EntryBytes[], string]>([
    ['without a data set', () => [{ name: 'a.txt', content: 'a' }], 'There is no data set in the archive'],
    ['without a table', (all) => all.filter(({ name }) => name !== 'val_classes.csv'), 'no data set in the'],
    ['without a picture', (all) => all.filter(({ name }) => !/volume-2_1/.test(String(name))), 'not found'],
  ])('%s becomes no data set', async (_how, change, message) => {
    archive = zipBytes(change(await entriesOf(await writeDataset())));
    await expect(fetchData()).rejects.toThrow(message);
    expect(await readdir(out)).not.toContain('Clean_LiTS');
  });

  it('that is there already is taken, and stays', async () => {
    const zip = join(await temporaryFolder(), 'mine.zip');
    await writeFile(zip, archive);
    const { sha256 } = await fetchData({ zip });
    await expectInstalled();
    expect(asked).toEqual([]);
    expect(await readFile(zip)).toEqual(archive);
    expect(await fetchData({ zip })).toMatchObject({ sha256 });
  });

  it('that is not there is told of', async () => {
    await expect(fetchData({ zip: join(out, 'none.zip') })).rejects.toThrow('There is no file');
  });
});

describe('a cancelled download', () => {
  it('goes on where it stopped', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    pages['/file'] = (_request, response) =>
      void response
        .writeHead(200, { 'content-length': archive.length, etag: '"one"' })
        .write(archive.subarray(0, 700));
    const cancelled = fetchData({ signal: abort.signal, onProgress: () => abort.abort(reason) });
    await expect(cancelled).rejects.toBe(reason);
    expect(await readdir(out)).toEqual(['.Clean_LiTS.download']);
    pages['/file'] = file();
    asked = [];
    await fetchData();
    await expectInstalled();
    expect(asked).toEqual([['/file', 'bytes=700-']]);
  });

  it('leaves no half data set while it is unpacked', async () => {
    const abort = new AbortController();
    const onProgress: DownloadDatasetOptions['onProgress'] = ({ phase }) => {
      if (phase === 'unpack') abort.abort(new Error('enough'));
    };
    await expect(fetchData({ signal: abort.signal, onProgress })).rejects.toThrow('enough');
    expect(await readdir(out)).toEqual(['.Clean_LiTS.download']);
    asked = [];
    await fetchData();
    await expectInstalled();
    expect(asked).toEqual([]);
  });
});
