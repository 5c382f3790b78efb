import { homedir } from 'node:os';
import { join } from 'node:path';

/** Folder of this user for what can be made anew, where the system keeps such things. */
export function userCacheFolder(
  platform: NodeJS.Platform = process.platform,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  home = homedir(),
): string {
  const base =
    platform === 'win32'
      ? environment['LOCALAPPDATA'] || join(home, 'AppData', 'Local')
      : platform === 'darwin'
        ? join(home, 'Library', 'Caches')
        : environment['XDG_CACHE_HOME'] || join(home, '.cache');
  return join(base, 'lits-lab');
}

/** Folder of this user for what cannot be made anew, where the system keeps such things. */
export function userDataFolder(
  platform: NodeJS.Platform = process.platform,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  home = homedir(),
): string {
  const base =
    platform === 'win32'
      ? environment['APPDATA'] || join(home, 'AppData', 'Roaming')
      : platform === 'darwin'
        ? // no text: the name of a folder
          join(home, 'Library', 'Application Support')
        : environment['XDG_DATA_HOME'] || join(home, '.local', 'share');
  return join(base, 'lits-lab');
}
