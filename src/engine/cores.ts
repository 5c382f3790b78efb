import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import path from 'node:path';

const commandMillis = 5000;

/**
 * Physical cores that this process may use. Two threads on one core share its arithmetic units: matrix products get no
 * faster, and the editor is left with nothing. Where the system does not tell its physical cores, this is the number of
 * logical processors.
 */
export function physicalCores(): number {
  return (counted ??= countPhysicalCores());
}

let counted: number | undefined;

function countPhysicalCores(): number {
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
  // PowerShell takes about a second to start, for every worker again.
  win32: () =>
    remembered(path.join(tmpdir(), 'lits-cores.json'), `${cpus().length} x ${cpus()[0]?.model}`, () =>
      wholeNumber(
        output('powershell.exe', [
          '-NoProfile',
          '-NonInteractive',
          '-Command',
          // no text: a program
          '(Get-CimInstance Win32_Processor | Measure-Object -Property NumberOfCores -Sum).Sum',
        ]),
      ),
    ),
};

/**
 * The number that `count` gives for `subject`. It is counted once, and `file` keeps it for later processes. When the
 * file cannot be read or written, or is about another subject, the number is counted again.
 */
export function remembered(file: string, subject: string, count: () => number): number {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as { subject?: unknown; count?: unknown } | null;
    if (kept?.subject === subject && Number.isInteger(kept.count)) return kept.count as number;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
  const fresh = count();
  try {
    writeFileSync(file, JSON.stringify({ subject, count: fresh }));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
  return fresh;
}

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
 * @param siblingsOf describes all processors on the same core; the text is the same for each of them
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
