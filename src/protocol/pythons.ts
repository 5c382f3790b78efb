import path from 'node:path';
import { list, t } from '../words';
import { likelyPythonVariable, torchInstall, type TorchDevice } from './devices';
import { FailureError } from './failure';

/**
 * Interpreters, the most likely first: the one that an editor has been told, of an active environment, then of the path, then the
 * system's own.
 */
export function pythonsToTry(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string[] {
  const isWindows = platform === 'win32';
  const { VIRTUAL_ENV: virtual, CONDA_PREFIX: conda, [likelyPythonVariable]: likely } = environment;
  const inVirtual = (folder: string) => path.join(folder, isWindows ? 'Scripts/python.exe' : 'bin/python');
  const inConda = (folder: string) => path.join(folder, isWindows ? 'python.exe' : 'bin/python');
  return [
    ...(likely ? (isProgram(likely) ? [likely] : [...new Set([inVirtual(likely), inConda(likely)])]) : []),
    ...(virtual ? [inVirtual(virtual)] : []),
    ...(conda ? [inConda(conda)] : []),
    'python3',
    'python',
    ...(isWindows ? [] : ['/usr/bin/python3']),
  ];
}

/** Whether a path is that of an interpreter, and not of the folder of an environment. */
const isProgram = (place: string): boolean =>
  /^(python|pypy)[\d.]*(\.exe)?$/i.test(place.split(/[\\/]/).at(-1) ?? '');

/** @param tried Pythons that have no PyTorch */
export const torchNotFound = (tried: readonly string[], device: TorchDevice): FailureError =>
  new FailureError({
    what: t('PyTorch is not found.'),
    why:
      tried.length > 0
        ? t('There is Python ({0}), but without PyTorch.', list(tried))
        : t('There is no Python on this machine, or it is not in the PATH.'),
    next: t(
      'Install it, as with {0}, or name the Python that has it in the setting lits.pythonPath.',
      torchInstall,
    ),
    device,
  });
