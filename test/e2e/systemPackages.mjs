/** Programs that come from the operating system: found, installed with apt where possible, or named plainly. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** @returns {string | undefined} the program's full path */
export function findProgram(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const candidate = join(folder, name);
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      // Not here; the next folder may have it.
    }
  }
  return undefined;
}

function canInstall() {
  return process.getuid?.() === 0 && findProgram('apt-get') !== undefined;
}

function aptGet(args) {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return (
    spawnSync('apt-get', args, { env: environment, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
  );
}

/**
 * Makes sure that every program is there, as root on Debian by installing its package.
 * @param {{program: string, package: string}[]} needs
 * @param {(line: string) => void} report
 * @throws if a program is missing and cannot be installed; the message says how to get it
 */
export async function requireDebianPackages(needs, report) {
  const missing = needs.filter(({ program }) => !findProgram(program));
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((need) => need.package))];
  if (canInstall()) {
    report(`Installing ${packages.join(', ')} with apt-get`);
    const install = ['install', '-y', '-q', '--no-install-recommends', ...packages];
    if (!aptGet(install)) {
      aptGet(['update', '-q']);
      aptGet(install);
    }
  }
  const absent = missing.filter(({ program }) => !findProgram(program));
  if (absent.length > 0)
    throw new Error(
      `Missing on this machine: ${absent.map(({ program }) => program).join(', ')}. ` +
        `On Debian or Ubuntu: sudo apt-get install ${packages.join(' ')}`,
    );
}
