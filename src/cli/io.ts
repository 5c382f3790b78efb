import type { Disposable } from '../launch';
import { visible } from '../words';

/** A terminal, a file or a pipe that text goes to. */
export interface TextSink {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/**
 * Writes a text that may hold a student's: its control characters are shown, as a terminal would obey them. JSON stays the same
 * JSON.
 */
export function show(sink: TextSink, text: string): void {
  sink.write(visible(text));
}

/** Everything outside of the program that it talks to. */
export interface Io {
  /** Results. */
  stdout: TextSink;
  /** Progress, notes and errors. */
  stderr: TextSink;
  cwd: string;
  /** Variables of the terminal. */
  environment: Readonly<Record<string, string | undefined>>;
  /** The worker's program. */
  workerPath: string;
  now(): Date;
  /** Calls `listener` on every Ctrl+C, which then no longer ends the program by itself. */
  onInterrupt(listener: () => void): Disposable;
}
