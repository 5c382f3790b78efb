/**
 * The thread between the engine and Python. The engine waits for answers (`Atomics.wait`) and can hear nothing meanwhile; this thread
 * can: it owns the process, hands on what the engine asks, and wakes the engine when the answer is there.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { workerData, type MessagePort } from 'node:worker_threads';

/** What this thread is started with. */
export interface ThreadData {
  command: string;
  arguments: readonly string[];
  /** A file of this process that the new one gets as its first after the standard ones. */
  inherited: number | undefined;
  options: { cwd: string; env: NodeJS.ProcessEnv; windowsHide: boolean };
  port: MessagePort;
  /** Counts what was said to the engine. */
  signal: Int32Array;
}

/** What it says to the engine: a line of the process, or how the process ended. */
export type Said = { line: string } | { ended: string; errors: string };

/** So much of what the process prints as errors is kept, for the last of it tells why it has ended. */
const mostErrors = 4000;

const { command, arguments: given, inherited, options, port, signal } = workerData as ThreadData;

function say(said: Said): void {
  port.postMessage(said);
  Atomics.add(signal, 0, 1);
  Atomics.notify(signal, 0);
}

const child = spawn(command, given, {
  ...options,
  stdio: ['pipe', 'pipe', 'pipe', inherited ?? 'ignore'],
}) as ChildProcessWithoutNullStreams; // The first three are pipes.
let errors = '';
child.stderr.setEncoding('utf8').on('data', (text: string) => {
  errors = (errors + text).slice(-mostErrors);
});
createInterface({ input: child.stdout, crlfDelay: Infinity }).on('line', (line) => say({ line }));
// A process that is gone cannot be asked; that it is gone is said below.
child.stdin.on('error', () => undefined);
child.on('error', (error) => say({ ended: error.message, errors }));
child.on('close', (code, killer) => say({ ended: killer ?? String(code), errors }));

port.on('message', (line: string | null) => {
  if (line !== null) child.stdin.write(`${line}\n`);
  else {
    child.kill('SIGKILL');
    port.close();
  }
});
