import { expect, it } from 'vitest';
import { userCacheFolder, userDataFolder } from '../../../src/files/userFolders';

it.runIf(process.platform !== 'win32').each([
  ['linux', {}, '/home/anna/.cache/lits-lab'],
  ['linux', { XDG_CACHE_HOME: '/fast/cache' }, '/fast/cache/lits-lab'],
  ['linux', { XDG_CACHE_HOME: '' }, '/home/anna/.cache/lits-lab'],
  ['darwin', {}, '/home/anna/Library/Caches/lits-lab'],
  ['win32', { LOCALAPPDATA: '/local' }, '/local/lits-lab'],
] as const)('what can be made anew is kept on %s, with %j, in %s', (platform, environment, folder) => {
  expect(userCacheFolder(platform, environment, '/home/anna')).toBe(folder);
});

it.runIf(process.platform !== 'win32').each([
  ['linux', {}, '/home/anna/.local/share/lits-lab'],
  ['linux', { XDG_DATA_HOME: '/fast/data' }, '/fast/data/lits-lab'],
  ['darwin', {}, '/home/anna/Library/Application Support/lits-lab'],
  ['win32', { APPDATA: '/roaming' }, '/roaming/lits-lab'],
] as const)('what cannot be made anew is kept on %s, with %j, in %s', (platform, environment, folder) => {
  expect(userDataFolder(platform, environment, '/home/anna')).toBe(folder);
});
