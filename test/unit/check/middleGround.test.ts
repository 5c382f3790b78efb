import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { mistakes, rightWays } from '../../mutants/3.2/programs';
import { alexnetMutants } from '../../mutants/3.4/alexnet';
import { augmentations } from '../../mutants/3.4/augmentations';
import { behaviours } from '../../mutants/3.4/behaviours';
import { operationStyles } from '../../mutants/3.4/operations';
import { resnetMutants } from '../../mutants/3.4/resnet50';
import { remarkedOn, styles } from '../../mutants/3.4/styles';
import { wrongNetworks } from '../../mutants/3.4/wrongNetworks';
import { modelsDecided, regularizationDecided, type Decided } from '../../mutants/middleGround';

const repository = path.join(import.meta.dirname, '../../..');
const readme = (exercise: string) =>
  readFileSync(path.join(repository, 'exercises/chapter3', exercise, 'README.md'), 'utf8');
const after = (text: string, words: string) => text.slice(text.indexOf(words) + words.length);

const rows = [...after(readme('3.4-modern-models'), '| what you do').matchAll(/^\| (?!-)(.*?) +\| /gm)].map(
  ([, row]) => row,
);
const points = [
  ...after(readme('3.2-regularization'), '## What counts as what')
    .split('\n## ')[0]
    .matchAll(/^- \*\*(.*?)\*\*/gm),
].map(([, point]) => point);

const solutionsIn = (folder: string) =>
  readdirSync(path.join(repository, 'test/solutions', folder)).map(
    (file) => `${path.basename(folder)}/${file.replace(/\.ts$/, '')}`,
  );

/** Names of programs that tests hold to be right, and of wrong ones with the check that finds each. */
const right = new Set([
  ...['3.4/alexnet', '3.4/resnet50', '3.2/baseline'].flatMap(solutionsIn),
  ...[...styles, ...operationStyles].map(({ name }) => name),
  ...rightWays.map(([name]) => name),
  ...augmentations.filter(([, finding]) => finding === '').map(([name]) => name),
]);
const wrong = new Set([
  ...[...alexnetMutants, ...resnetMutants, ...wrongNetworks].map(({ name, check }) => `${name}: ${check}`),
  ...behaviours.map(([name, , check]) => `${name}: ${check}`),
  ...mistakes.flatMap(([name, , failed]) => failed.map((check) => `${name}: ${check}`)),
  ...augmentations.filter(([, finding]) => finding !== '').map(([name]) => `${name}: augments`),
]);

describe.each([
  ['3.4', rows, modelsDecided],
  ['3.2', points, regularizationDecided],
] as const)('what the README of exercise %s decides', (_exercise, decisions, decided) => {
  it('has programs for each point, and for nothing else', () => {
    expect(Object.keys(decided)).toEqual(decisions);
  });

  it.each(Object.entries<Decided>(decided))('is what tests say of programs: %s', (_point, programs) => {
    const unknown = [
      ...(programs.right ?? []).filter((name) => !right.has(name)),
      ...(programs.wrong ?? []).map((pair) => pair.join(': ')).filter((pair) => !wrong.has(pair)),
      ...(programs.remarked ?? []).filter((name) => name !== remarkedOn.name),
    ];
    expect(unknown).toEqual([]);
    expect(Object.values(programs).flat()).not.toEqual([]);
  });
});
