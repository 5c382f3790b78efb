import { splitNames } from './layout';
import type { DataDoubt, SplitName } from '../protocol/dataSet';
import type { NamedRow, Row } from './table';

type Tables<T> = Record<SplitName, T[]>;

/**
 * A patient's name as it is compared: without case, separators and leading zeros, so that `volume-000`, `Volume_0` and
 * `volume 0` are one patient. `volume-1-2` and `volume-12` stay two.
 */
export function patientKey(name: string): string {
  const parts =
    name
      .normalize('NFKC')
      .toLowerCase()
      .match(/\p{L}+|\d+/gu) ?? [];
  return parts.map((part) => part.replace(/^0+(?=\d)/, '')).join('-');
}

/**
 * Gives each row its patient, spelled as where the patient comes first. A row whose name does not tell the patient counts as a
 * volume of its own.
 * @returns with the rows, what is doubtful about the split: volumes that are not known, and patients in more than one split.
 * Neighbouring slices are near copies of each other, so a model would be examined on what it has seen.
 */
export function assignPatients(tables: Tables<NamedRow>): { tables: Tables<Row>; doubts: DataDoubt[] } {
  const patients = new Map<string, { name: string; splits: Set<SplitName> }>();
  let unknown = 0;
  const keys = new Map<string, string>();
  const keyOf = (name: string) => {
    const key = keys.get(name) ?? patientKey(name);
    keys.set(name, key);
    return key;
  };
  const assign = (split: SplitName) =>
    tables[split].map((row): Row => {
      if (row.patient === undefined) {
        unknown++;
        return { ...row, patient: row.file };
      }
      const key = keyOf(row.patient);
      const patient = patients.get(key) ?? { name: row.patient, splits: new Set() };
      patients.set(key, patient);
      patient.splits.add(split);
      return { ...row, patient: patient.name };
    });
  const assigned = { train: assign('train'), val: assign('val'), test: assign('test') };
  const shared = [...patients.values()].filter(({ splits }) => splits.size > 1);
  return {
    tables: assigned,
    doubts: [
      ...(unknown > 0 ? [{ id: 'volumesUnknown' as const, pictures: unknown }] : []),
      ...shared.slice(0, 1).map(({ name }) => ({
        id: 'patientsShared' as const,
        patients: shared.length,
        example: name,
        splits: splitNames.filter((split) => shared.some(({ splits }) => splits.has(split))),
      })),
    ],
  };
}
