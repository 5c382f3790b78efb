import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { pythonVariable, type TorchDevice } from '../../protocol/devices';
import { pythonsToTry, torchNotFound } from '../../protocol/pythons';
import { hasCode } from '../../protocol/errorCode';
import { notFromHere } from './torchrun';

/** How long importing PyTorch may take: from a network drive it takes long. */
const importMillis = 120_000;
/** Loads what starts processes. */
const importLauncher = `${notFromHere}; import torch.distributed.run`; // no text: code of Python

/** The first Python that has PyTorch's launcher. @throws FailureError when there is none */
export async function findTorchPython(
  environment: Readonly<Record<string, string | undefined>>,
  device: TorchDevice,
): Promise<string> {
  const named = environment[pythonVariable];
  const tried: string[] = [];
  for (const python of named ? [named] : pythonsToTry(environment)) {
    const found = await hasLauncher(python);
    if (found === 'yes') return python;
    if (found === 'no') tried.push(python);
  }
  throw torchNotFound(tried, device);
}

async function hasLauncher(python: string): Promise<'yes' | 'no' | 'absent'> {
  const options = { timeout: importMillis, killSignal: 'SIGKILL', windowsHide: true } as const;
  try {
    await promisify(execFile)(python, ['-c', importLauncher], options);
    return 'yes';
  } catch (error) {
    return hasCode(error, 'ENOENT', 'EACCES') ? 'absent' : 'no';
  }
}
