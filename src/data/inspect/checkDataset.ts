import { mapLimited } from '../../files/mapLimited';
import { classNames } from '../../course/classes';
import type { DataCheck, DataFinding } from '../../protocol/dataCheck';
import { areVolumesKnown, type SplitName } from '../../protocol/dataSet';
import { FailureError } from '../../protocol/failure';
import { t } from '../../words';
import { csvName, findDataset, splitNames } from '../layout';
import { assignPatients } from '../patients';
import { pictureWorkers } from '../picture';
import { readTableText, type Work } from '../source';
import { readRows, type NamedRow, type Row, type RowProblem } from '../table';
import { examineSlice, type SliceFacts } from './examineSlice';
import { examplesIn, finding, placeOf, type Example } from './finding';
import { groupBy } from './groupBy';
import { findCopies } from './nearCopies';
import { judgeMasks } from './judgeMasks';

/**
 * Looks at every table, picture and mask of a data set, and tells what is wrong or doubtful; nothing is changed.
 * @throws DatasetError where there is no data set; the signal's reason when aborted
 */
export async function checkDataset(dir: string, work: Work = {}): Promise<DataCheck> {
  const root = await findDataset(dir);
  const read = await readTables(root);
  const { tables, doubts } = assignPatients(read.rows);
  const facts = await examineSlices(root, tables, work);
  return {
    version: 1,
    data: root,
    splits: splitNames.map((split) => ({
      split,
      slices: tables[split].length,
      volumes: new Set(tables[split].map(({ patient }) => patient)).size,
      classes: classesOf(tables[split]),
      masks: facts.filter((slice) => slice.split === split && slice.area).length,
    })),
    volumes: areVolumesKnown(doubts) ? splitNames.flatMap((split) => volumesOf(split, tables[split])) : [],
    sizes: sizesOf(facts),
    doubts,
    findings: [
      ...read.findings,
      ...judgePictures(facts),
      ...finding('copiesAcrossSplits', await copiesAcross(facts, work)),
      ...judgeMasks(facts),
      ...finding('absentClasses', absentClasses(tables)),
    ],
  };
}

async function readTables(root: string) {
  const rows: Record<SplitName, NamedRow[]> = { train: [], val: [], test: [] };
  const unreadable: Example[] = [];
  const problems: (RowProblem & { place: string })[] = [];
  for (const split of splitNames)
    try {
      const table = readRows((await readTableText(root, split)).text, split);
      rows[split] = table.rows;
      problems.push(...table.problems.map((one) => ({ ...one, place: `${csvName(split)}:${one.line}` })));
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      const { what, why } = error.failure;
      unreadable.push({ place: csvName(split), detail: [what, why].filter(Boolean).join(' ') });
    }
  const examples = (isLesion: boolean) =>
    problems
      .filter(({ isLesionWithoutLiver }) => isLesionWithoutLiver === isLesion)
      .map(({ place, text }) => ({ place, detail: text }));
  const findings = [
    ...finding('tableUnreadable', unreadable),
    ...finding('wrongRows', examples(false)),
    ...finding('lesionWithoutLiver', examples(true)),
  ];
  return { rows, findings };
}

async function examineSlices(
  root: string,
  tables: Record<SplitName, Row[]>,
  { onProgress, signal }: Work,
): Promise<SliceFacts[]> {
  const slices = splitNames.flatMap((split) => tables[split].map((row) => ({ split, row })));
  let done = 0;
  return mapLimited(
    slices,
    pictureWorkers,
    async ({ split, row }) => {
      const facts = await examineSlice(root, split, row);
      onProgress?.({ phase: 'checkData', text: t('Checking slices'), done: ++done, total: slices.length });
      return facts;
    },
    signal,
  );
}

function classesOf(rows: readonly Row[]): [number, number, number] {
  const counts: [number, number, number] = [0, 0, 0];
  for (const { label } of rows) counts[label]++;
  return counts;
}

function volumesOf(split: SplitName, rows: readonly Row[]): DataCheck['volumes'] {
  const byVolume = groupBy(rows, ({ patient }) => patient);
  return [...byVolume].map(([name, own]) => ({ name, split, slices: own.length, classes: classesOf(own) }));
}

function sizesOf(facts: readonly SliceFacts[]): DataCheck['sizes'] {
  const counts = new Map<string, number>();
  for (const { size } of facts) if (size !== undefined) counts.set(size, (counts.get(size) ?? 0) + 1);
  return [...counts].map(([size, pictures]) => ({ size, pictures })).sort((a, b) => b.pictures - a.pictures);
}

function judgePictures(facts: readonly SliceFacts[]): DataFinding[] {
  const [usual, ...unusual] = sizesOf(facts).map(({ size }) => size);
  return [
    ...finding(
      'missingPictures',
      examplesIn(facts, (slice) => slice.isMissing === true),
    ),
    ...finding(
      'corruptPictures',
      examplesIn(
        facts,
        ({ damage }) => damage !== undefined,
        ({ damage }) => damage,
      ),
    ),
    ...finding(
      'constantPictures',
      examplesIn(facts, ({ isConstant }) => isConstant === true),
    ),
    ...(unusual.length === 0
      ? []
      : finding(
          'severalSizes',
          examplesIn(
            facts,
            ({ size }) => size !== undefined && size !== usual,
            ({ size }) => size,
          ),
        )),
  ];
}

/** Slices of the later splits that nearly are slices of an earlier one. */
async function copiesAcross(facts: readonly SliceFacts[], { signal, onProgress }: Work): Promise<Example[]> {
  const of = (split: SplitName) => facts.filter((slice) => slice.split === split);
  const later = [of('val'), of('test')];
  const total = later[0].length + later[1].length;
  const copies: Example[] = [];
  let before = 0;
  for (const [index, slices] of later.entries()) {
    const earlier = [...of('train'), ...later.slice(0, index).flat()];
    const found = await findCopies(
      slices.map(({ impression }) => impression),
      earlier.map(({ impression }) => impression),
      {
        signal,
        onProgress: (done) => {
          const text = t('Looking for copies');
          if (total > 0) onProgress?.({ phase: 'findCopies', text, done: before + done, total });
        },
      },
    );
    found.forEach((copy, own) => {
      if (!copy) return;
      const original = placeOf(earlier[copy.position]);
      const detail = copy.isMirrored ? t('{0}, mirrored', original) : original;
      copies.push({ place: placeOf(slices[own]), detail });
    });
    before += slices.length;
  }
  return copies;
}

function absentClasses(tables: Record<SplitName, Row[]>): Example[] {
  return splitNames.flatMap((split) =>
    tables[split].length === 0
      ? []
      : classesOf(tables[split]).flatMap((count, label) =>
          count === 0 ? [{ place: split, detail: classNames[label] }] : [],
        ),
  );
}
