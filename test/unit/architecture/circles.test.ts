import { posix } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { sourceFiles } from '../../../scripts/words.mjs';

interface SourceFile {
  file: string;
  text: string;
}

/** For each file, the given files that it imports, for types or for values. */
function importsOf(files: readonly SourceFile[]): Map<string, string[]> {
  const known = new Set(files.map(({ file }) => file));
  const resolve = (from: string, name: string) => {
    const path = posix.join(posix.dirname(from), name);
    return [`${path}.ts`, `${path}/index.ts`].find((candidate) => known.has(candidate));
  };
  return new Map(
    files.map(({ file, text }) => [
      file,
      ts
        .preProcessFile(text)
        .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
        .flatMap(({ fileName }) => resolve(file, fileName) ?? []),
    ]),
  );
}

/** A way from each circle's file back to itself; no circle is told twice. */
function circlesIn(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const done = new Set<string>();
  const circles: string[][] = [];
  const walk = (file: string, way: readonly string[]) => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file]);
    if (done.has(file) || way.includes(file)) return;
    for (const imported of imports.get(file) ?? []) walk(imported, [...way, file]);
    done.add(file);
  };
  for (const file of imports.keys()) walk(file, []);
  return circles;
}

it('has no circle of files that import each other', async () => {
  expect(circlesIn(importsOf(await sourceFiles(['src', 'webview'])))).toEqual([]);
});

it('finds a circle, also where only types are imported', () => {
  const files = [
    { file: 'a.ts', text: "import type { B } from './b';" },
    { file: 'b.ts', text: "export * from './c';" },
    { file: 'c.ts', text: "const a = import('./a');" },
    { file: 'd.ts', text: "import './a';" },
  ];
  expect(circlesIn(importsOf(files))).toEqual([['a.ts', 'b.ts', 'c.ts', 'a.ts']]);
});
