/**
 * Type declarations for students' folders: IntelliSense for `@tensorflow/tfjs` and `lits` with no `npm install`.
 *
 * Every declaration file of TensorFlow.js and of `src/student` is rewritten as an ambient module
 * (`declare module '…' { … }`) of one single file, so that a folder needs three small files and no node_modules.
 * The worker type-checks students' code against the very same files.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);

/** What a student's `tsconfig.json` extends, and what the worker checks with. */
const compilerOptions = {
  target: 'ES2022',
  module: 'ESNext',
  moduleResolution: 'bundler',
  lib: ['ES2022'],
  types: [],
  strict: true,
  noImplicitOverride: true,
  skipLibCheck: true,
  noEmit: true,
};

const globals = `/** The run's log: what is written here appears in the run's \`log.txt\` and in the log panel. */
declare const console: Record<'log' | 'info' | 'debug' | 'warn' | 'error', (...values: unknown[]) => void>;
`;

const tensorflow = `declare module '@tensorflow/tfjs' {
  export * from '@tensorflow/tfjs-core';
  export * from '@tensorflow/tfjs-layers';
}
`;

/**
 * Writes `tfjs.d.ts`, `lits.d.ts`, `globals.d.ts` and `tsconfig.base.json`.
 * @param {string} folder is created when missing
 */
export async function buildTypings(folder) {
  const core = packageRoot('@tensorflow/tfjs-core');
  const layers = packageRoot('@tensorflow/tfjs-layers');
  const packages = [
    { name: '@tensorflow/tfjs-core', root: core, entry: path.join(core, 'dist/index.d.ts') },
    { name: '@tensorflow/tfjs-layers', root: layers, entry: path.join(layers, 'dist/index.d.ts') },
  ];
  const chainedOps = path.join(core, 'dist/public/chained_ops/register_all_chained_ops.d.ts');
  const license = (await readFile(path.join(core, 'dist/index.d.ts'), 'utf8')).match(/^\/\*\*[^]*?\*\//)?.[0];
  const files = {
    'tfjs.d.ts': [
      license ?? '',
      tensorflow,
      ambientModules([...packages.map(({ entry }) => entry), chainedOps], packages, (file) =>
        ts.sys.readFile(file),
      ),
    ].join('\n'),
    'lits.d.ts': studentModule(),
    'globals.d.ts': globals,
    'tsconfig.base.json': JSON.stringify({ compilerOptions }, undefined, 2) + '\n',
  };
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
}

function packageRoot(name) {
  return path.dirname(require.resolve(`${name}/package.json`));
}

/** The declarations of `src/student/index.ts` and of what it imports, as the module `lits`. */
function studentModule() {
  const entry = path.join(repository, 'src/student/index.ts');
  const config = ts.readConfigFile(path.join(repository, 'tsconfig.json'), (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, repository);
  const declarations = new Map();
  const program = ts.createProgram([entry], {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true,
    rootDir: path.join(repository, 'src'),
    outDir: path.join(repository, 'src'),
  });
  program.emit(undefined, (file, text) => declarations.set(path.normalize(file), text));
  const asDeclaration = entry.replace(/\.ts$/, '.d.ts');
  return ambientModules(
    [asDeclaration],
    [{ name: 'lits', root: path.join(repository, 'src'), entry: asDeclaration }],
    (file) => declarations.get(file),
  );
}

/** Follows relative imports from the entries and writes each file it meets as an ambient module. */
function ambientModules(entries, packages, read) {
  const written = new Map();
  const queue = [...entries];
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    if (written.has(file)) continue;
    const text = read(file);
    if (text === undefined) throw new Error(`No declarations in ${file}`);
    const target = (specifier) => {
      const base = path.resolve(path.dirname(file), specifier);
      const found = [`${base}.d.ts`, path.join(base, 'index.d.ts')].find((name) => read(name) !== undefined);
      if (!found) throw new Error(`${file} imports ${specifier}, which is missing`);
      queue.push(found);
      return moduleName(found, packages);
    };
    written.set(file, asAmbientModule(file, text, moduleName(file, packages), target));
  }
  return [...written.values()].join('\n');
}

function moduleName(file, packages) {
  const owner = packages.find(({ root }) => file.startsWith(root + path.sep));
  if (file === owner.entry) return owner.name;
  const inside = path.relative(owner.root, file).split(path.sep).join('/');
  return `${owner.name}/${inside.replace(/\.d\.ts$/, '')}`;
}

function asAmbientModule(file, text, name, target) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const edits = [];
  const rename = (literal) => {
    if (literal && ts.isStringLiteral(literal) && literal.text.startsWith('.'))
      edits.push({ start: literal.getStart(), end: literal.end, text: `'${target(literal.text)}'` });
  };
  const visit = (node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) rename(node.moduleSpecifier);
    if (ts.isModuleDeclaration(node)) rename(node.name);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) rename(node.argument.literal);
    if (node.kind === ts.SyntaxKind.DeclareKeyword && !ts.isModuleDeclaration(node.parent))
      edits.push({ start: node.getStart(), end: node.end + 1, text: '' });
    if (
      node.kind === ts.SyntaxKind.DeclareKeyword &&
      ts.isModuleDeclaration(node.parent) &&
      !ts.isStringLiteral(node.parent.name)
    )
      edits.push({ start: node.getStart(), end: node.end + 1, text: '' });
    ts.forEachChild(node, visit);
  };
  visit(source);

  const isAugmentation = (node) => ts.isModuleDeclaration(node) && ts.isStringLiteral(node.name);
  const slice = (start, end) =>
    edits
      .filter((edit) => edit.start >= start && edit.end <= end)
      .sort((a, b) => b.start - a.start)
      .reduce(
        (result, edit) => result.slice(0, edit.start - start) + edit.text + result.slice(edit.end - start),
        source.text.slice(start, end),
      );
  const body = [];
  const imports = [];
  const augmentations = [];
  for (const statement of source.statements) {
    const first = statement === source.statements[0];
    const code = slice(first ? statement.getStart() - docLength(statement) : statement.pos, statement.end);
    if (isAugmentation(statement)) augmentations.push(statement);
    else body.push(code);
    if (ts.isImportDeclaration(statement)) imports.push(code);
  }
  const blocks = augmentations.map((statement) => {
    const inner = slice(statement.body.getStart() + 1, statement.body.end - 1);
    return `declare module '${target(statement.name.text)}' {${imports.join('')}${inner}}\n`;
  });
  return [`declare module '${name}' {${body.join('')}\n}\n`, ...blocks].join('');
}

/** Characters of the first statement's own documentation; the file's licence header before it is left out. */
function docLength(statement) {
  const docs = ts.getJSDocCommentsAndTags(statement).filter(ts.isJSDoc);
  const last = docs.at(-1);
  if (!last || /@license/.test(last.getText())) return 0;
  return statement.getStart() - last.getStart();
}
