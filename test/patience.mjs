/**
 * How long a test or a hook may take where time is not its subject: this ends what hangs, on a busy machine too. Tests about time
 * have a limit of their own, in processor time wherever possible.
 */
export const patienceMillis = 10 * 60_000;

/** How long a test waits for one thing to show in a window, or to be written to disk. */
export const awaitedMillis = 5 * 60_000;
