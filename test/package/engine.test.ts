import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repository } from '../e2e/server';

let project: string;
let examples: string[];

/** A plain project with the packed engine, and with the packages that npm would install beside it. */
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'lits-engine-'));
  const lits = join(project, 'node_modules', 'lits');
  await mkdir(lits, { recursive: true });
  run('npm', ['pack', join(repository, 'dist', 'lits')]);
  const { version } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
    version: string;
  };
  run('tar', ['-xzf', `lits-${version}.tgz`, '-C', lits, '--strip-components=1']);
  for (const name of ['@tensorflow', 'onnxruntime-node'])
    await symlink(join(repository, 'node_modules', name), join(project, 'node_modules', name), 'junction');
  const guide = await readFile(join(lits, 'README.md'), 'utf8');
  examples = [...guide.matchAll(/```js\n([^]*?)```/g)].map(([, code]) => code);
});
afterAll(() => rm(project, { recursive: true, force: true }));

const run = (program: string, args: string[]) =>
  execFileSync(program, args, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

async function runProgram(name: string, code: string): Promise<string> {
  await writeFile(join(project, name), code);
  return run(process.execPath, [name]);
}

async function complaintsAbout(name: string, code: string): Promise<string[]> {
  const file = join(project, name);
  await writeFile(file, code);
  const program = ts.createProgram([file], {
    module: ts.ModuleKind.NodeNext,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('the engine as a package', () => {
  test("trains the guide's example with the program's own TensorFlow.js", async () => {
    expect(await runProgram('train.mjs', examples[0])).toMatch(/^onnx: accuracy (1|0\.9\d*)\n$/);
  });

  test("exports the guide's model", async () => {
    await runProgram('export.mjs', examples[1]);
    expect((await readFile(join(project, 'model.onnx'))).includes('probabilities')).toBe(true);
  });

  test('can be required', async () => {
    const code = `require('lits/engine');
      const tf = require('@tensorflow/tfjs');
      tf.setBackend('onnx').then(() => console.log(tf.getBackend(), tf.ones([2]).sum().dataSync()[0]));`;
    expect(await runProgram('required.cjs', code)).toBe('onnx 2\n');
  });

  test('says that options come too late once it has started', async () => {
    const code = `import * as tf from '@tensorflow/tfjs';
      import { startEngine } from 'lits/engine';
      await tf.setBackend('onnx');
      await startEngine({ threads: 1 }).catch(({ message }) => console.log(message));`;
    expect(await runProgram('late.mjs', code)).toContain('has started already');
  });

  test('declares its types', async () => {
    const imports = `import * as tf from '@tensorflow/tfjs';
      import { startEngine, exportOnnx } from 'lits/engine';\n`;
    const right = `${imports}export const bytes: Uint8Array = exportOnnx((batch) => ({ twice: tf.mul(batch, 2) }), {
      input: { name: 'x', shape: [4] }, description: '' }).bytes;
      await startEngine({ device: 'webgpu', threads: 2 });`;
    expect(await complaintsAbout('right.mts', right)).toEqual([]);
    const wrong = await complaintsAbout('wrong.mts', `${imports}await startEngine({ device: 'abacus' });`);
    expect(wrong).toEqual([expect.stringContaining('"abacus"')]);
  });
});
