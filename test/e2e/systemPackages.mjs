/** Programs that come from the operating system: found, installed with apt where possible, or named plainly. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A browser to show VS Code in, and a font so that its screenshots can be read. */
export const browserNeeds = [
  {
    programs: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
    packages: ['chromium', 'fonts-dejavu-core'],
  },
];

/** @returns {string | undefined} the full path of the first of these programs that is installed */
export function findProgram(...names) {
  for (const name of names)
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
 * Installs packages, as root on Debian; elsewhere it does nothing.
 * @param {string[]} packages
 * @param {(line: string) => void} report
 */
export function aptInstall(packages, report) {
  if (!canInstall()) return;
  report(`Installing ${packages.join(', ')} with apt-get`);
  const install = ['install', '-y', '-q', '--no-install-recommends', ...packages];
  if (aptGet(install)) return;
  aptGet(['update', '-q']);
  aptGet(install);
}

/**
 * Makes sure that every program is there, as root on Debian by installing its packages.
 * @param {{programs: string[], packages: string[]}[]} needs of each, one of `programs` must be found
 * @param {(line: string) => void} report
 * @throws if a program is missing and cannot be installed; the message says how to get it
 */
export async function requireDebianPackages(needs, report) {
  const unmet = () => needs.filter(({ programs }) => !findProgram(...programs));
  const packages = [...new Set(unmet().flatMap((need) => need.packages))];
  if (packages.length === 0) return;
  aptInstall(packages, report);
  if (unmet().length > 0)
    throw new Error(
      `Missing on this machine: ${unmet()
        .map(({ programs }) => programs[0])
        .join(', ')}. On Debian or Ubuntu: sudo apt-get install ${packages.join(' ')}`,
    );
}
