interface Cookie {
  name: string;
  value: string;
  domain: string;
  /** Not for the hosts below its domain. */
  isHostOnly: boolean;
  isSecure: boolean;
}

/** Cookies for one download: they go back to the hosts that they are for, and are forgotten with it. */
export class CookieJar {
  private cookies: Cookie[] = [];

  /** @param lines values of `Set-Cookie` in an answer from `url` */
  keep(url: URL, lines: readonly string[]): void {
    for (const cookie of lines.flatMap((line) => readCookie(url.hostname, line))) {
      const isSame = ({ name, domain }: Cookie) => name === cookie.name && domain === cookie.domain;
      this.cookies = [...this.cookies.filter((other) => !isSame(other)), cookie];
    }
  }

  /** The value of `Cookie` for a request to `url`; undefined where there is none. */
  for(url: URL): string | undefined {
    const sent = this.cookies.filter(
      ({ domain, isHostOnly, isSecure }) =>
        (isHostOnly ? url.hostname === domain : isWithin(url.hostname, domain)) &&
        (!isSecure || url.protocol === 'https:'),
    );
    return sent.map(({ name, value }) => `${name}=${value}`).join('; ') || undefined;
  }
}

const isWithin = (host: string, domain: string) => host === domain || host.endsWith(`.${domain}`);

function readCookie(host: string, line: string): Cookie[] {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
  const at = pair.indexOf('=');
  if (at < 1) return [];
  const attribute = (name: string) =>
    attributes.map((text) => text.split('=')).find(([key]) => key?.toLowerCase() === name);
  const domain = attribute('domain')?.[1]?.toLowerCase().replace(/^\./, '');
  // A host may speak for the domain that it lies in, and for no whole top-level domain.
  if (domain && (!isWithin(host, domain) || (domain !== host && !domain.includes('.')))) return [];
  return [
    {
      name: pair.slice(0, at),
      value: pair.slice(at + 1),
      domain: domain ?? host,
      isHostOnly: !domain,
      isSecure: attribute('secure') !== undefined,
    },
  ];
}
