import { spawnSync } from 'node:child_process';
import { afterAll } from 'vitest';

/** Two hosts with a cable between them. */
export interface Hosts {
  /** Of their namespaces. */
  names: readonly string[];
  interfaces: readonly string[];
  /** Of the first. */
  address: string;
  /** What runs on them, by process number. */
  processes: () => number[];
  /** Kills what a test that has failed has left. */
  clear: () => void;
  cable: (state: 'up' | 'down') => void;
}

const addresses = ['10.213.77.1', '10.213.77.2'];

const run = (...args: string[]) => spawnSync('ip', args, { encoding: 'utf8' });
const ip = (...args: string[]) => run(...args).status === 0;

/** Makes two hosts for the tests of a file, each a namespace of the network. @returns why they cannot be made, if so */
export function twoHosts(): Hosts | string {
  const names = [0, 1].map((host) => `lits-${process.pid}-${host}`);
  const interfaces = [0, 1].map((host) => `lits${process.pid % 100_000}v${host}`);
  const made =
    process.platform === 'linux' &&
    names.every((name) => ip('netns', 'add', name)) &&
    ip('link', 'add', interfaces[0], 'type', 'veth', 'peer', 'name', interfaces[1]) &&
    names.every(
      (name, host) =>
        ip('link', 'set', interfaces[host], 'netns', name) &&
        ip('-n', name, 'address', 'add', `${addresses[host]}/24`, 'dev', interfaces[host]) &&
        ip('-n', name, 'link', 'set', interfaces[host], 'up') &&
        ip('-n', name, 'link', 'set', 'lo', 'up'),
    );
  const processes = () =>
    names.flatMap((name) => run('netns', 'pids', name).stdout.split('\n').filter(Boolean).map(Number));
  const remove = () => names.forEach((name) => ip('netns', 'delete', name));
  if (!made) {
    remove();
    return 'no network namespaces can be made here';
  }
  afterAll(remove);
  const clear = () => processes().forEach((pid) => process.kill(pid, 'SIGKILL'));
  const cable = (state: 'up' | 'down') => void ip('-n', names[0], 'link', 'set', interfaces[0], state);
  return { names, interfaces, address: addresses[0], processes, clear, cable };
}
