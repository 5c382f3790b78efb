import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { requireSpace } from '../../../src/files/space';

it('refuses before it begins what the disk has no space for', async () => {
  await expect(requireSpace(tmpdir(), 1e18, 'It cannot be unpacked.')).rejects.toMatchObject({
    failure: { what: 'It cannot be unpacked.', why: expect.stringContaining('GB left') as string },
  });
});

it('says nothing where there is space', async () => {
  await requireSpace(tmpdir(), 1, 'It cannot be unpacked.');
});
