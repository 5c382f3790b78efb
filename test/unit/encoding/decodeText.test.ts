import { encode } from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../src/encoding';
import { roughText, unicodeText } from '../../../src/protocol/textFile';
import { failureFrom, sentences } from '../train/student';

const german = "// Größe der Übung: schließen\nconst täg = 'ä';\nexport default täg; // 'Straße'\n";
const unicode = ['utf8', 'utf16le', 'utf16be'] as const;

describe('a text', () => {
  it.each(unicode.flatMap((encoding) => [true, false].map((addBOM) => ({ encoding, addBOM }))))(
    'in $encoding, byte-order mark: $addBOM, is read without the mark',
    ({ encoding, addBOM }) => {
      const bytes = encode(german, encoding, { addBOM });
      expect(unicodeText(bytes)).toBe(german);
      expect(decodeText(bytes, 'a.ts')).toEqual({ text: german });
    },
  );

  it.each([
    ['windows-1252', 'Windows-1252'],
    ['iso-8859-1', 'Windows-1252'],
    ['macintosh', 'MacRoman'],
  ])('in %s is recognized, and the guess is named', (encoding, guessed) => {
    expect(decodeText(encode(german, encoding), 'a.ts')).toEqual({ text: german, guessed });
  });

  it.each(['für', 'Übung', 'Maße', 'ä', 'naïve café', 'perché', 'Ärger über Öl'])(
    'of few letters beyond ASCII, such as %s, is recognized in MacRoman',
    (text) => {
      const program = `console.log('${text}');\n`;
      expect(decodeText(encode(program, 'macintosh'), 'a.ts').text).toBe(program);
    },
  );

  it.each([
    "'ä'",
    'für',
    '5 € …',
    'it’s “so” – really',
    'déjà vu',
    'Ä',
    '§ 5: 30 ° ± 2 µm',
    'l’œuvre à Noël',
    '„Hallo“ – ‚so‘ …',
    'Zuverlässigkeit der Läsionen',
  ])('of few letters beyond ASCII, such as %s, is Windows-1252 in doubt', (text) => {
    const program = `console.log(${text});\n`;
    expect(decodeText(encode(program, 'windows-1252'), 'a.ts').text).toBe(program);
  });

  it.each(['{}', 'a', '[1]\n', 'a,b\r\n1,2\r\n', 'const 肝臓 = 1;'])(
    '%j in UTF-16 is recognized without a mark',
    (text) => {
      expect(unicodeText(encode(text, 'utf16le'))).toBe(text);
      expect(unicodeText(encode(text, 'utf16be', { addBOM: false }))).toBe(text);
    },
  );

  it('that is empty is empty', () => expect(decodeText(Buffer.alloc(0), 'a.ts')).toEqual({ text: '' }));

  it('in UTF-8 with a damaged line is refused by its line, not misread', async () => {
    const bytes = Buffer.concat([
      Buffer.from("// Größe\nconst täg = '"),
      Buffer.from([0xe4]),
      Buffer.from("';\n"),
    ]);
    expect(sentences(await failureFrom(() => decodeText(bytes, 'a.ts')))).toMatch(
      /a\.ts cannot be read as text\.\nLine 2 is not in UTF-8, though others are/,
    );
  });

  it.each([
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0x0d, 0xff, 0xfe, 0])],
    ['UTF-32', encode('text', 'utf-32le')],
    ['half a character of UTF-16', encode('text', 'utf16le').subarray(0, 5)],
  ])('that is %s is refused', async (_, bytes) => {
    expect(sentences(await failureFrom(() => decodeText(bytes, 'a.ts')))).toContain('It is not text.');
  });

  it('whose encoding does not matter keeps its lines and columns', () => {
    expect(
      roughText(encode("const x = 'ä'; // defineTraining", 'windows-1252')).indexOf('defineTraining'),
    ).toBe(18);
  });
});
