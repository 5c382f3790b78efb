import { t } from '../words';

/** Where the entry of an archive belongs below the folder that it is unpacked into, or why it must not be unpacked. */
export type EntryPlace = { parts: readonly string[]; isFolder: boolean } | { refusal: string };

/** What archive programs add and nobody wants. */
const byproducts = new Set(['__MACOSX', '.DS_Store']);

export function isByproduct(name: string): boolean {
  const parts = partsOf(name);
  return byproducts.has(parts[0] ?? '') || byproducts.has(parts.at(-1) ?? '');
}

/** @param name as the archive has it, with either slash: PowerShell writes `\` */
export function placeOf(name: string, platform: NodeJS.Platform = process.platform): EntryPlace {
  const parts = partsOf(name);
  if (/^[\\/]/.test(name) || parts.some((part) => /^[a-z]:/i.test(part)))
    return { refusal: t('It names a place outside the folder: an absolute path.') };
  if (parts.includes('..')) return { refusal: t('It names a place outside the folder: a path with "..".') };
  if (name.includes('\0') || (platform === 'win32' && parts.some(cannotBeOnWindows)))
    return { refusal: t('This system does not allow such a name.') };
  return { parts, isFolder: /[\\/]$/.test(name) || parts.length === 0 };
}

/** `.` and nothing between two slashes name no folder of their own. */
const partsOf = (name: string) => name.split(/[\\/]/).filter((part) => part !== '' && part !== '.');

/** Source: learn.microsoft.com/windows/win32/fileio/naming-a-file. */
const cannotBeOnWindows = (part: string) =>
  // eslint-disable-next-line no-control-regex -- these are the characters that are not allowed
  /[<>:"|?*\x00-\x1f]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(part);

/** Finds two entries that would be one file, also on a disk that does not tell `A` from `a`. */
export class TakenNames {
  private readonly files = new Set<string>();
  private readonly folders = new Set<string>();

  /** Takes the place of an entry. @returns why it cannot be had */
  take({ parts, isFolder }: { parts: readonly string[]; isFolder: boolean }): string | undefined {
    const keys = parts.map((_, index) => keyOf(parts.slice(0, index + 1)));
    const file = isFolder ? undefined : keys.pop();
    const clashes =
      keys.some((key) => this.files.has(key)) ||
      (file !== undefined && (this.files.has(file) || this.folders.has(file)));
    if (clashes) return t('Another entry has the same name, or one that differs only in capital letters.');
    for (const key of keys) this.folders.add(key);
    if (file !== undefined) this.files.add(file);
    return undefined;
  }
}

/** Capitals first: disks take letters for the same that only share their capital, as the two small sigmas. */
const keyOf = (parts: readonly string[]) =>
  parts.join('/').normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
