import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporaryFolder';
import { runLits } from './runLits';

let root: string;
beforeEach(async () => {
  root = await temporaryFolder();
  await mkdir(path.join(root, '.git'));
  await mkdir(path.join(root, 'chapter3'));
});
const written = () => readFile(path.join(root, '.github/workflows/lits-check.yml'), 'utf8');

describe('lits workflow', () => {
  it('writes the workflow where GitHub looks for it, and says what is left to do', async () => {
    const { text } = await runLits(path.join(root, 'chapter3'), 'workflow');
    expect(text).toContain('LITS_VSIX');
    expect(await written()).toContain('LITS_VSIX: ${{ vars.LITS_VSIX }}');
  });

  it('takes an address for the package', async () => {
    await runLits(root, 'workflow', '--vsix', 'https://example.org/lits.vsix');
    expect(await written()).toContain('LITS_VSIX: "https://example.org/lits.vsix"');
  });

  it('replaces no file of the course without being told so', async () => {
    await runLits(root, 'workflow');
    await writeFile(path.join(root, '.github/workflows/lits-check.yml'), 'own');
    expect((await runLits(root, 'workflow')).text).toContain('--force');
    expect(await written()).toBe('own');
    await runLits(root, 'workflow', '--force');
    expect(await written()).toContain('name: LiTS Lab');
  });

  it('uses no action but GitHub\u2019s own, and may only read', async () => {
    await runLits(root, 'workflow');
    const text = await written();
    expect([...text.matchAll(/uses: ([^/]+)/g)].map(([, owner]) => owner)).toEqual([
      'actions',
      'actions',
      'actions',
    ]);
    expect(text).toMatch(/^permissions:\n {2}contents: read$/m);
  });
});
