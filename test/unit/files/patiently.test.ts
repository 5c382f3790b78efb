import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { patiently } from '../../../src/files/patiently';

vi.mock('node:timers/promises', () => ({ setTimeout: vi.fn(() => Promise.resolve()) }));
afterEach(() => void vi.mocked(wait).mockClear());

const refused = (code: string) => Object.assign(new Error(code), { code });

it('tries again on Windows while something else holds a file', async () => {
  const action = vi.fn(() => Promise.resolve('done'));
  action.mockRejectedValueOnce(refused('EPERM')).mockRejectedValueOnce(refused('EBUSY'));
  expect(await patiently(action, 'win32')).toBe('done');
});

it('gives up on Windows after about five seconds', async () => {
  await expect(patiently(() => Promise.reject(refused('EPERM')), 'win32')).rejects.toThrow('EPERM');
  const waited = vi.mocked(wait).mock.calls.reduce((sum, [milliseconds]) => sum + (milliseconds ?? 0), 0);
  expect(waited).toBe(5080);
});

it.each([
  ['elsewhere', 'EPERM', 'linux'],
  ['for other reasons', 'ENOSPC', 'win32'],
] as const)('does not wait %s', async (_where, code, platform) => {
  await expect(patiently(() => Promise.reject(refused(code)), platform)).rejects.toThrow(code);
  expect(wait).not.toHaveBeenCalled();
});
