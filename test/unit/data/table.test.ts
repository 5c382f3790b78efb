import { describe, expect, it } from 'vitest';
import { readTable } from '../../../src/data/table';
import { failureText, table } from './fixture';

const read = (text: string) => readTable(text, 'train');
const failureOf = (text: string) => failureText(Promise.resolve().then(() => read(text)));

describe('reading a split’s table', () => {
  it('gives every row its patient, slice, class and line', () => {
    const rows = read(
      table(['volumes/volume-4_10.png,0,0', 'volumes/volume-4_11.png,1,0', 'volumes/volume-4_12.png,1,1']),
    );
    expect(rows).toEqual([
      { file: 'volumes/volume-4_10.png', patient: 'volume-4', slice: 10, label: 0, line: 2 },
      { file: 'volumes/volume-4_11.png', patient: 'volume-4', slice: 11, label: 1, line: 3 },
      { file: 'volumes/volume-4_12.png', patient: 'volume-4', slice: 12, label: 2, line: 4 },
    ]);
  });

  it.each([
    ['a byte-order mark', '\ufefffilename,liver_visible,lesion_visible\nvolume-1_2.png,1,1\n'],
    ['Windows line ends', 'filename,liver_visible,lesion_visible\r\nvolume-1_2.png,1,1\r\n'],
    ['semicolons', 'filename;liver_visible;lesion_visible\nvolume-1_2.png;1;1\n'],
    ['tabs', 'filename\tliver_visible\tlesion_visible\nvolume-1_2.png\t1\t1\n'],
    ['old Macintosh line ends', 'filename,liver_visible,lesion_visible\rvolume-1_2.png,1,1\r'],
    ['decimal commas', 'filename;liver_visible;lesion_visible\nvolume-1_2.png;1,0;1,000\n'],
    ['quoted decimal commas', 'filename,liver_visible,lesion_visible\nvolume-1_2.png,"1,0","1,0"\n'],
    ['truth values with exponents', 'filename,liver_visible,lesion_visible\nvolume-1_2.png,1e0,1.00e+00\n'],
    ['German truth words', 'filename;liver_visible;lesion_visible\nvolume-1_2.png;WAHR;wahr\n'],
    ['answers', 'filename,liver_visible,lesion_visible\nvolume-1_2.png,yes,Ja\n'],
    ['a quoted header', '"filename";"liver_visible";"lesion_visible"\n"volume-1_2.png";"1";"1"\n'],
    [
      'commas in a column of tabs',
      'filename\tliver_visible\tlesion_visible\ta,b,c,d\nvolume-1_2.png\t1\t1\t\n',
    ],
    ['blanks around values', ' filename \t liver_visible\tlesion_visible \n volume-1_2.png \t 1 \t WAHR \n'],
    [
      'lines of nothing but separators',
      'filename;liver_visible;lesion_visible\nvolume-1_2.png;1;1\n;;\n;;\n',
    ],
    ['truth words', 'filename,liver_visible,lesion_visible\nvolume-1_2.png,True,TRUE\n'],
    ['truth values as decimals', 'filename,liver_visible,lesion_visible\nvolume-1_2.png,1.0,1.0\n'],
    ['quotes and spaces', 'filename, liver_visible, lesion_visible\n"volume-1_2.png", 1, 1\n'],
    ['columns in another order', 'lesion_visible,x,filename,liver_visible\n1,9,volume-1_2.png,1\n'],
    ['no last line end', 'filename,liver_visible,lesion_visible\nvolume-1_2.png,1,1'],
  ])('accepts %s', (_, text) => {
    expect(read(text)).toEqual([
      { file: 'volume-1_2.png', patient: 'volume-1', slice: 2, label: 2, line: 2 },
    ]);
  });

  it('reads 0 and FALSCH as no', () => {
    const rows = 'volume-1_1.png;FALSCH;0,0\nvolume-1_2.png;0;falsch\nvolume-1_3.png;0,00;Nein\n';
    const labels = read(`filename;liver_visible;lesion_visible\n${rows}`).map(({ label }) => label);
    expect(labels).toEqual([0, 0, 0]);
  });

  it('counts blank lines before the header and between rows', () => {
    const [row] = read('\r\n\r\nfilename;liver_visible;lesion_visible\r\n \r\nvolume-1_2.png;1;1\r\n');
    expect(row).toMatchObject({ file: 'volume-1_2.png', line: 5 });
  });

  it('accepts the line of Excel that names the separator', () => {
    const [row] = read('sep=;\r\nfilename;liver_visible;lesion_visible\r\nvolume-1_2.png;1;1\r\n');
    expect(row).toMatchObject({ label: 2, line: 3 });
  });

  it('takes a picture whose name does not tell the patient', () => {
    expect(read(table(['train_00012.png,1,0']))).toEqual([
      { file: 'train_00012.png', patient: undefined, slice: 12, label: 1, line: 2 },
    ]);
  });

  it('accepts backslashes in paths, as Windows programs write them', () => {
    expect(read(table(['volumes\\volume-1_2.png,1,0']))[0].file).toBe('volumes/volume-1_2.png');
  });

  it.each([
    ['an unknown value', 'volume-1_2.png,maybe,0', 'liver_visible is "maybe"'],
    ['a number that is neither', 'volume-1_2.png,2,0', 'liver_visible is "2"'],
    ['an empty value', 'volume-1_2.png,1,', 'lesion_visible is ""'],
    ['a lesion without liver', 'volume-1_2.png,0,1', 'a lesion is marked visible, but no liver'],
    ['a missing value', 'volume-1_2.png,0', '2 values where the first line has 3'],
    ['an empty file name', ',0,0', 'filename is empty'],
    ['a path out of the data set', '../volume-1_2.png,0,0', 'leads out of the data set'],
    ['an absolute path', 'C:\\volume-1_2.png,0,0', 'leads out of the data set'],
  ])('names file and line of %s', async (_, row, expected) => {
    const text = await failureOf(table(['volume-1_1.png,0,0', '', row]));
    expect(text).toContain('train_classes.csv:4: ');
    expect(text).toContain(expected);
  });

  it('names both lines of a duplicate', async () => {
    const text = await failureOf(table(['volume-1_1.png,0,0', 'volume-1_2.png,0,0', 'volume-1_1.png,1,0']));
    expect(text).toContain('train_classes.csv:4: "volume-1_1.png" is a duplicate of line 2');
  });

  it('counts all wrong lines and shows the first five', async () => {
    const text = await failureOf(table(Array.from({ length: 8 }, (_, i) => `volume-1_${i}.png,0,7`)));
    expect(text).toContain('8 wrong lines');
    expect(text).toContain('train_classes.csv:6: ');
    expect(text).not.toContain('train_classes.csv:7: ');
    expect(text).toContain('3 more');
  });

  it('names a missing column and what is there instead', async () => {
    const text = await failureOf('file,liver_visible,lesion_visible\nvolume-1_1.png,0,0\n');
    expect(text).toContain('train_classes.csv:1: the column filename is missing');
    expect(text).toContain('file, liver_visible, lesion_visible');
  });

  it.each([
    ['has only a header', 'filename,liver_visible,lesion_visible\n', 'the split "train" is empty'],
    ['is an empty file', '', 'The file is empty'],
    [
      'has an unclosed quote',
      'filename,liver_visible,lesion_visible\n"volume-1_1.png,0,0\n',
      'not a readable CSV',
    ],
  ])('refuses a table that %s', async (_, text, expected) => {
    expect(await failureOf(text)).toContain(expected);
  });
});

it('names the masks of a slice, where the table has them, and refuses those outside the data set', () => {
  const header = 'filename,liver_visible,lesion_visible,liver_segmentation,lesion_segmentation';
  const [row, bare] = readTable(
    `${header}\nvolumes/volume-1_2.png,1,0,masks\\liver.png,\nvolumes/volume-1_3.png,0,0,,\n`,
    'train',
  );
  expect(row).toMatchObject({ liver: 'masks/liver.png' });
  expect(Object.keys({ ...row, ...bare })).not.toContain('lesion');
  expect(Object.keys({ ...bare })).not.toContain('liver');
  expect(() => readTable(`${header}\nvolumes/volume-1_2.png,1,0,../../secret.png,\n`, 'train')).toThrow();
});
