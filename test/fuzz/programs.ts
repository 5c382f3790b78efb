import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { transformSync } from 'esbuild';
import { drawFrom, type Draw } from './seeds';
import { statements, words } from './statements';

/** A student's program with a fault of any kind, or none. */
export interface FuzzedProgram {
  seed: number;
  /** Where it comes from. */
  origin: string;
  text: string;
}

/** The valid programs that are mutated: those of this folder, a right solution, and what students begin with. */
export function validPrograms(repository: string): readonly { origin: string; text: string }[] {
  const own = path.join(repository, 'test/fuzz/valid');
  const files = [
    ...readdirSync(own).map((name) => path.join(own, name)),
    ...['test/solutions/3.2/baseline.ts', 'exercises/chapter3/3.2-regularization/starter/baseline.ts'].map(
      (file) => path.join(repository, file),
    ),
  ];
  return files.map((file) => ({ origin: path.relative(repository, file), text: readFileSync(file, 'utf8') }));
}

/** The program of a seed: a valid one, mutated once or a few times. Half of them are not looked at by the type checker. */
export function fuzzedProgram(seed: number, valid: ReturnType<typeof validPrograms>): FuzzedProgram {
  const draw = drawFrom(seed);
  const { origin, text } = draw.one(valid);
  let mutated = text;
  for (let count = 1 + draw.below(3); count > 0; count--) mutated = mutatedOnce(mutated, draw);
  return { seed, origin, text: draw.share() < 0.6 ? `// @ts-nocheck\n${mutated}` : mutated };
}

/** Most mutations break the syntax, which says little: only one in ten of those is kept. */
function mutatedOnce(text: string, draw: Draw): string {
  for (;;) {
    const mutated = draw.one(mutations)(text, draw);
    if (isSyntax(mutated) || draw.share() < 0.1) return mutated;
  }
}

function isSyntax(text: string): boolean {
  try {
    transformSync(text, { loader: 'ts', logLevel: 'silent' });
    return true;
  } catch {
    return false;
  }
}

type Mutation = (text: string, draw: Draw) => string;

const mutations: readonly Mutation[] = [
  onLines((lines, at) => lines.splice(at, 1)),
  onLines((lines, at) => lines.splice(at, 0, lines[at])),
  onLines((lines, at, other) => ([lines[at], lines[other]] = [lines[other], lines[at]])),
  onTokens((tokens, at) => tokens.splice(at, 1)),
  onTokens((tokens, at) => tokens.splice(at, 0, tokens[at])),
  onTokens((tokens, at, other) => ([tokens[at], tokens[other]] = [tokens[other], tokens[at]])),
  onTokens((tokens, at, _other, draw) => (tokens[at] = draw.one(words))),
  onTokens((tokens, at, other) => (tokens[at] = tokens[other])),
  replacing(/\b\d+(\.\d+)?(e-?\d+)?\b/g, [
    '0',
    '-1',
    '0.5',
    '1e9',
    'NaN',
    'Infinity',
    '1e-30',
    '7',
    '256',
    "'3'",
    '[2, 2]',
    'undefined',
    '10n',
  ]),
  replacing(/'[^'\n]*'/g, [
    "''",
    "'x'",
    "'relu'",
    "'softmax'",
    "'same'",
    'null',

    "'../../etc/passwd'",
    String.raw`'\u001b[2J'`,
  ]),
  replacing(/: [A-Za-z.]+(\[\])?(?=[,;=) ])/g, ['', ': any', ': number', ': never', ': string[]']),
  replacing(/\b[a-z]\w+(?=\()/g, [
    'dense',
    'apply',
    'add',
    'flatten',
    'nothing',
    'dataSync',
    'dispose',
    'fit',
    'call',
  ]),
  inserting,
  inserting,
  inserting,
];

function onLines(change: (lines: string[], at: number, other: number) => unknown): Mutation {
  return (text, draw) => {
    const lines = text.split('\n');
    change(lines, draw.below(lines.length), draw.below(lines.length));
    return lines.join('\n');
  };
}

function onTokens(change: (tokens: string[], at: number, other: number, draw: Draw) => unknown): Mutation {
  return (text, draw) => {
    const tokens = text.match(/\w+|\s+|[^\w\s]/g) ?? [];
    const places = tokens.flatMap((token, index) => (token.trim() === '' ? [] : [index]));
    change(tokens, draw.one(places), draw.one(places), draw);
    return tokens.join('');
  };
}

function replacing(pattern: RegExp, replacements: readonly string[]): Mutation {
  return (text, draw) => {
    const found = [...text.matchAll(pattern)];
    if (found.length === 0) return text;
    const { index, 0: match } = draw.one(found);
    return text.slice(0, index) + draw.one(replacements) + text.slice(index + match.length);
  };
}

/** Puts a statement after a line that ends a statement or begins a block. */
function inserting(text: string, draw: Draw): string {
  const lines = text.split('\n');
  const places = lines.flatMap((line, index) => (/[;{]$/.test(line) ? [index + 1] : []));
  lines.splice(places.length > 0 ? draw.one(places) : 0, 0, draw.one(statements));
  return lines.join('\n');
}
