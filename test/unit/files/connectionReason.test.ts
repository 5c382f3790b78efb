import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectionReason } from '../../../src/files/connectionReason';
import { request } from '../../../src/files/request';

/** What is told of a request that fails. */
async function told(address: string): Promise<string> {
  const error: unknown = await request(address, {}).catch((error: unknown) => error);
  expect(error).toMatchObject({ failure: { why: expect.any(String) as string } });
  return (error as { failure: { why: string } }).failure.why;
}

/** Codes and texts of programs, which say nothing to a student. */
const raw = /\b(E[A-Z]{4,}|UND_ERR\w*|HPE_\w+|bad port|fetch failed|getaddrinfo|[A-Z]+_[A-Z_]+)\b/;

async function portOf(answer: string | undefined): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    if (answer === undefined) socket.destroy();
    else socket.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe('why a server cannot be reached is told in words:', () => {
  it('a port of another service', async () => {
    expect(await told('http://127.0.0.1:25/file.zip')).toMatch(/port/);
    expect(await told('http://127.0.0.1:25/file.zip')).not.toMatch(raw);
  });

  it('nobody who answers, a name that is none, and what is no web server', async () => {
    const places = [
      'http://127.0.0.1:2/file.zip',
      'http://nothing.invalid/file.zip',
      `http://127.0.0.1:${await portOf('220 mail.example ESMTP\r\n')}/file.zip`,
      `http://127.0.0.1:${await portOf(undefined)}/file.zip`,
      `https://127.0.0.1:${await portOf('no TLS')}/file.zip`,
    ];
    for (const place of places) expect(await told(place)).not.toMatch(raw);
  });

  it.each(['ETIMEDOUT', 'ECONNRESET', 'EHOSTUNREACH', 'CERT_HAS_EXPIRED', 'SELF_SIGNED_CERT_IN_CHAIN'])(
    'what the code %s means, wherever in the chain of causes it stands',
    (code) => {
      const cause = Object.assign(new Error(`connect ${code}`), { code });
      const error = new TypeError('fetch failed', { cause: new AggregateError([cause]) });
      expect(connectionReason(error)).not.toMatch(raw);
    },
  );
});
