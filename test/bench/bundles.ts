import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BenchReport } from './report';

/** Sizes of all files of the build but source maps, in bytes. */
export function measureBundles(dist: string): NonNullable<BenchReport['bundles']> {
  return readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => {
      const content = readFileSync(path);
      return {
        file: relative(dist, path),
        bytes: content.length,
        gzipBytes: gzipSync(content).length,
      };
    });
}
