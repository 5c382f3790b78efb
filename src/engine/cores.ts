import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const commandMillis = 5000;

/**
 * Physical cores that this process may use. Two threads on one core share its arithmetic units: they make matrix products
 * no faster, and leave nothing to the editor. Where the system does not tell, its logical processors.
 */
export function physicalCores(): number {
  const logical = availableParallelism();
  try {
    return Math.max(1, Math.min(logical, countCores[process.platform]?.() ?? logical));
  } catch (error) {
    if (error instanceof Error) return logical; // Whatever the system's tools say, training works without them.
    throw error;
  }
}

const countCores: Partial<Record<NodeJS.Platform, () => number>> = {
  linux: () =>
    coresOf(allowedProcessors(readFileSync('/proc/self/status', 'utf8')), (processor) =>
      readFileSync(`/sys/devices/system/cpu/cpu${processor}/topology/thread_siblings_list`, 'utf8'),
    ),
  darwin: () => wholeNumber(output('sysctl', ['-n', 'hw.physicalcpu'])),
  win32: () =>
    wholeNumber(
      output('powershell.exe', [
        '-NoProfile',
        '-NonInteractive',
        '-Command',
        '(Get-CimInstance Win32_Processor | Measure-Object -Property NumberOfCores -Sum).Sum',
      ]),
    ),
};

/**
 * Logical processors that a process may run on.
 * @param status text of Linux' `/proc/self/status`
 */
export function allowedProcessors(status: string): number[] {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1];
  if (list === undefined)
    throw new Error('The system does not say on which processors this process may run.');
  return list.split(',').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/**
 * How many cores these logical processors belong to.
 * @param siblingsOf names all processors on the same core, in the same words for each of them
 */
export function coresOf(processors: readonly number[], siblingsOf: (processor: number) => string): number {
  return new Set(processors.map((processor) => siblingsOf(processor).trim())).size;
}

function output(program: string, args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', timeout: commandMillis, windowsHide: true });
}

function wholeNumber(text: string): number {
  const value = Number.parseInt(text, 10);
  if (Number.isNaN(value)) throw new Error(`Not a number of cores: ${text}`);
  return value;
}
