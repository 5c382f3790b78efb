/** The engine as an npm package of its own, `lits`, for TensorFlow.js programs outside this course: docs/engine.md. */
import { build } from 'esbuild';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { buildTorchPrograms } from './torchPrograms.mjs';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const sources = path.join(repository, 'src/engine');
/** What the package tells of itself: its entry, and the file whose types the entry hands on. */
const declared = { package: 'engine', exportOnnx: 'exportOnnx' };

/** The program's own TensorFlow.js must get the backend, so none is bundled. */
const peers = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-cpu'];

/**
 * Writes the package, ready for `npm pack` or `npm install FOLDER`.
 * @param {string} folder is created when missing
 */
export async function buildEnginePackage(folder) {
  const project = JSON.parse(await readFile(path.join(repository, 'package.json'), 'utf8'));
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: { engine: path.join(sources, 'package.ts') },
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: [...peers, 'onnxruntime-node'],
    legalComments: 'none',
    logLevel: 'warning',
  });
  await buildTorchPrograms(folder);
  for (const [source, name] of Object.entries(declared))
    await writeFile(path.join(folder, `${name}.d.ts`), await declarationsOf(`${source}.ts`));
  await writeFile(path.join(folder, 'package.json'), `${JSON.stringify(manifestOf(project), null, 2)}\n`);
  await cp(path.join(repository, 'docs/engine.md'), path.join(folder, 'README.md'));
  await cp(path.join(repository, 'docs/kernels.md'), path.join(folder, 'kernels.md'));
  await cp(path.join(repository, 'LICENSE'), path.join(folder, 'LICENSE'));
}

function manifestOf({ version, license, engines, dependencies, devDependencies }) {
  return {
    name: 'lits',
    version,
    description: 'Trains TensorFlow.js models on ONNX Runtime, with no native TensorFlow',
    license,
    engines: { node: engines.node },
    exports: { './engine': { types: './engine.d.ts', default: './engine.js' } },
    dependencies: { 'onnxruntime-node': dependencies['onnxruntime-node'] },
    peerDependencies: Object.fromEntries(peers.map((name) => [name, `^${devDependencies[name]}`])),
  };
}

/** @throws {Error} when the file's declarations depend on something that the package does not have */
async function declarationsOf(file) {
  const text = await readFile(path.join(sources, file), 'utf8');
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(text, {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022, isolatedDeclarations: true, stripInternal: true },
  });
  const problem = diagnostics[0] && ts.flattenDiagnosticMessageText(diagnostics[0].messageText, '\n');
  const needed = ts.preProcessFile(outputText).importedFiles.map(({ fileName }) => fileName);
  const missing = needed.find((name) => !peers.includes(name) && !(path.basename(name) in declared));
  if (problem || missing) throw new Error(`${file} cannot be declared: ${problem ?? `it needs ${missing}`}.`);
  return outputText;
}
