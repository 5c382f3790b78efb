import { open } from 'node:fs/promises';
import { hasCode } from '../protocol/errorCode';

const tailBytes = 4096;

/** The last lines of a log, at most `lines`; empty when there is no such file. */
export async function logTail(file: string, lines = 15): Promise<string> {
  let handle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  }
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - tailBytes);
    const buffer = Buffer.alloc(size - start);
    await handle.read(buffer, 0, buffer.length, start);
    return buffer.toString('utf8').trimEnd().split('\n').slice(-lines).join('\n').trim();
  } finally {
    await handle.close();
  }
}
