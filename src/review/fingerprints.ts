import jsTokens from 'js-tokens';

/** A passage of a text by what it says, whatever its names, numbers, comments and layout are. */
export interface Fingerprint {
  hash: number;
  /** Lines of the passage, 1-based. */
  from: number;
  to: number;
}

/** Tokens of a passage. Shorter ones are alike by chance. */
const passage = 23;
/** Of so many passages that follow each other, one is kept. */
const window = 17;

const layout = new Set([
  'WhiteSpace',
  'LineTerminatorSequence',
  'SingleLineComment',
  'MultiLineComment',
  'HashbangComment',
]);
const keywords: ReadonlySet<string> = new Set([
  ...[
    'as',
    'async',
    'await',
    'break',
    'case',
    'catch',
    'class',
    'const',
    'continue',
    'default',
    'delete',
    'do',
  ],
  ...['else', 'enum', 'export', 'extends', 'false', 'finally', 'for', 'from', 'function', 'get', 'if'],
  ...[
    'implements',
    'import',
    'in',
    'instanceof',
    'interface',
    'let',
    'new',
    'null',
    'of',
    'override',
    'private',
  ],
  ...[
    'protected',
    'public',
    'readonly',
    'return',
    'set',
    'static',
    'super',
    'switch',
    'this',
    'throw',
    'true',
  ],
  ...['try', 'type', 'typeof', 'undefined', 'var', 'void', 'while', 'yield'],
]);

/**
 * Fingerprints of a source text by winnowing (Schleimer, Wilkerson and Aiken 2003), as MOSS and Dolos take them: every passage of
 * 39 tokens that two texts have in common leaves at least one in both. Names count as names, but for those of members, which
 * come from libraries.
 */
export function fingerprintsOf(source: string): Fingerprint[] {
  const tokens = tokensOf(source);
  const passages = tokens.slice(0, Math.max(0, tokens.length - passage + 1)).map((_, first) => ({
    hash: hashOf(tokens.slice(first, first + passage).map(({ text }) => text)),
    from: tokens[first].line,
    to: tokens[first + passage - 1].line,
  }));
  const chosen = new Set<Fingerprint>();
  for (let first = 0; first < Math.max(1, passages.length - window + 1); first++) {
    const seen = passages.slice(first, first + window);
    // Of equal ones the last: it stays the least one of most windows.
    const [least] = seen.length > 0 ? [seen.reduce((a, b) => (b.hash <= a.hash ? b : a))] : [];
    if (least) chosen.add(least);
  }
  return [...chosen];
}

interface Token {
  text: string;
  line: number;
}

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let before = '';
  for (const { type, value } of jsTokens(source)) {
    if (!layout.has(type)) {
      tokens.push({ text: comparable(type, value, before), line });
      before = value;
    }
    line += value.split(/\r\n|[\n\r\u2028\u2029]/).length - 1;
  }
  return tokens;
}

function comparable(type: string, value: string, before: string): string {
  switch (type) {
    case 'IdentifierName':
      return keywords.has(value) || before === '.' || before === '?.' ? value : 'name';
    case 'PrivateIdentifier':
      return 'name';
    case 'NumericLiteral':
      return 'number';
    case 'StringLiteral':
    case 'NoSubstitutionTemplate':
    case 'TemplateHead':
    case 'TemplateMiddle':
    case 'TemplateTail':
      return 'text';
    default:
      return value;
  }
}

/** FNV-1a of 32 bits. */
function hashOf(texts: readonly string[]): number {
  let hash = 0x811c9dc5;
  for (const text of texts)
    for (const character of `${text} `) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return hash >>> 0;
}
