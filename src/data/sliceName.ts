export interface SliceName {
  /** The volume a slice belongs to, as in `volume-12`: one patient, one volume. Undefined where the name does not tell it. */
  patient: string | undefined;
  /** Position in the volume, as numbered by the file; 0 where it has no number. */
  slice: number;
}

/**
 * Patient and slice of a picture, from its path inside the split's folder. Two ways of naming are read:
 * `volumes/volume-12_34.png` (the course's) and `volume-12/slice-034.png` (a folder a volume).
 */
export function sliceName(path: string): SliceName {
  const parts = path.replace(/\.[^./]+$/, '').split('/');
  const base = parts.at(-1) ?? '';
  const folder = parts.at(-2) ?? '';
  const match = /^(?:(?<prefix>.*?)[-_ ])?(?:slice[-_ ]?)?(?<slice>\d+)$/i.exec(base);
  if (!match?.groups) return { patient: undefined, slice: 0 };
  const { prefix = '', slice } = match.groups;
  const patient = [prefix, folder].find((name) => /\d/.test(name));
  // A time or a hash as a number would be too large to be exact.
  return { patient, slice: Number.isSafeInteger(Number(slice)) ? Number(slice) : 0 };
}
