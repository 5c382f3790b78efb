import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { deviceName, torchInstall, type TorchDevice } from '../../protocol/devices';
import { FailureError } from '../../protocol/failure';
import { pythonsToTry, torchNotFound } from '../../protocol/pythons';
import { t } from '../../words';
import { RankLost } from './rankLost';
import { jsonOf, PythonProcess, pythonOptions, type RanksOptions, type Refusal } from './process';

/** Where PyTorch is looked for, and by what it is run. */
export interface TorchOptions {
  /** Folder of `torchThread.cjs` and of `python/`. */
  programs: string;
  /** The only interpreter to try; default: those of the environment. */
  python?: string | undefined;
  /** How long importing PyTorch may take, in milliseconds: from a network drive it takes long. */
  startMillis?: number;
  /** How long a step may take before Python is given up, in milliseconds. */
  answerMillis?: number;
  /** Where this is one of several processes of PyTorch's launcher. */
  ranks?: RanksOptions | undefined;
}

const usualStartMillis = 120_000;

/** An answer to "which devices are there", as one line among others. */
const listSchema = z.object({ lits_torch: z.literal(1), devices: z.array(z.string()) });

/**
 * The devices of the first Python that has PyTorch. Without one it is `torch` alone: trying that says what is missing.
 */
export async function torchDevices({
  programs,
  python,
  startMillis = usualStartMillis,
}: TorchOptions): Promise<TorchDevice[]> {
  for (const candidate of python ? [python] : pythonsToTry(process.env)) {
    const line = (await printed(candidate, programs, startMillis))
      .split('\n')
      .find((text) => text.startsWith('{'));
    const answer = listSchema.safeParse(jsonOf(line ?? ''));
    if (answer.success) return answer.data.devices.map((name): TorchDevice => `torch:${name}`);
  }
  return ['torch'];
}

/** What listing devices prints; nothing where that cannot be run. */
async function printed(python: string, programs: string, millis: number): Promise<string> {
  const options = { ...pythonOptions(programs), timeout: millis, killSignal: 'SIGKILL' } as const;
  return promisify(execFile)(python, ['-m', 'lits_torch', '--list'], options).then(
    ({ stdout }) => stdout,
    () => '',
  );
}

/**
 * Starts PyTorch on a device: by the first Python that has it.
 * @throws FailureError when no Python has it, or when it has no such device or does not start.
 */
export async function startTorch(
  device: TorchDevice,
  threads: number,
  { programs, python, startMillis = usualStartMillis, answerMillis, ranks }: TorchOptions,
): Promise<PythonProcess> {
  const tried: string[] = [];
  for (const candidate of python ? [python] : pythonsToTry(process.env)) {
    if (path.isAbsolute(candidate) && !existsSync(candidate)) {
      if (python) throw failureOf(device, candidate, { kind: 'absent', message: '' }, startMillis);
      continue;
    }
    const answer = await PythonProcess.start({
      python: candidate,
      programs,
      device: device === 'torch' ? '' : device.slice('torch:'.length),
      threads,
      startMillis,
      answerMillis,
      ranks,
    });
    if (answer instanceof PythonProcess) return answer;
    const isElsewhere = answer.kind === 'absent' || answer.kind === 'missing';
    if (python || !isElsewhere) throw failureOf(device, candidate, answer, startMillis);
    if (answer.kind === 'missing') tried.push(candidate);
  }
  throw torchNotFound(tried, device);
}

/** What to try in a terminal. (no text: a command) */
const trial = (python: string): string => `${python} -c "import torch"`; // no text: a command

function failureOf(
  device: TorchDevice,
  python: string,
  { kind, message }: Refusal,
  startMillis: number,
): FailureError {
  const failure = { what: t('{0} does not start.', deviceName(device)), device };
  switch (kind) {
    case 'absent':
      return new FailureError({
        ...failure,
        why: t('There is no program {0}, or it may not be run.', python),
        next: t('Name a Python that has PyTorch in the setting lits.pythonPath, or choose the CPU.'),
      });
    case 'missing':
      return new FailureError({
        ...failure,
        why: t('The Python {0} has no PyTorch that can be loaded: {1}', python, message),
        next: t('Install it there, as with {0}, or choose the CPU.', torchInstall),
      });
    case 'refused':
      return new FailureError({
        ...failure,
        why: message,
        next: t('Choose a device that is there, look for a newer driver, or choose the CPU.'),
      });
    case 'apart':
      return new RankLost({
        what: t('The processes of this training have not come together.'),
        why: message,
        next: t(
          'Look whether all of them have started, and whether these machines reach each other: GLOO_SOCKET_IFNAME and NCCL_SOCKET_IFNAME name the network to take.',
        ),
        device,
      });
    case 'silent':
      return new FailureError({
        ...failure,
        why: t('The Python {0} gave no answer within {1} seconds.', python, startMillis / 1000),
        next: t('Try whether it can import torch in a terminal: {0}. Or choose the CPU.', trial(python)),
      });
    case 'crashed':
      return new FailureError({
        ...failure,
        why: t('The Python {0} has ended while it started: {1}', python, message),
        next: t('Try whether it can import torch in a terminal: {0}. Or choose the CPU.', trial(python)),
      });
  }
}
