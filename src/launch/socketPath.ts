import { randomBytes } from 'node:crypto';
import { lstat, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** macOS allows 103 bytes for the path of a Unix socket, Linux 107. */
const longestSocketPath = 103;
const nameLength = '/lits-4294967295/0123456789abcdef.sock'.length;

/** A new path for a worker's socket that only this user can reach; a named pipe on Windows. */
export async function newSocketPath(): Promise<string> {
  const name = randomBytes(8).toString('hex');
  if (process.platform === 'win32') return String.raw`\\.\pipe\lits-${name}`;
  return join(await privateFolder(), `${name}.sock`);
}

async function privateFolder(): Promise<string> {
  const bases = [process.env['XDG_RUNTIME_DIR'], tmpdir(), '/tmp'];
  for (const base of bases) {
    if (!base || Buffer.byteLength(base) + nameLength > longestSocketPath) continue;
    const folder = join(base, `lits-${process.getuid?.() ?? 0}`);
    if (await isPrivate(folder)) return folder;
  }
  return mkdtemp('/tmp/lits-');
}

/** Whether `folder`, made if it was missing, is a real folder that nobody else may enter: `/tmp` is open to all. */
async function isPrivate(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const found = await lstat(folder);
    return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
