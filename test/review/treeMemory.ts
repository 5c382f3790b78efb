import { readdirSync, readFileSync } from 'node:fs';

/** Bytes that this process and all that it has started, directly or not, hold in memory; Linux alone tells. */
export function treeMemory(root = process.pid): number {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const parent = parentOf(name);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const tree = [root];
  // Grows while it is gone through.
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree.reduce((sum, pid) => sum + residentOf(pid), 0);
}

const parentOf = (name: string): number | undefined =>
  /^\d+$/.test(name) ? fieldOf(Number(name), 'PPid') : undefined;
const residentOf = (pid: number): number => (fieldOf(pid, 'VmRSS') ?? 0) * 1024;

function fieldOf(pid: number, field: string): number | undefined {
  try {
    const value = new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(
      readFileSync(`/proc/${pid}/status`, 'utf8'),
    )?.[1];
    return value === undefined ? undefined : Number(value);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined; // It has ended meanwhile.
    throw error;
  }
}
