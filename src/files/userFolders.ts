import { homedir } from 'node:os';
import { join } from 'node:path';

/** The variable that names a folder, if any, and where it is below the home without one. */
type Place = readonly [variable: string | undefined, ...usual: string[]];

interface Places {
  windows: Place;
  mac: Place;
  others: Place;
}

const userFolder =
  ({ windows, mac, others }: Places) =>
  (
    platform: NodeJS.Platform = process.platform,
    environment: Readonly<Record<string, string | undefined>> = process.env,
    home = homedir(),
  ): string => {
    const [variable, ...usual] = platform === 'win32' ? windows : platform === 'darwin' ? mac : others;
    return join((variable && environment[variable]) || join(home, ...usual), 'lits-lab');
  };

/** Folder of this user for what can be made anew, where the system keeps such things. */
export const userCacheFolder = userFolder({
  windows: ['LOCALAPPDATA', 'AppData', 'Local'],
  mac: [undefined, 'Library', 'Caches'],
  others: ['XDG_CACHE_HOME', '.cache'],
});

/** Folder of this user for what cannot be made anew, where the system keeps such things. */
export const userDataFolder = userFolder({
  windows: ['APPDATA', 'AppData', 'Roaming'],
  // no text: the name of a folder
  mac: [undefined, 'Library', 'Application Support'],
  others: ['XDG_DATA_HOME', '.local', 'share'],
});
