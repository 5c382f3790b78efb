import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installVsix, repository, vsixFile } from '../e2e/server';

let home: string;
let extension: string;
let files: string[];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'lits-vsix-'));
  extension = await installVsix(home, vsixFile);
  files = await readdir(extension, { recursive: true });
});
afterAll(() => rm(home, { recursive: true, force: true }));

const binaries = () => files.filter((file) => /\.(node|dll|dylib)$|\.so(\.\d+)*$|bin\/esbuild/.test(file));

const isOfNpmPackage = (file: string) => file.startsWith(join('dist', 'lits'));

describe('the VSIX', () => {
  test('holds all that the build made, but its source maps and the npm package', async () => {
    const built = await readdir(join(repository, 'dist'), { recursive: true, withFileTypes: true });
    const wanted = built
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
      .map((entry) => relative(repository, join(entry.parentPath, entry.name)))
      .filter((file) => !isOfNpmPackage(file));
    expect(wanted.length).toBeGreaterThan(4);
    expect(files).toEqual(expect.arrayContaining(wanted));
    expect(files.filter(isOfNpmPackage)).toEqual([]);
  });

  test('holds the exercises and the licence', async () => {
    const exercises = await readdir(join(repository, 'exercises'), { recursive: true });
    expect(files).toEqual(expect.arrayContaining(exercises.map((file) => join('exercises', file))));
    expect(files).toContain('LICENSE.txt');
  });

  test('holds every file that package.json refers to, in each language', async () => {
    const manifests = ['package.json', 'package.nls.json', 'package.nls.de.json'];
    const texts = await Promise.all(manifests.map((name) => readFile(join(extension, name), 'utf8')));
    const manifest = texts.join('\n');
    const referred = [...manifest.matchAll(/"(\.?\/?(?:media|dist|exercises)\/[^"#]+)"/g)].map(([, path]) =>
      (path ?? '').replace(/^\.\//, ''),
    );
    expect(files).toEqual(expect.arrayContaining(referred));
  });

  test('holds no tests, no solutions, no sources of the extension and no source maps', () => {
    const unwanted =
      /^(test|src|webview|scripts|artifacts|coverage|python)(\/|$)|python\/tests|solutions?\/|\.map$|\.tsbuildinfo$/;
    expect(files.filter((file) => unwanted.test(file))).toEqual([]);
  });

  test('holds binaries for its own platform only', () => {
    const foreign = ['linux', 'darwin', 'win32'].filter((os) => os !== process.platform).join('|');
    const otherCpu = process.arch === 'x64' ? 'arm64|ia32' : 'x64|ia32';
    expect(binaries().filter((file) => new RegExp(`(${foreign}|${otherCpu}|musl)`).test(file))).toEqual([]);
    expect(binaries().length).toBeGreaterThanOrEqual(4);
  });

  test('holds no CUDA or TensorRT provider', () => {
    expect(files.filter((file) => /cuda|tensorrt/i.test(file))).toEqual([]);
  });

  test.each(['onnxruntime-node', 'sharp', 'esbuild', 'typescript'])('can load %s by itself', (name) => {
    const program = `process.stdout.write(typeof require(${JSON.stringify(name)}))`;
    const output = execFileSync(process.execPath, ['-e', program], { cwd: extension, encoding: 'utf8' });
    expect(output).toMatch(/^(object|function)$/);
    expect(createRequire(join(extension, 'dist/')).resolve(name)).toContain(extension);
  });

  test('keeps esbuild able to run', () => {
    const program = `require('esbuild').transform('let a: number = 1', { loader: 'ts' }).then((r) => process.stdout.write(r.code))`;
    const output = execFileSync(process.execPath, ['-e', program], { cwd: extension, encoding: 'utf8' });
    expect(output).toBe('let a = 1;\n');
  });

  test('keeps the type checker able to find the standard library', () => {
    const libraries = files.filter((file) => file.startsWith('node_modules/typescript/lib/lib.'));
    expect(libraries.length).toBeGreaterThan(80);
  });

  test("keeps the type checker's German messages", () => {
    expect(files).toContain('node_modules/typescript/lib/de/diagnosticMessages.generated.json');
  });
});
