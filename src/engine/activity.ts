/** Another thread can see it: how many graphs are being computed or made ready. */
export const computing = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** Counts a call among what the engine computes. */
export function whileComputing<T>(call: () => T): T {
  Atomics.add(computing, 0, 1);
  try {
    return call();
  } finally {
    Atomics.sub(computing, 0, 1);
  }
}
