import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { t } from '../words';
import { FailureError } from './failure';

/** A file's text, without its byte-order mark. @throws FailureError when it is not in UTF-8 or UTF-16; a file system error */
export async function readUnicodeFile(file: string): Promise<string> {
  const text = unicodeText(await readFile(file));
  if (text !== undefined) return text;
  throw new FailureError({
    what: t('{0} is not in UTF-8.', file),
    why: t('It may have been saved in an older encoding, such as Windows-1252.'),
    next: t('Open it in an editor and save it as UTF-8.'),
  });
}

/**
 * Text that is in UTF-8, or in UTF-16 of either order, with or without a byte-order mark, which is left out. Undefined when the
 * bytes are something else.
 */
export function unicodeText(bytes: Buffer): string | undefined {
  const order = orderOf(bytes);
  if (order === undefined) return isUtf8(bytes) ? withoutMark(bytes.toString('utf8')) : undefined;
  if (bytes.length % 2 !== 0) return undefined;
  const text = (order === 'little' ? bytes : Buffer.from(bytes).swap16()).toString('utf16le');
  return /[\0\p{Surrogate}]/u.test(text) ? undefined : withoutMark(text);
}

/** Text whose ASCII characters are right and whose lines and columns are, whatever its encoding: to search, to compare. */
export function roughText(bytes: Buffer): string {
  return unicodeText(bytes) ?? bytes.toString('latin1');
}

/** The order of bytes in UTF-16, which its byte-order mark tells, or the zeros that it makes of ASCII; undefined for anything else. */
function orderOf(bytes: Buffer): 'little' | 'big' | undefined {
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe') return 'little';
  if (mark === 'feff') return 'big';
  if (!bytes.includes(0)) return undefined;
  const zeros = { even: 0, odd: 0 };
  for (const [index, byte] of bytes.entries()) if (byte === 0) zeros[index % 2 === 0 ? 'even' : 'odd']++;
  return zeros.odd > zeros.even ? 'little' : 'big';
}

const withoutMark = (text: string): string => text.replace(/^\uFEFF/, '');
