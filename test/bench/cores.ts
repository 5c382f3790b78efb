import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Physical cores that this process may use: two threads on one core slow floating-point work down. */
export function physicalCores(): number {
  const counted =
    process.platform === 'linux' ? linuxCores() : process.platform === 'darwin' ? darwinCores() : 0;
  return Math.max(1, Math.min(counted || availableParallelism(), availableParallelism()));
}

function linuxCores(): number {
  const processors = readFileSync('/proc/cpuinfo', 'utf8').split('\n\n');
  const cores = processors.map((text) => {
    const field = (name: string) => new RegExp(`^${name}\\s*: (\\d+)`, 'm').exec(text)?.[1];
    return field('core id') && `${field('physical id')}/${field('core id')}`;
  });
  return new Set(cores.filter(Boolean)).size;
}

function darwinCores(): number {
  return Number(execFileSync('sysctl', ['-n', 'hw.physicalcpu'], { encoding: 'utf8' }));
}
