import { sampleRandom, transformed, type Picture, type Transform } from '../../augment';
import { imageSide } from '../../course/classes';
import { openMasks, type Split } from '../../data';
import { t } from '../../words';
import { runStudentCode, type Log, type Program } from '../program';
import { randomStream } from '../random';

/** How many slices are tried. */
const most = 48;
const lesion = 2;

export interface LesionLoss {
  /** Slices with a lesion that were tried. */
  tried: number;
  /** How many of them have no lesion left after the augmentation. */
  lost: number;
}

/**
 * Counts how often a pipeline leaves nothing of a lesion: the label would then be wrong. It looks at some slices with a lesion,
 * chosen evenly from the training split, and augments them as the first epoch does.
 * @param root folder of the data set
 * @returns undefined where the data set has no masks
 */
export async function countLostLesions(
  pipeline: Transform,
  split: Split,
  root: string,
  {
    program,
    seed,
    log,
    deadlineMs,
    signal,
  }: { program: Program; seed: number; log: Log; deadlineMs: number; signal: AbortSignal },
): Promise<LesionLoss | undefined> {
  const read = await openMasks(root, split.name);
  if (!read) return undefined;
  const all = [...split.labels.keys()].filter((index) => split.labels[index] === lesion);
  const chosen = Array.from(
    { length: Math.min(most, all.length) },
    (_, i) => all[Math.floor((i * all.length) / Math.min(most, all.length))],
  );
  const shape = { height: imageSide, width: imageSide, channels: 1 };
  let [tried, lost] = [0, 0];
  for (const index of chosen) {
    signal.throwIfAborted();
    const labels = await read(split.entry(index).file);
    if (!labels?.includes(lesion)) continue;
    const pixels = await split.pixels(index);
    const image: Picture = { data: Float32Array.from(pixels, (value) => value / 255), ...shape };
    const random = randomStream(seed, 'augment', index);
    const scope = {
      log,
      random,
      task: t('trying your augmentation'),
      setting: 'augment' as const,
      deadlineMs,
    };
    const { mask } = runStudentCode(program, scope, () =>
      transformed(pipeline, { image, mask: { data: labels, ...shape } }, sampleRandom(seed, 1, index)),
    );
    tried++;
    if (!mask?.data.includes(lesion)) lost++;
  }
  return { tried, lost };
}
