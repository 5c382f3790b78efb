/**
 * Student code may leave something behind that goes on once its call has returned: an async function. Until it waits for the
 * outside world, nothing else gets its turn in this thread, no timer and no message. Another thread can see that here.
 */
export const leftover = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

let isAwaited = false;

/** Student code begins to run; its call has a deadline of its own. */
export function callBegins(): void {
  Atomics.store(leftover, 0, 0);
}

/** Student code has returned. What it has left behind is over at the latest when the event loop comes round. */
export function callEnds(): void {
  Atomics.store(leftover, 0, 1);
  if (isAwaited) return;
  isAwaited = true;
  setImmediate(() => {
    isAwaited = false;
    Atomics.store(leftover, 0, 0);
  });
}
