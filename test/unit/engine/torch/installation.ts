import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildTorchPrograms } from '../../../../scripts/torchPrograms.mjs';
import type { EngineOptions } from '../../../../src/engine';
import { pytorch } from '../../../pytorch.mjs';

const artifacts = fileURLToPath(new URL('../../../../artifacts/unit/', import.meta.url));

/** Folder of the programs that the engine needs for PyTorch, built anew. */
export async function torchPrograms(): Promise<string> {
  await mkdir(artifacts, { recursive: true });
  const folder = await mkdtemp(path.join(artifacts, 'torch-'));
  await buildTorchPrograms(folder);
  return folder;
}

/** PyTorch on the CPU, by the Python that the tests have found. */
export async function torchOnCpu(): Promise<EngineOptions> {
  return {
    device: 'torch:cpu',
    threads: 1,
    torch: { programs: await torchPrograms(), python: pytorch.python() },
  };
}

/**
 * A Python that serves the engine once it has run this code: what a test changes in `lits_torch`.
 * @param folder for the files that it takes
 * @param before lines of the shell, as limits are
 */
export async function changedPython(folder: string, code: string, before = ''): Promise<string> {
  const [wrapper, program] = ['python', 'program.py'].map((name) => path.join(folder, `changed-${name}`));
  const serve = 'import runpy, sys\ndel sys.argv[1:4]\nrunpy.run_module("lits_torch", run_name="__main__")\n';
  await writeFile(program, `${code}\n${serve}`);
  const start = `exec(open(${JSON.stringify(program)}).read())`;
  await writeFile(wrapper, `#!/bin/sh\n${before}\nexec ${pytorch.python()} -c '${start}' "$@"\n`);
  await chmod(wrapper, 0o755);
  return wrapper;
}
