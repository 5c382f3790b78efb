import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { median } from './statistics';

const runs = 15;
const messageLength = 1500;

/** Time to load the extension's bundle and to run its `activate`, each in a fresh process, outside of VS Code. */
export function measureActivation(root: string, say: (text: string) => void) {
  say(`Activation: ${runs} runs`);
  const program = join(root, 'test', 'bench', 'activationProcess.mjs');
  const times = Array.from({ length: runs }, () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [program, root], { encoding: 'utf8' });
    // The message comes after the bundle's one long line.
    if (status !== 0) throw new Error(`The extension did not activate:\n${stderr.slice(-messageLength)}`);
    return JSON.parse(stdout) as { load: number; activate: number };
  });
  return {
    loadMillis: median(times.map(({ load }) => load)),
    activateMillis: median(times.map(({ activate }) => activate)),
    runs,
  };
}
