import { transformSpecs } from '../../src/augment';
import { phantomVolume } from '../../src/data/phantom';
import { newTransform } from '../../webview/augmentation/pipeline';
import { makeSamples, sampleCount, sliceSample } from '../../webview/augmentation/samples';
import { median } from './statistics';

export interface LaboratoryReport {
  /** Samples that are made at each change. */
  samples: number;
  /** Milliseconds of processor time by transform, medians of `changes`: of all samples, and of the first, which is drawn alone. */
  times: Record<string, { millis: number; firstMillis: number }>;
  changes: number;
}

/** Measures what the laboratory computes when a slider of a transform is moved: all samples, and what changed in them. */
export function benchLaboratory(): LaboratoryReport {
  const changes = 7;
  const slices = 12;
  const { picture, liver, lesion } = phantomVolume(1, slices, true).render(slices / 2);
  const mask = Uint8Array.from(liver, (value, i) => (lesion[i] > 0 ? 2 : value > 0 ? 1 : 0));
  const shown = transformSpecs.filter(
    ({ kind, name }) => !['container', 'crops'].includes(kind) && name !== 'LinearTransformation',
  );
  const times = shown.map((spec) => {
    const slice = sliceSample(picture, mask, spec.needs === 'uint8' ? 'uint8' : 'float');
    const cost = (count: number) =>
      median(
        Array.from({ length: changes }, (_, seed) => {
          const { user, system } = process.cpuUsage();
          makeSamples([newTransform(spec)], slice, seed, count);
          const now = process.cpuUsage();
          return (now.user - user + now.system - system) / 1000;
        }),
      );
    return [spec.name, { millis: cost(sampleCount), firstMillis: cost(1) }] as const;
  });
  return { samples: sampleCount, times: Object.fromEntries(times), changes };
}
