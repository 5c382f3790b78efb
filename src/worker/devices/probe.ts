import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { measureTraining, type ProbeMeasurement } from '../../engine';
import type { DeviceId, DeviceReport } from '../../protocol/devices';
import { toFailure } from '../../protocol/failure';
import { language, t } from '../../words';
import { startDevice } from './start';

const probeMillis = 120_000;

const answerSchema = z.union([
  z.object({ losses: z.array(z.number()), stepMillis: z.number().optional() }),
  z.object({ failure: z.string() }),
]);

export type Problem = NonNullable<DeviceReport['problem']>;
export type ProbeOutcome = { measurement: ProbeMeasurement } | { problem: Problem };

/** In the process that is started for it: trains a little on the device and prints what came of it as one line. */
export async function answerProbe(device: DeviceId): Promise<void> {
  let answer: z.infer<typeof answerSchema>;
  try {
    await startDevice({ device });
    answer = await measureTraining();
  } catch (error) {
    const { what, why } = toFailure(error);
    answer = { failure: why ?? what };
  }
  process.stdout.write(`\n${JSON.stringify(answer)}\n`);
}

/**
 * Tries a device out in a process of its own, so that a driver that crashes takes nothing else along.
 * @param program this worker's program
 */
export async function probe(program: string, device: DeviceId, signal: AbortSignal): Promise<ProbeOutcome> {
  const child = spawn(process.execPath, [program, '--probe', device, '--language', language()], {
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const stop = () => child.kill('SIGKILL');
  signal.addEventListener('abort', stop);
  const timer = new AbortController();
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  try {
    const late = delay(probeMillis, 'late' as const, { signal: timer.signal });
    const isLate = (await Promise.race([ended, late])) === 'late';
    if (isLate) stop();
    const said = { ending: await ended, stdout: await stdout, stderr: await stderr };
    signal.throwIfAborted();
    // A driver may hang when its process ends, after all has been said.
    if (!isLate || answerIn(said.stdout)) return outcomeOf(said);
    return { problem: { kind: 'silent', message: t('no answer within {0} seconds', probeMillis / 1000) } };
  } finally {
    timer.abort();
    signal.removeEventListener('abort', stop);
  }
}

/** What a probe's process has said and how it ended, as an outcome. */
export function outcomeOf(said: {
  ending: readonly [number | null, NodeJS.Signals | null];
  stdout: string;
  stderr: string;
}): ProbeOutcome {
  const [code, killer] = said.ending;
  const answer = answerIn(said.stdout);
  if (answer && 'losses' in answer) return { measurement: answer };
  if (answer) return { problem: { kind: 'failed', message: reasonIn(said.stderr) ?? answer.failure } };
  const ending = killer ?? t('exit code {0}', String(code));
  const words = reasonIn(said.stderr) ?? said.stderr.trim().split('\n').at(-1);
  return { problem: { kind: 'crashed', message: words ? `${ending}: ${words}` : ending } };
}

function answerIn(stdout: string): z.infer<typeof answerSchema> | undefined {
  const line = stdout.trim().split('\n').at(-1) ?? '';
  if (!line.startsWith('{')) return undefined;
  return answerSchema.parse(JSON.parse(line));
}

/** The reason that ONNX Runtime prints, and not throws, when it cannot load a library; files without their folders. */
const reasonIn = (stderr: string): string | undefined =>
  /with error: (.+)/.exec(stderr)?.[1].replace(/(?:\/[^\s/:]+)+\/([^\s/:]+)/g, '$1');
