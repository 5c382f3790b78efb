import { describe, expect, it } from 'vitest';
import checks from '../../../exercises/chapter3/3.1-data-augmentation/checks';
import * as starter from '../../../exercises/chapter3/3.1-data-augmentation/starter/answers';
import type { Finding } from '../../../src/protocol/checkReport';
import type { Subject } from '../../../src/check/subject';

type Answers = { transforms: Record<string, unknown>; views?: unknown; physics?: unknown };

async function findings(id: string, answers: Answers): Promise<Partial<Finding>[]> {
  const check = checks().find((candidate) => candidate.id === id);
  if (!check) throw new Error(`There is no check ${id}.`);
  const subject = { module: () => answers, find: () => undefined } as unknown as Subject;
  return [await check.probe(subject)].flat().filter((finding) => finding !== undefined);
}

const why = 'It moves the liver to the wrong side.';
const view = (name: string, ...samples: unknown[]) => ({ pipeline: [{ name }], samples });
const judged = (verdict: string, ...samples: unknown[]): Answers => ({
  transforms: { CenterCrop: { verdict, why, evidence: ['mine'] } },
  views: { mine: view('CenterCrop', ...samples) },
});

describe('the checks of exercise 3.1', () => {
  it('ask for a verdict on every transform of the starter file', async () => {
    const { transforms } = starter;
    const found = await findings('considered', { transforms });
    expect(found).toHaveLength(Object.keys(transforms).length);
  });

  it('ask for an argument of more than a few words', async () => {
    const transforms = {
      Pad: { verdict: 'harms', why: 'no good', evidence: [] },
      Resize: { verdict: 'harms', why, evidence: [] },
    };
    expect(await findings('argued', { transforms })).toHaveLength(1);
  });

  it('take a view as evidence only where it shows the transform', async () => {
    const transforms = { Pad: { verdict: 'harms', why, evidence: ['mine'] } };
    expect(await findings('evidence', { transforms, views: { mine: view('Resize') } })).toHaveLength(1);
    expect(await findings('evidence', { transforms, views: { mine: view('Pad') } })).toEqual([]);
  });

  it('point out that a transform that suits has lost a lesion', async () => {
    const lost = { changed: 0.5, lesion: [{ share: 0.03 }, null] };
    const [finding] = await findings('agreement', judged('suits', lost, { changed: 0.5 }));
    expect(finding?.actual).toContain('In 1 of 2 samples');
    expect(await findings('agreement', judged('harms', lost))).toEqual([]);
  });

  it('point out that what cannot work has worked, and that what harms has done nothing', async () => {
    expect(await findings('agreement', judged('cannot work', { changed: 0.5 }))).toHaveLength(1);
    expect(await findings('agreement', judged('cannot work', { problem: 'refused' }))).toEqual([]);
    expect(await findings('agreement', judged('harms', { changed: 0 }))).toHaveLength(1);
  });

  it('ask for every answer on MRI and ultrasound', async () => {
    const { transforms, physics } = starter;
    expect(await findings('answered', { transforms, physics })).toHaveLength(Object.keys(physics).length);
  });
});
