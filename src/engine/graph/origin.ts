let current: string | undefined;

/** What records at this moment, as `within` was told. */
export const currentOrigin = (): string | undefined => current;

/**
 * Makes a call. Everything recorded during it gets a name, such as the name of its layer, and an error of the graph has
 * this name too. Calls can be nested; the innermost name counts.
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
