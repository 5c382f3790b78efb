import { basename, join } from 'node:path';
import { trainedOn } from '../../protocol/devices';
import { givenTexts } from '../../protocol/givenSettings';
import type { RunMarks } from '../../protocol/marks';
import { isBest, type EpochLine, type MetricLine, type RunRecord } from '../../protocol/run';
import { stateText } from '../../protocol/runState';
import {
  differencesOf,
  lostLines,
  readMarks,
  readMetrics,
  readRun,
  readRuns,
  runFiles,
  settingsOf,
  type Difference,
} from '../../runs';
import { dateTime, duration, loss, number, percent, t } from '../../words';
import type { Io } from '../io';
import { existingRunFolder, existingRunsFolder } from '../places';
import { table } from '../table';
import { hardestOf } from './hardestSlices';
import type { View } from '../view/view';

/** `lits runs list`: the runs at home here, the latest first. */
export async function listRuns(io: Io, view: View): Promise<void> {
  const folder = await existingRunsFolder(io.cwd);
  const { runs, lost } = folder === undefined ? { runs: [], lost: [] } : await readRuns(folder);
  for (const text of lost) view.event({ type: 'log', level: 'warning', text });
  const records = runs.map(({ record }) => record);
  const marks = await Promise.all(records.map(({ id }) => marksOf(join(folder ?? '', id), view)));
  const isMarked = marks.some(({ title, starred }) => title !== undefined || starred);
  const none = t('There are no runs here yet. lits train makes one.');
  const head = [
    t('run'),
    ...(isMarked ? [t('title')] : []),
    t('state'),
    t('epochs'),
    t('best accuracy'),
    t('best loss'),
  ];
  const rows = records.map((record, index) => [
    record.id,
    ...(isMarked ? [titleText(marks[index])] : []),
    stateText(record.state),
    epochsText(record),
    ...bestTexts(record),
  ]);
  view.result({ kind: 'runsList', runs: records, marks }, rows.length === 0 ? none : table([head, ...rows]));
}

/** The star of a run and its title, as far as it has them. */
const titleText = (marks: RunMarks | undefined): string =>
  [marks?.starred ? '★' : '', marks?.title ?? ''].filter(Boolean).join(' ');

async function marksOf(runDir: string, view: View): Promise<RunMarks> {
  const { marks, lost } = await readMarks(runDir);
  for (const text of lost)
    view.event({ type: 'log', level: 'warning', text: `${basename(runDir)}: ${text}` });
  return marks;
}

const epochsText = ({ progress, config }: RunRecord): string =>
  config ? t('{0} of {1}', progress?.epoch ?? 0, config.epochs) : '';

/** Accuracy and loss on the validation split, of the epoch whose weights are kept as the best. */
const bestTexts = ({ best }: RunRecord): [string, string] =>
  best ? [percent(best.valAccuracy), loss(best.valLoss)] : ['', ''];

/**
 * `lits runs show`
 * @param count how many of the slices to show that the run does worst on; undefined: none
 */
export async function showRun(
  given: string,
  { hardest: count }: { hardest?: number },
  io: Io,
  view: View,
): Promise<void> {
  const { runDir, record, epochs } = await readWhole(given, io, view);
  const marks = await marksOf(runDir, view);
  const { config, failure } = record;
  const facts: [string, string | undefined][] = [
    [t('run'), record.id],
    [t('title'), titleText(marks) || undefined],
    [t('name'), record.name],
    [t('note'), marks.note],
    [t('state'), stateText(record.state)],
    [t('file'), record.file],
    [t('began'), dateTime(new Date(record.createdAt))],
    [t('data set'), record.dataset && basename(record.dataset.path)],
    [t('device'), trainedOn(record)],
    [t('parameters'), record.parameters === undefined ? undefined : number(record.parameters)],
    [t('given for this run'), record.givenSettings && givenTexts(record.givenSettings).join(', ')],
    ...settingsOf(config),
  ];
  const known = facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const width = Math.max(...known.map(([name = '']) => name.length));
  const lines = known.map(([name = '', value]) => `${name.padEnd(width)}  ${value}`);
  const why = failure ? [failure.what, failure.why, failure.next].filter(Boolean).join(' ') : undefined;
  const [hardest, hardestText] = count === undefined ? [] : await hardestOf(runDir, record.id, count);
  const text = [
    lines.join('\n'),
    why,
    epochs.length > 0 ? epochsTable(epochs, record) : undefined,
    hardestText,
  ];
  view.result(
    { kind: 'runsShow', run: record, epochs, marks, ...(hardest && { hardest }) },
    text.filter(Boolean).join('\n\n'),
  );
}

function epochsTable(epochs: readonly EpochLine[], { best }: RunRecord): string {
  const head = [
    t('epoch'),
    t('loss'),
    t('accuracy'),
    t('validation loss'),
    t('validation accuracy'),
    t('time'),
  ];
  const rows = epochs.map((line) => [
    isBest(line, best) ? t('{0}, the best', line.epoch) : String(line.epoch),
    loss(line.loss),
    percent(line.accuracy),
    loss(line.valLoss),
    percent(line.valAccuracy),
    duration(line.seconds),
  ]);
  return table([head, ...rows]);
}

/** `lits runs compare`: best figures side by side, and all that differs in what the runs were made from. */
export async function compareRuns(given: readonly string[], io: Io, view: View): Promise<void> {
  const records: RunRecord[] = [];
  for (const run of given) records.push((await readWhole(run, io, view)).record);
  const differences = differencesOf(records);
  const head = ['', ...records.map(({ id }) => id)];
  const measured = [
    [t('state'), ...records.map(({ state }) => stateText(state))],
    [t('epochs'), ...records.map(epochsText)],
    [t('best accuracy'), ...records.map((record) => bestTexts(record)[0])],
    [t('best loss'), ...records.map((record) => bestTexts(record)[1])],
  ];
  const made =
    differences.length > 0
      ? [t('What differs:'), table([head, ...differences.map(differenceRow)])]
      : [t('They were made from the same code, with the same settings.')];
  view.result(
    { kind: 'runsCompare', runs: records, differences },
    [table([head, ...measured]), '', ...made].join('\n'),
  );
}

const differenceRow = ({ name, values }: Difference): string[] => [
  name,
  ...values.map((value) => value ?? '-'),
];

async function readWhole(
  given: string,
  io: Io,
  view: View,
): Promise<{ runDir: string; record: RunRecord; epochs: EpochLine[] }> {
  const runDir = await existingRunFolder(given, io.cwd);
  const [record, metrics] = [await readRun(runDir), await readMetrics(runDir)];
  for (const text of lostLines(metrics.damaged, runFiles.metrics))
    view.event({ type: 'log', level: 'warning', text });
  const isEpoch = (line: MetricLine): line is EpochLine => line.kind === 'epoch';
  return { runDir, record, epochs: metrics.lines.filter(isEpoch) };
}
