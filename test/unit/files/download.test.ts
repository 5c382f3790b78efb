import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { download, type DownloadOptions } from '../../../src/files/download';
import { FailureError } from '../../../src/protocol/failure';
import { temporaryFolder } from '../temporaryFolder';

const content = Buffer.from('0123456789'.repeat(1000));
const tag = '"one"';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let address: string;
let folder: string;
let file: string;
/** What the server does at each request, in turn; the last goes on. */
let handlers: Handler[];
/** What was asked for: `range` and `if-range` of each request. */
let asked: [range: string | undefined, ifRange: string | undefined][];
/** Is told how many bytes have been kept. */
let onArrival: ((done: number) => void) | undefined;

beforeEach(async () => {
  handlers = [whole()];
  onArrival = undefined;
  asked = [];
  server = createServer((request, response) => {
    asked.push([request.headers.range, request.headers['if-range'] as string | undefined]);
    const handle = handlers.length > 1 ? handlers.shift() : handlers[0];
    handle?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slices.zip`;
  folder = await temporaryFolder();
  file = join(folder, 'slices.zip');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const options = (more: DownloadOptions = {}): DownloadOptions => ({
  pauseMs: 1,
  onProgress: (done) => onArrival?.(done),
  ...more,
});

/** Sends some bytes and breaks the connection when they have been kept. */
function breakAfter(response: ServerResponse, body: Buffer, start: number, sent: number): void {
  response.write(body.subarray(start, start + sent));
  onArrival = (done) => {
    if (done === start + sent) response.destroy();
  };
}

/** The whole file; of it, `sent` bytes come before the connection breaks. */
function whole({ sent = content.length, headers = {}, body = content } = {}): Handler {
  return (_request, response) => {
    response.writeHead(200, { 'content-length': body.length, etag: tag, ...headers });
    if (sent < body.length) breakAfter(response, body, 0, sent);
    else response.end(body);
  };
}

/** The part of the file from byte `start` on. */
function rest(start: number, { status = 206, headers = {} } = {}): Handler {
  return (_request, response) => {
    const range = `bytes ${start}-${content.length - 1}/${content.length}`;
    const length = content.length - start;
    response.writeHead(status, { 'content-range': range, 'content-length': length, etag: tag, ...headers });
    response.end(content.subarray(start));
  };
}

const answer =
  (status: number, headers = {}): Handler =>
  (_request, response) =>
    response.writeHead(status, headers).end('sorry');

/** As an earlier download has left it. */
async function leavePart(bytes: Buffer, source: object = {}): Promise<void> {
  await writeFile(`${file}.part`, bytes);
  const told = { version: 1, address, validator: tag, total: content.length, ...source };
  await writeFile(`${file}.part.json`, JSON.stringify(told));
}

async function expectWhole(): Promise<void> {
  expect(await readFile(file)).toEqual(content);
  expect(await readdir(folder)).toEqual(['slices.zip']);
}

describe('a download', () => {
  it('becomes the file, and nothing is left beside it', async () => {
    const seen: [number, number | undefined][] = [];
    await download(address, file, options({ onProgress: (done, total) => seen.push([done, total]) }));
    await expectWhole();
    expect(seen.at(-1)).toEqual([content.length, content.length]);
  });

  it('is whole where the server does not say how long it is', async () => {
    handlers = [(_request, response) => void response.write(content, () => response.end())];
    await download(address, file, options());
    await expectWhole();
  });

  it('may be empty', async () => {
    handlers = [whole({ body: Buffer.alloc(0) })];
    await download(address, file, options());
    expect(await readFile(file, 'utf8')).toBe('');
  });

  it('goes on after the connection broke, as often as it gets further', async () => {
    const part =
      (start: number, sent: number): Handler =>
      (_request, response) => {
        const range = `bytes ${start}-${content.length - 1}/${content.length}`;
        const length = content.length - start;
        response.writeHead(206, { 'content-range': range, 'content-length': length, etag: tag });
        breakAfter(response, content, start, sent);
      };
    handlers = [whole({ sent: 6000 }), part(6000, 1000), part(7000, 1000), rest(8000)];
    await download(address, file, options({ retries: 1 }));
    await expectWhole();
    expect(asked.slice(1)).toEqual(['6000', '7000', '8000'].map((at) => [`bytes=${at}-`, tag]));
  });

  it('goes on after a server that was busy', async () => {
    handlers = [answer(503), whole()];
    await download(address, file, options());
    await expectWhole();
  });

  it('starts again where the server gives nothing to tell the file by', async () => {
    handlers = [whole({ sent: 4000, headers: { etag: 'W/"weak"' } }), whole()];
    await download(address, file, options());
    await expectWhole();
    expect(asked[1]).toEqual([undefined, undefined]);
  });

  it('says what stopped it after some retries, and keeps what has come', async () => {
    handlers = [whole({ sent: 4000 }), answer(503)];
    await expect(download(address, file, options({ retries: 2 }))).rejects.toThrow('503');
    expect(asked).toHaveLength(3);
    expect((await readdir(folder)).sort()).toEqual(['slices.zip.part', 'slices.zip.part.json']);
  });

  it('tells a connection that gives nothing any more', async () => {
    handlers = [(_request, response) => void response.writeHead(200, { 'content-length': 10 }).write('0')];
    await expect(download(address, file, options({ stallMs: 50, retries: 0 }))).rejects.toThrow(
      'Nothing has come for',
    );
  });

  it('waits for a slow server, as long as something comes', async () => {
    const piece = content.length / 10;
    handlers = [
      (_request, response) => {
        response.writeHead(200, { 'content-length': content.length, etag: tag });
        const send = (start: number) => response.write(content.subarray(start, start + piece));
        onArrival = (done) => void setTimeout(send, 200, done);
        send(0);
      },
    ];
    await download(address, file, options({ stallMs: 1500, retries: 0 }));
    await expectWhole();
    expect(asked).toHaveLength(1);
  });

  const announcing =
    (length: number): Handler =>
    (_request, response) => {
      const head = `HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\netag: ${tag}\r\n\r\n`;
      response.socket?.end(Buffer.concat([Buffer.from(head), content]));
    };

  it('is not taken for whole where the server announces more than it sends', async () => {
    handlers = [announcing(content.length + 1), whole()];
    await download(address, file, options());
    await expectWhole();
  });

  it('is refused where the server announces less than is known', async () => {
    handlers = [announcing(content.length - 1)];
    const expected = { bytes: content.length };
    await expect(download(address, file, options({ expected }))).rejects.toThrow('instead of 10,000');
    expect(await readdir(folder)).toEqual([]);
  });

  it('is not begun where there is no space for what it becomes', async () => {
    handlers = [(_request, response) => void response.writeHead(200, { 'content-length': 1e9 }).write('0')];
    await expect(download(address, file, options({ room: 1e9 }))).rejects.toThrow('GB left');
    expect(await readdir(folder)).toEqual([]);
  });

  it('is not tried again where the fetch itself says what is wrong', async () => {
    const failure = new FailureError({ what: 'No.' });
    const fetch = () => Promise.reject(failure);
    await expect(download(address, file, options({ fetch, pauseMs: 60_000 }))).rejects.toBe(failure);
  });

  it('is not tried again without a connection', async () => {
    await new Promise((resolve) => server.close(resolve));
    const failing = download(address, file, options({ pauseMs: 60_000 }));
    await expect(failing).rejects.toMatchObject({
      failure: { what: expect.stringContaining('could not be reached') as string },
    });
  });

  it('is not tried again where the server refuses', async () => {
    handlers = [answer(404)];
    await expect(download(address, file, options())).rejects.toThrow('It answered 404 Not Found.');
    expect(asked).toHaveLength(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it('stops with the reason of its signal, and keeps what has come', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    handlers = [(_request, response) => void response.writeHead(200, { etag: tag }).write(content)];
    const onProgress = () => abort.abort(reason);
    await expect(download(address, file, options({ signal: abort.signal, onProgress }))).rejects.toBe(reason);
    expect((await readdir(folder)).sort()).toEqual(['slices.zip.part', 'slices.zip.part.json']);
  });

  it('is not begun where the disk has no space for it', async () => {
    handlers = [(_request, response) => void response.writeHead(200, { 'content-length': 1e18 }).write('0')];
    await expect(download(address, file, options())).rejects.toThrow('GB left');
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a download that was interrupted earlier', () => {
  it('goes on where it stopped', async () => {
    await leavePart(content.subarray(0, 300));
    handlers = [rest(300)];
    await download(address, file, options());
    await expectWhole();
    expect(asked).toEqual([['bytes=300-', tag]]);
  });

  it('goes on by the time of the last change where there is no tag', async () => {
    const time = 'Sat, 28 Nov 2026 10:00:00 GMT';
    await leavePart(content.subarray(0, 300), { validator: time });
    handlers = [rest(300, { headers: { etag: 'W/"x"', 'last-modified': time } })];
    await download(address, file, options());
    await expectWhole();
    expect(asked).toEqual([['bytes=300-', time]]);
  });

  it('is taken as it is where it was whole already', async () => {
    await leavePart(content);
    await download(address, file, options());
    await expectWhole();
    expect(asked).toEqual([]);
  });

  it.each<[string, () => Handler[]]>([
    ['the server sends the whole file', () => [whole()]],
    ['the server sends the part with status 200', () => [rest(300, { status: 200 })]],
    [
      'the server sends the whole file with a range',
      () => [whole({ headers: { 'content-range': `bytes 0-9999/10000` } })],
    ],
    ['the server sends a part from elsewhere', () => [rest(200), whole()]],
    ['the server sends a part from elsewhere with status 200', () => [rest(200, { status: 200 }), whole()]],
    ['the server sends a part and does not say which', () => [answer(206), whole()]],
    [
      'the server sends a part of a file of another length',
      () => [rest(300, { headers: { 'content-range': 'bytes 300-9999/10001' } }), whole()],
    ],
    ['the server sends a part of another file', () => [rest(300, { headers: { etag: '"two"' } }), whole()]],
    ['there is no such part any more', () => [answer(416, { 'content-range': 'bytes */200' }), whole()]],
    ['the server knows no parts', () => [answer(416), whole()]],
    [
      'the server announces less than it sends',
      () => [rest(300, { headers: { 'content-range': 'bytes 300-399/10000' } }), whole()],
    ],
  ])('becomes the right file where %s', async (_how, answers) => {
    await leavePart(content.subarray(0, 300));
    handlers = answers();
    await download(address, file, options());
    await expectWhole();
    expect(asked[0]).toEqual(['bytes=300-', tag]);
  });

  it('is whole where the server has nothing more, and had not said how long it is', async () => {
    await leavePart(content, { total: undefined });
    handlers = [answer(416, { 'content-range': `bytes */${content.length}` })];
    await download(address, file, options());
    await expectWhole();
  });

  it.each<[string, object]>([
    ['comes from another address', { address: 'http://127.0.0.1/other.zip' }],
    ['is longer than the file', { total: 200 }],
    ['has nothing to tell it by', { validator: undefined }],
    ['was noted in another way', { version: 2 }],
  ])('is begun anew where the part %s', async (_how, source) => {
    await leavePart(Buffer.alloc(300), source);
    await download(address, file, options());
    await expectWhole();
    expect(asked).toEqual([[undefined, undefined]]);
  });

  it('is begun anew where nothing is known of the part', async () => {
    await writeFile(`${file}.part`, 'something');
    await download(address, file, options());
    await expectWhole();
  });
});

describe('what is downloaded', () => {
  const sha256 = createHash('sha256').update(content).digest('hex');

  it('is what was expected', async () => {
    await download(address, file, options({ expected: { bytes: content.length, sha256 } }));
    await expectWhole();
  });

  it.each<[string, DownloadOptions['expected'], string]>([
    ['length', { bytes: 999 }, '10,000 bytes instead of 999'],
    ['content', { sha256: '0'.repeat(64) }, 'SHA-256'],
  ])('is refused and not kept where it has another %s', async (_what, expected, message) => {
    await expect(download(address, file, options({ expected }))).rejects.toThrow(message);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is looked at before anything is written, and may be refused', async () => {
    handlers = [whole({ body: Buffer.from('<html>'), headers: { 'content-type': 'text/html' } })];
    const accept: DownloadOptions['accept'] = (first, headers) => {
      throw new Error(`${headers.get('content-type')}: ${Buffer.from(first).toString()}`);
    };
    await expect(download(address, file, options({ accept }))).rejects.toThrow('text/html: <html>');
    expect(await readdir(folder)).toEqual([]);
  });

  it('is not packed for the way, as the rest of a packed file could not be asked for', async () => {
    let encoding: string | undefined;
    handlers = [
      (request, response) => {
        encoding = String(request.headers['accept-encoding']);
        whole()(request, response);
      },
    ];
    await download(address, file, options());
    expect(encoding).toBe('identity');
  });

  it('may come through another fetch, as through a proxy', async () => {
    const through: string[] = [];
    await download(address, file, {
      fetch: (input, init) => {
        through.push(input);
        return fetch(input, init);
      },
    });
    expect(through).toEqual([address]);
  });
});
