import { expect, it } from 'vitest';
import { userCacheFolder } from '../../../src/files/cacheFolder';

it.runIf(process.platform !== 'win32').each([
  ['linux', {}, '/home/anna/.cache/lits-lab'],
  ['linux', { XDG_CACHE_HOME: '/fast/cache' }, '/fast/cache/lits-lab'],
  ['linux', { XDG_CACHE_HOME: '' }, '/home/anna/.cache/lits-lab'],
  ['darwin', {}, '/home/anna/Library/Caches/lits-lab'],
  ['win32', { LOCALAPPDATA: '/local' }, '/local/lits-lab'],
] as const)('what can be made anew is kept on %s, with %j, in %s', (platform, environment, folder) => {
  expect(userCacheFolder(platform, environment, '/home/anna')).toBe(folder);
});
