import { messageOf } from '../protocol/failure';
import { t } from '../words';

const unknownHost = () => t('No server of this name was found.');
const notReached = () => t('There is no way to the server from here.');
const tooLate = () => t('The server did not answer in time.');
const broken = () => t('The connection broke off.');
const untrusted = () =>
  t(
    'Its certificate is not trusted here: a proxy or a virus scanner may stand between, or the clock is wrong.',
  );

/** By the codes of Node.js, of OpenSSL and of undici. */
const reasons: Readonly<Record<string, () => string>> = {
  ENOTFOUND: unknownHost,
  EAI_AGAIN: () =>
    t('The name of the server could not be looked up: there is no connection to the Internet.'),
  ECONNREFUSED: () => t('Nobody answers there.'),
  EHOSTUNREACH: notReached,
  ENETUNREACH: notReached,
  ETIMEDOUT: tooLate,
  UND_ERR_CONNECT_TIMEOUT: tooLate,
  UND_ERR_HEADERS_TIMEOUT: tooLate,
  UND_ERR_BODY_TIMEOUT: tooLate,
  ECONNRESET: broken,
  EPIPE: broken,
  UND_ERR_SOCKET: broken,
  CERT_HAS_EXPIRED: () => t('Its certificate has expired, or the clock of this computer is wrong.'),
  ERR_TLS_CERT_ALTNAME_INVALID: () => t('Its certificate belongs to another server.'),
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
};

/** By how the codes begin: of Node.js' parser of answers, and of OpenSSL. */
const families: readonly [string, () => string][] = [
  ['HPE_', () => t('What answers there is no web server.')],
  ['ERR_SSL_', () => t('A secure connection (https) is not possible there.')],
];

/** Texts of `fetch` itself, which has no codes for them. Source: fetch.spec.whatwg.org. */
const texts: readonly [RegExp, () => string][] = [
  [/^bad port$/, () => t('Its address has a port that belongs to another kind of server.')],
  [/redirect count exceeded/, () => t('It leads from one address to the next without an end.')],
  [/^Proxy response .*407/, () => t('The proxy asks for a name and a password.')],
  [/^Proxy response/, () => t('The proxy does not let this through.')],
];

/** Why a server could not be reached, or a connection broke, as a sentence. */
export function connectionReason(error: unknown): string {
  const chain = causesOf(error);
  for (const { code } of chain) {
    if (code !== undefined && Object.hasOwn(reasons, code)) return reasons[code]();
    for (const [beginning, words] of families) if (code?.startsWith(beginning)) return words();
  }
  for (const { message } of chain)
    for (const [pattern, words] of texts) if (pattern.test(message)) return words();
  const code = chain.find((one) => one.code !== undefined)?.code;
  return code === undefined ? messageOf(chain.at(-1) ?? error) : t('The system says {0}.', code);
}

/** An error, what caused it, and what it stands for. */
function causesOf(error: unknown): NodeJS.ErrnoException[] {
  const chain: NodeJS.ErrnoException[] = [];
  for (let one = error; one instanceof Error && !chain.includes(one);) {
    chain.push(one);
    const next: unknown = one instanceof AggregateError ? (one.errors as unknown[])[0] : one.cause;
    one = next;
  }
  return chain;
}
