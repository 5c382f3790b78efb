export interface SliceName {
  /** The volume a slice belongs to, as in `volume-12`: one patient, one volume. */
  patient: string;
  /** Position in the volume, as numbered by the file. */
  slice: number;
}

/**
 * Patient and slice of a picture, from its path inside the split's folder. Two ways of naming are read:
 * `volumes/volume-12_34.png` (the course's) and `volume-12/slice-034.png` (a folder a volume).
 * Returns undefined when the name does not tell the patient: then splits could not be kept apart.
 */
export function sliceName(path: string): SliceName | undefined {
  const parts = path.replace(/\.[^./]+$/, '').split('/');
  const base = parts.at(-1) ?? '';
  const folder = parts.at(-2) ?? '';
  const match = /^(?:(?<prefix>.*?)[-_ ])?(?:slice[-_ ]?)?(?<slice>\d+)$/i.exec(base);
  if (!match?.groups) return undefined;
  const { prefix = '', slice } = match.groups;
  const patient = [prefix, folder].find((name) => /\d/.test(name));
  return patient === undefined ? undefined : { patient, slice: Number(slice) };
}
