import { writeFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseDocument } from 'htmlparser2';
import { expect, it } from 'vitest';
import { unzip } from '../../../src/files/unzip';
import { xlsxBytes } from '../../../src/review/xlsx';
import { temporaryFolder } from '../temporaryFolder';

/** The parts of a workbook that hold its cells. */
async function partsOf(bytes: Uint8Array): Promise<{ sheet: string; texts: string }> {
  const folder = await temporaryFolder();
  const file = path.join(folder, 'x.zip');
  await writeFile(file, bytes);
  await unzip(file, path.join(folder, 'x'));
  const part = (name: string) => readFile(path.join(folder, 'x/xl', name), 'utf8').catch(() => '');
  return { sheet: await part('worksheets/sheet1.xml'), texts: await part('sharedStrings.xml') };
}

it('a workbook has numbers as numbers', async () => {
  const { sheet } = await partsOf(
    await xlsxBytes(
      [
        ['student', 'points'],
        ['Zoë', 1.5],
      ],
      'points',
    ),
  );
  expect(sheet).toMatch(/<c r="B2"[^>]*><v>1\.5<\/v>/);
  expect(sheet).not.toMatch(/<c r="B2"[^>]* t="(s|str|inlineStr)"/);
});

it('a workbook has no formula, whatever the texts are, and is whole XML', async () => {
  const hostile = ['=1+1', '+1', '@SUM(A1)', '<b>&"\u0000\u001b', ''];
  const { sheet, texts } = await partsOf(
    await xlsxBytes([['a'], ...hostile.map((text) => [text])], 'points'),
  );
  expect(sheet).not.toMatch(/<f[ >]/);
  const all = `${sheet}${texts}`;
  expect(all).toContain("'=1+1");
  expect(all).toContain('&lt;b&gt;&amp;');
  // XML knows no control characters.
  expect(all.replace(/[\t\r\n]/g, '')).not.toMatch(/\p{Cc}/u);
  expect(parseDocument(sheet, { xmlMode: true }).children.length).toBeGreaterThan(0);
});
