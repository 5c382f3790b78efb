import type { Plugin } from 'esbuild';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../protocol/failure';
import { decodeText, UnreadableTextError } from './decodeText';

/**
 * Has esbuild read sources whatever encoding they were saved in. esbuild itself takes everything for UTF-8, and counts a byte-order
 * mark as three columns.
 * @param onGuess hears of each file whose encoding is none of Unicode's
 */
export function anyEncoding(onGuess: (file: string, encoding: string) => void): Plugin {
  return {
    name: 'any-encoding',
    setup(build) {
      build.onLoad({ filter: /.*/, namespace: 'file' }, async ({ path: file }) => {
        try {
          const { text, guessed } = decodeText(await readFile(file), path.basename(file));
          if (guessed !== undefined) onGuess(file, guessed);
          return { contents: text, loader: 'default' };
        } catch (error) {
          // An error that is thrown here would have its place in this file.
          const location = error instanceof UnreadableTextError ? { file, line: error.line } : null;
          return { errors: [{ text: messageOf(error), location }] };
        }
      });
    },
  };
}
