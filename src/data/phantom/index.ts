import { drawPatient } from './patient';
import { renderSlice, type PhantomSlice } from './slice';

export type { PhantomSlice } from './slice';

/** A synthetic patient; slices are rendered when asked for, 0 lowest. */
export interface PhantomVolume {
  slices: number;
  render: (slice: number) => PhantomSlice;
}

/**
 * A synthetic abdominal CT volume. It is the same for the same arguments, byte by byte.
 * A volume with lesions has slices of all three classes when it has at least 4 slices.
 */
export function phantomVolume(seed: number, slices: number, withLesions: boolean): PhantomVolume {
  const patient = drawPatient(seed, slices, withLesions);
  return { slices, render: (slice) => renderSlice(patient, patient.sliceHeights[slice]) };
}
