import { dirname, join } from 'node:path';
import * as z from 'zod';
import { writeJsonAtomic } from '../../files/atomicFile';
import { readJsonIfWhole } from '../../files/jsonFile';
import { countedItems, type CheckReport, type CheckResult } from '../../protocol/checkReport';

/** `hints.json`: which hints were shown, and when. */
const hintRecordSchema = z.object({
  version: z.literal(1),
  shown: z.array(
    z.object({ exercise: z.string(), check: z.string(), hint: z.string(), at: z.iso.datetime() }),
  ),
});

export type HintRecord = z.infer<typeof hintRecordSchema>;

export interface Hint {
  check: CheckResult;
  text: string;
  /** 1 for the first. */
  number: number;
  count: number;
}

/** Checks of a report that have hints to give. */
export function checksWithHints(report: CheckReport): CheckResult[] {
  return countedItems(report)
    .flatMap((item) => item.checks)
    .filter(({ findings }) => findings.some(({ hints }) => hints.length > 0));
}

/** The first hint of a check that was not shown yet; the last when all were. */
export function nextHint(record: HintRecord, exercise: string, check: CheckResult): Hint | undefined {
  const hints = check.findings.flatMap((finding) => finding.hints);
  const isShown = (text: string) =>
    record.shown.some((one) => one.exercise === exercise && one.check === check.id && one.hint === text);
  const first = hints.findIndex((text) => !isShown(text));
  const index = first < 0 ? hints.length - 1 : first;
  const text = hints.at(index);
  return text === undefined ? undefined : { check, text, number: index + 1, count: hints.length };
}

/** The hints of a check that were shown, in their order. */
export function hintsSeen(record: HintRecord, exercise: string, check: CheckResult): string[] {
  return check.findings
    .flatMap(({ hints }) => hints)
    .filter((text) =>
      record.shown.some((one) => one.exercise === exercise && one.check === check.id && one.hint === text),
    );
}

/** A record that cannot be read is begun anew. */
export async function readHintRecord(file: string): Promise<HintRecord> {
  return (await readJsonIfWhole(file, hintRecordSchema)) ?? { version: 1, shown: [] };
}

/** Adds a hint that is shown now, unless it was shown before. */
export async function recordHint(
  file: string,
  exercise: string,
  { check, text }: Hint,
  now: Date,
): Promise<void> {
  const record = await readHintRecord(file);
  if (record.shown.some((one) => one.exercise === exercise && one.check === check.id && one.hint === text))
    return;
  record.shown.push({ exercise, check: check.id, hint: text, at: now.toISOString() });
  await writeJsonAtomic(file, record);
}

/** Where it is kept how many hints were shown: beside the reports. */
export function hintsFile(report: string): string {
  return join(dirname(report), 'hints.json');
}
