let current: string | undefined;

/** What records at this moment, as `within` was told. */
export const currentOrigin = (): string | undefined => current;

/**
 * Calls, and names what is recorded meanwhile: by the layer it belongs to, say. An error of the graph then names it too.
 * Calls nest; the innermost counts.
 */
export function within<T>(origin: string, call: () => T): T {
  const outer = current;
  current = origin;
  try {
    return call();
  } finally {
    current = outer;
  }
}
