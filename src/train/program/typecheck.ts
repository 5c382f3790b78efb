import { existsSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import * as z from 'zod';
import { liesIn } from '../../files/liesIn';
import { decodeText } from '../../encoding';
import type { StudentProblem } from '../../protocol/run';
import { language } from '../../words';
import { whyGlobalIsWithheld, withheldGlobals } from './aside';
import { otherSpelling } from './spelling';
import { requireTypings } from './requireTypings';

export interface SourcePosition {
  file: string;
  /** 1-based. */
  line: number;
  /** 1-based. */
  column: number;
}

/** Where the parts of a training are written: `defineTraining` itself and, by name, its settings. */
export interface TrainingPositions {
  training?: SourcePosition;
  settings: Readonly<Record<string, SourcePosition>>;
}

export interface CheckedFile {
  problems: StudentProblem[];
  positions: TrainingPositions;
}

const baseConfigSchema = z.object({ compilerOptions: z.record(z.string(), z.unknown()) });

/**
 * Type-checks a student's file and what it imports, against the declarations that the student's editor uses.
 * @param typings folder with `tsconfig.base.json` and the declarations of `lits` and TensorFlow.js
 */
export function checkTypes(file: string, typings: string): CheckedFile {
  const program = programOf([file], typings);
  return { problems: problemsIn(program), positions: positionsIn(program, file) };
}

/**
 * As `checkTypes`, for files that each lie in a folder of their own: in much less time, as what the compiler learns of the
 * declarations serves them all.
 */
export function checkTypesTogether(files: readonly string[], typings: string): CheckedFile[] {
  const program = programOf(files, typings);
  const problems = problemsIn(program);
  return files.map((file) => ({
    problems: problems.filter((problem) => liesIn(path.dirname(file), problem.file)),
    positions: positionsIn(program, file),
  }));
}

/** Has TypeScript say what it finds in the current language. English has no file of messages: an empty one stands for it. */
function speakOfTypes(): void {
  const [base = 'en'] = language().split('-');
  const withoutMessages = { ...ts.sys, fileExists: () => true, readFile: () => '{}' };
  if (base === 'en') ts.validateLocaleAndSetLanguage('de', withoutMessages);
  else ts.validateLocaleAndSetLanguage(base, ts.sys);
}

function programOf(files: readonly string[], typings: string): ts.Program {
  requireTypings(typings);
  speakOfTypes();
  const declarations = ['tfjs.d.ts', 'lits.d.ts', 'globals.d.ts'].map((name) => path.join(typings, name));
  const options = compilerOptions(typings);
  const program = ts.createProgram(
    [...files, ...declarations],
    options,
    hostWithin([...files.map((file) => path.dirname(file)), typings], options),
  );
  return program;
}

function problemsIn(program: ts.Program): StudentProblem[] {
  const isStudents = (source: ts.SourceFile | undefined) =>
    source !== undefined && !source.isDeclarationFile && !program.isSourceFileFromExternalLibrary(source);
  return ts
    .getPreEmitDiagnostics(program)
    .filter((diagnostic) => isStudents(diagnostic.file))
    .map((diagnostic) => explained(problemOf(diagnostic), diagnostic));
}

/** Codes of TypeScript for a name that it does not know. */
const unknownName = [2304, 2552, 2580, 2581, 2582, 2583, 2584, 2591, 2592, 2593];

/** Codes of TypeScript for an import whose file is not there. */
const notFound = [2307, 2792, 7016];

/** A module that is not found may differ from a file in upper and lower case alone. */
function explained(
  problem: StudentProblem,
  { code, file, start = 0, length = 0 }: ts.Diagnostic,
): StudentProblem {
  if (!file) return problem;
  const name = file.text.slice(start, start + length);
  if (unknownName.includes(code) && withheldGlobals.includes(name))
    return { ...problem, message: whyGlobalIsWithheld(name) };
  if (!notFound.includes(code)) return problem;
  const wanted = file.text.slice(start + 1, start + length - 1);
  const message = otherSpelling(path.dirname(problem.file), wanted);
  return message === undefined ? problem : { ...problem, message };
}

function positionsIn(program: ts.Program, file: string): TrainingPositions {
  const source = program.getSourceFile(file);
  return source ? findPositions(source, program.getTypeChecker()) : { settings: {} };
}

const parsedDeclarations = new Map<string, ts.SourceFile | undefined>();

/**
 * Reads only files of these folders and of the compiler, with links followed. So a student can import, even for types, only what
 * lies in the folder of the exercise. Each declaration file is parsed once in a process, because most of what a check reads are
 * declarations.
 */
function hostWithin(folders: readonly string[], options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options, true);
  host.readFile = (file) =>
    existsSync(file) ? decodeText(readFileSync(file), path.basename(file)).text : undefined;
  const read = host.getSourceFile.bind(host);
  const allowed = [...folders, path.dirname(host.getDefaultLibFileName(options))].map((folder) =>
    realpathSync(folder),
  );
  const isAllowed = (file: string) => {
    const real = existsSync(file) ? realpathSync(file) : file;
    return allowed.some((folder) => liesIn(folder, real));
  };
  host.getSourceFile = (file, ...rest) => {
    if (!isAllowed(file)) return undefined;
    if (!file.endsWith('.d.ts')) return read(file, ...rest);
    if (!parsedDeclarations.has(file)) parsedDeclarations.set(file, read(file, ...rest));
    return parsedDeclarations.get(file);
  };
  return host;
}

function compilerOptions(typings: string): ts.CompilerOptions {
  const file = path.join(typings, 'tsconfig.base.json');
  const { compilerOptions } = baseConfigSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const { options, errors } = ts.convertCompilerOptionsFromJson(compilerOptions, typings);
  if (errors[0]) throw new Error(ts.flattenDiagnosticMessageText(errors[0].messageText, '\n'));
  return options;
}

function problemOf({ file, start = 0, length = 0, messageText }: ts.Diagnostic): StudentProblem {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n');
  if (!file) throw new Error(message);
  const from = file.getLineAndCharacterOfPosition(start);
  const to = file.getLineAndCharacterOfPosition(start + length);
  return {
    file: path.normalize(file.fileName),
    line: from.line + 1,
    column: from.character + 1,
    ...(to.line === from.line && length > 0 ? { endColumn: to.character + 1 } : {}),
    severity: 'error',
    message,
    source: 'typescript',
  };
}

function findPositions(source: ts.SourceFile, checker: ts.TypeChecker): TrainingPositions {
  const call = findDefineTraining(source);
  if (!call) return { settings: {} };
  const [argument] = call.arguments;
  const properties = argument && ts.isObjectLiteralExpression(argument) ? argument.properties : [];
  const settings = properties.flatMap((property) => {
    if (!property.name || !(ts.isIdentifier(property.name) || ts.isStringLiteral(property.name))) return [];
    return [[property.name.text, positionOf(definitionOf(property, checker))] as const];
  });
  return { training: positionOf(call), settings: Object.fromEntries(settings) };
}

function findDefineTraining(root: ts.Node): ts.CallExpression | undefined {
  return ts.forEachChild(root, function visit(node): ts.CallExpression | undefined {
    if (ts.isCallExpression(node) && /\bdefineTraining$/.test(node.expression.getText())) return node;
    return ts.forEachChild(node, visit);
  });
}

/** The declaration that a setting refers to by name; without one, the setting itself. */
function definitionOf(property: ts.ObjectLiteralElementLike, checker: ts.TypeChecker): ts.Node {
  let symbol: ts.Symbol | undefined;
  if (ts.isShorthandPropertyAssignment(property))
    symbol = checker.getShorthandAssignmentValueSymbol(property);
  else if (ts.isPropertyAssignment(property) && ts.isIdentifier(property.initializer))
    symbol = checker.getSymbolAtLocation(property.initializer);
  if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
  const declaration = symbol?.valueDeclaration;
  return declaration && !declaration.getSourceFile().isDeclarationFile ? declaration : property;
}

function positionOf(node: ts.Node): SourcePosition {
  const source = node.getSourceFile();
  const { line, character } = source.getLineAndCharacterOfPosition(node.getStart());
  return { file: path.normalize(source.fileName), line: line + 1, column: character + 1 };
}
