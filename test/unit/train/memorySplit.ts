import { classCount } from '../../../src/course/classes';
import type { Batch, Split } from '../../../src/data';

const side = 256;

/** A split in memory: grey squares whose brightness tells their class, with a little of each slice's own. */
export function memorySplit(count: number, name: Split['name'] = 'train'): Split {
  const labels = Uint8Array.from({ length: count }, (_, index) => index % classCount);
  const batch = (indices: Int32Array): Batch => {
    const images = new Float32Array(indices.length * side * side);
    indices.forEach((index, row) => {
      const grey = (labels[index] + 1) / 4 + index / (100 * count);
      images.fill(grey, row * side * side, (row + 1) * side * side);
    });
    return { images, labels: Uint8Array.from(indices, (index) => labels[index]), indices };
  };
  return {
    name,
    count,
    volumes: 1,
    labels,
    entry: (index) => ({
      file: `volumes/volume-1_${index}.png`,
      patient: 'volume-1',
      slice: index,
      label: labels[index],
    }),
    pixels: () => Promise.reject(new Error('not needed')),
    async *batches({ batchSize, shuffle, rows }) {
      await Promise.resolve();
      const order = Int32Array.from({ length: count }, (_, index) =>
        shuffle ? (index * 7 + shuffle.epoch + shuffle.seed) % count : index,
      );
      for (let from = 0; from < count; from += batchSize) {
        const indices = order.slice(from, from + batchSize);
        const { begin, end } = rows?.(indices.length) ?? { begin: 0, end: indices.length };
        const whole = { labels: Uint8Array.from(indices, (index) => labels[index]), indices, begin };
        yield { ...batch(indices.slice(begin, end)), ...(rows ? { whole } : {}) };
      }
    },
  };
}
