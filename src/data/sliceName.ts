/** What is before the number, and the number. */
const numbered = /^(?:(.*?)[-_ ])?(?:slice[-_ ]?)?(\d+)$/i;

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
  const end = path.lastIndexOf('/');
  const start = path.lastIndexOf('/', end - 1);
  const dot = path.lastIndexOf('.');
  const base = path.slice(end + 1, dot > end && dot < path.length - 1 ? dot : undefined);
  const match = numbered.exec(base);
  if (!match) return { patient: undefined, slice: 0 };
  const prefix = match[1] ?? '';
  const folder = path.slice(start + 1, Math.max(end, 0));
  const patient = /\d/.test(prefix) ? prefix : /\d/.test(folder) ? folder : undefined;
  const slice = Number(match[2]);
  // A time or a hash as a number would be too large to be exact.
  return { patient, slice: Number.isSafeInteger(slice) ? slice : 0 };
}
