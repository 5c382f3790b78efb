import { sha256 } from './hashes';

/** A name that can be read, is safe for a file on every system, and is another one for every other source. @param source what it stands for */
export function safeName(text: string, source = text): string {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/gi, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase()
    .slice(0, 40);
  return `${plain || 'name'}-${sha256(source).slice(0, 10)}`;
}
