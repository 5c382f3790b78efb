import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { restartEvent, scalarsEvent, versionEvent, type Scalars } from '../../src/train/tensorboard/event';
import { record } from '../../src/train/tensorboard/record';

interface Golden {
  events: { wallTime: number; step: number; version?: string; restart?: true; scalars?: Scalars }[];
  /** In base64. */
  file: string;
}

const golden = JSON.parse(readFileSync(path.join(import.meta.dirname, 'eventFile.json'), 'utf8')) as Golden;

it('writes what TensorBoard itself writes, byte by byte', () => {
  const events = golden.events.map((one) => {
    if (one.version !== undefined) return versionEvent(one.wallTime);
    if (one.restart) return restartEvent(one);
    return scalarsEvent(one, one.scalars ?? {});
  });
  expect(Buffer.concat(events.map(record)).toString('hex')).toBe(
    Buffer.from(golden.file, 'base64').toString('hex'),
  );
});

/** RFC 3720, appendix B.4. */
it.each([
  ['zeros', new Uint8Array(32), 0x8a9136aa],
  ['ones', new Uint8Array(32).fill(255), 0x62a8ab43],
  ['ascending', Uint8Array.from({ length: 32 }, (_, byte) => byte), 0x46dd794e],
])('checks data by the published CRC-32C: 32 bytes of %s', (_, data, checksum) => {
  const masked = record(data).readUInt32LE(12 + data.length);
  const rotated = (masked - 0xa282ead8) >>> 0;
  expect(((rotated >>> 17) | (rotated << 15)) >>> 0).toBe(checksum);
});
