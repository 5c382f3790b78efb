import type { FetchFile } from './fetch';

type Environment = Readonly<Record<string, string | undefined>>;

const first = (environment: Environment, ...names: readonly string[]) =>
  names.map((name) => environment[name]?.trim()).find(Boolean);

/** As people write it: `proxy.example:8080` means the scheme `http`. */
const withScheme = (proxy: string | undefined) =>
  proxy && !/^[a-z][\w+.-]*:\/\//i.test(proxy) ? `http://${proxy}` : proxy;

/** The proxies that the usual variables name; undefined where they name none. */
export function proxiesOf(environment: Environment) {
  const all = first(environment, 'all_proxy', 'ALL_PROXY');
  const httpProxy = withScheme(first(environment, 'http_proxy', 'HTTP_PROXY') ?? all);
  const httpsProxy = withScheme(first(environment, 'https_proxy', 'HTTPS_PROXY') ?? all ?? httpProxy);
  if (!httpProxy && !httpsProxy) return undefined;
  return { httpProxy, httpsProxy, noProxy: first(environment, 'no_proxy', 'NO_PROXY') ?? '' };
}

/** Node's own `fetch` knows no proxies. @returns one that uses those of the environment, if it names any */
export async function proxyFetch(environment: Environment = process.env): Promise<FetchFile> {
  const proxies = proxiesOf(environment);
  if (!proxies) return globalThis.fetch;
  // Only where it is needed: it wants a newer Node.js than this program does.
  const { EnvHttpProxyAgent, fetch } = await import('undici');
  const dispatcher = new EnvHttpProxyAgent(proxies);
  return (address, request) => fetch(address, { ...request, dispatcher });
}
