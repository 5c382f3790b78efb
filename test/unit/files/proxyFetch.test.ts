import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { proxiesOf, proxyFetch } from '../../../src/files/proxyFetch';

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A proxy that notes what goes through it. */
async function startProxy() {
  const through: string[] = [];
  const server = createServer((request, response) => {
    through.push(new URL(request.url ?? '').host);
    response.end('"by the proxy"');
  });
  server.on('connect', (request, socket) => {
    through.push(request.url ?? '');
    const [host, port] = (request.url ?? '').split(':');
    const target = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
  });
  return { address: await listening(server), through };
}

const startTarget = () => listening(createServer((_request, response) => response.end('"the file"')));

describe('a request', () => {
  it('goes through the proxy of the environment, also where it is written without a scheme', async () => {
    const target = await startTarget();
    const { address, through } = await startProxy();
    const fetch = await proxyFetch({ http_proxy: address });
    await (await fetch(`http://${target}/slices.zip`)).json();
    expect(through).toEqual([target]);
  });

  it('goes past the proxy to the hosts that are excepted', async () => {
    const target = await startTarget();
    const { address, through } = await startProxy();
    const fetch = await proxyFetch({ HTTP_PROXY: `http://${address}`, NO_PROXY: '127.0.0.1' });
    expect(await (await fetch(`http://${target}/slices.zip`)).json()).toBe('the file');
    expect(through).toEqual([]);
  });

  it('is that of Node.js without a proxy', async () => {
    expect(await proxyFetch({ NO_PROXY: '*', http_proxy: ' ' })).toBe(globalThis.fetch);
  });
});

it.each([
  [{ https_proxy: 'http://a:1', HTTPS_PROXY: 'http://b:1' }, 'http://a:1'],
  [{ ALL_PROXY: 'a:1' }, 'http://a:1'],
  [{ HTTP_PROXY: 'https://a:1' }, 'https://a:1'],
])('reads the proxy for https from %o', (environment, proxy) => {
  expect(proxiesOf(environment)?.httpsProxy).toBe(proxy);
});
