import { classNames } from '../course/classes';
import type { DataCheck, DataFinding, DataSeverity } from '../protocol/dataCheck';
import { number, percent, t, visible } from '../words';
import { dataFindingText, severityText } from './dataFindingText';
import { remarkText } from './remarkText';

/** The check of a data set as a page in Markdown. */
export function dataCheckReport(check: DataCheck): string {
  return [
    `# ${t('Check of a data set')}`,
    `${code(check.data)}  \n${verdict(check)}`,
    ...section(t('What was found'), [
      ...check.doubts.map((doubt) => `### ⚠ ${severityText('warning')}: ${remarkText(doubt)}`),
      ...check.findings.map(findingText),
    ]),
    ...section(t('Classes'), [classesTable(check)]),
    ...section(t('Volumes'), volumesText(check)),
    ...section(t('Sizes of the pictures'), [sizesTable(check)]),
    '',
  ].join('\n\n');
}

const marks: Record<DataSeverity, string> = { error: '✖', warning: '⚠', note: 'ℹ' };

/** The whole in a sentence. */
function verdict({ findings, doubts }: DataCheck): string {
  const count = (severity: DataSeverity) =>
    findings.filter((finding) => finding.severity === severity).length +
    (severity === 'warning' ? doubts.length : 0);
  const [errors, warnings] = [count('error'), count('warning')];
  if (errors > 0) return t('**It cannot be trained on as it is.** Correct what is marked ✖ first.');
  if (warnings > 0) return t('**It can be trained on.** What is marked ⚠ may make figures mislead.');
  return t('**Nothing is wrong that can be seen.**');
}

function section(title: string, parts: readonly string[]): string[] {
  return parts.length > 0 ? [`## ${title}`, ...parts] : [];
}

function findingText(finding: DataFinding): string {
  const { severity, count, examples } = finding;
  const { title, why, next } = dataFindingText(finding);
  const more = count - examples.length;
  return [
    `### ${marks[severity]} ${severityText(severity)}: ${title}`,
    `${why} ${next}`,
    [
      ...examples.map(
        ({ place, detail }) => `- ${code(place)}${detail === undefined ? '' : `: ${plain(detail)}`}`,
      ),
      ...(more > 0 ? [`- ${t('… and {0} more.', more)}`] : []),
    ].join('\n'),
  ].join('\n\n');
}

function classesTable({ splits }: DataCheck): string {
  const rows = splits.map(({ split, slices, volumes, classes }) => [
    split,
    number(slices),
    number(volumes),
    ...classes.map((count) => (slices > 0 ? `${number(count)} (${percent(count / slices)})` : '0')),
  ]);
  return table([t('split'), t('slices'), t('volumes'), ...classNames], rows);
}

/** Volumes that are shown one by one. */
const mostVolumes = 400;

function volumesText({ volumes, splits }: DataCheck): string[] {
  if (volumes.length === 0) return [];
  const summary = splits.flatMap(({ split }) => {
    const counts = volumes
      .filter((volume) => volume.split === split)
      .map(({ slices }) => slices)
      .sort((a, b) => a - b);
    if (counts.length === 0) return [];
    const at = (share: number) => number(counts[Math.floor(share * (counts.length - 1))]);
    return [[split, number(counts.length), at(0), at(0.5), at(1)]];
  });
  const rows = volumes
    .slice(0, mostVolumes)
    .map(({ name, split, slices, classes }) => [
      plain(name),
      split,
      number(slices),
      ...classes.map((count) => number(count)),
    ]);
  return [
    table([t('split'), t('volumes'), t('fewest slices'), t('median'), t('most slices')], summary),
    `<details><summary>${t('Every volume')}</summary>`,
    table([t('volume'), t('split'), t('slices'), ...classNames], rows),
    '</details>',
  ];
}

function sizesTable({ sizes }: DataCheck): string {
  return table(
    [t('size in pixels'), t('pictures')],
    sizes.map(({ size, pictures }) => [size, number(pictures)]),
  );
}

/** The first column to the left, the others to the right. */
function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(header),
    line(header.map((_, index) => (index === 0 ? '---' : '---:'))),
    ...rows.map(line),
  ].join('\n');
}

const oneLine = (text: string) => visible(text).replace(/\s+/g, ' ');
/** A name of others as code, which nothing in it can leave. */
const code = (text: string) => `\`${oneLine(text).replaceAll('`', "'")}\``;
/** A text of others as it is. */
const plain = (text: string) => oneLine(text).replace(/[\\`*_{}[\]<>()#|!&~]/g, '\\$&');
