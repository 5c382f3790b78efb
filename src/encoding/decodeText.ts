import { decode } from 'iconv-lite';
import { FailureError } from '../protocol/failure';
import { unicodeText } from '../protocol/textFile';
import { t } from '../words';

/** What a file says, and the encoding where it is none of Unicode's. */
export interface DecodedText {
  text: string;
  guessed?: string;
}

/** Bytes that are no text in an encoding that is known; names the first bad line where most of the file is UTF-8. */
export class UnreadableTextError extends FailureError {
  constructor(
    file: string,
    why: string,
    readonly line = 1,
  ) {
    super({ what: t('{0} cannot be read as text.', file), why, next: t('Save it again as UTF-8.') });
  }
}

/**
 * Letters that are frequent in Western Europe. In the other one of these two encodings their bytes are signs, or letters that are
 * rare. What is a quote or a dash in one and a letter in the other does not count.
 */
const frequentLetters = /[äöüéèêàçåæø]|[ÄÖÜÉ](?=\p{L})|(?<=\p{L})ß/gu;

/**
 * The text of a file, whatever encoding it was saved in. What is not Unicode is recognized by its letters.
 * @param file its name, for a failure
 * @throws UnreadableTextError when it is not text, or UTF-8 that is damaged
 */
export function decodeText(bytes: Buffer, file: string): DecodedText {
  const text = unicodeText(bytes);
  if (text !== undefined) return { text };
  if (bytes.includes(0)) throw new UnreadableTextError(file, t('It is not text.'));
  const line = damagedLine(bytes);
  if (line !== undefined)
    throw new UnreadableTextError(
      file,
      t('Line {0} is not in UTF-8, though others are.', String(line)),
      line,
    );
  const windows = decode(bytes, 'windows-1252');
  const mac = decode(bytes, 'macintosh');
  return letterCount(mac) > letterCount(windows)
    ? { text: mac, guessed: 'MacRoman' }
    : { text: windows, guessed: 'Windows-1252' };
}

const letterCount = (text: string): number => text.match(frequentLetters)?.length ?? 0;

/** The first line with bytes that are no UTF-8; undefined where more characters are wrong than right in UTF-8. */
function damagedLine(bytes: Buffer): number | undefined {
  const text = bytes.toString('utf8');
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  if (count(/[^\0-\x7f\uFFFD]/gu) < count(/\uFFFD/gu)) return undefined;
  return text.slice(0, text.indexOf('\uFFFD')).split('\n').length;
}
