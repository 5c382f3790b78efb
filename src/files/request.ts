import { FailureError } from '../protocol/failure';
import { t } from '../words';
import { connectionReason } from './connectionReason';
import type { FetchFile, FileResponse } from './fetch';

export interface RequestOptions {
  /** In the place of Node's own, as where a proxy must be used that Node does not know. */
  fetch?: FetchFile;
  signal?: AbortSignal;
  method?: 'GET' | 'HEAD';
}

/**
 * Asks a server for something.
 * @throws FailureError when it cannot be reached or refuses; the signal's reason when aborted
 */
export async function request(
  address: string,
  { fetch = globalThis.fetch, signal, method = 'GET' }: RequestOptions,
): Promise<FileResponse> {
  let response: FileResponse;
  try {
    response = await fetch(address, { signal, method });
  } catch (error) {
    signal?.throwIfAborted();
    throw unreachable(address, error);
  }
  if (response.ok) return response;
  throw refused(address, response);
}

/** No connection, or one that broke. */
export function unreachable(address: string, error: unknown): FailureError {
  return new FailureError(
    {
      what: t('{0} could not be reached, or gave no whole answer.', hostOf(address)),
      why: connectionReason(error),
      next: t('Check the connection to the Internet, then try again. Nothing was changed.'),
    },
    error,
  );
}

/** An answer other than the file. */
export function refused(address: string, { status, statusText }: FileResponse): FailureError {
  return new FailureError({
    what: t('{0} does not give the file.', hostOf(address)),
    why: t('It answered {0}.', `${status} ${statusText}`.trim()),
    next: t('Try again later. If the answer stays the same, the address may have changed: {0}', address),
  });
}

export const hostOf = (address: string): string => new URL(address).host;
