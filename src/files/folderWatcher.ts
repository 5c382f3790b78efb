import { watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';

/**
 * Hears of what comes, goes or changes directly inside of some folders. An editor's own watcher leaves out what its settings
 * exclude, and is late in folders that are new.
 */
export class FolderWatcher {
  private readonly watchers = new Map<string, FSWatcher>();

  /** @param onChange hears the folder, and the name inside it where the system tells one */
  constructor(private readonly onChange: (folder: string, name: string | undefined) => void) {}

  /** Watches exactly these folders from now on. One that cannot be watched is left out: it may come to be there. */
  watch(folders: Iterable<string>): void {
    const wanted = new Set(folders);
    for (const folder of this.watchers.keys()) if (!wanted.has(folder)) this.leave(folder);
    for (const folder of wanted) if (!this.watchers.has(folder)) this.begin(folder);
  }

  dispose(): void {
    this.watch([]);
  }

  private begin(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, (kind, name) => {
        // It may have been made anew: the system would go on to watch the one that is gone.
        if (kind === 'rename' && name !== null) this.leave(join(folder, name));
        this.onChange(folder, name ?? undefined);
      });
      watcher.on('error', () => this.leave(folder));
      this.watchers.set(folder, watcher);
    } catch {
      // Missing, or the system watches no more folders: whoever asks will ask again.
    }
  }

  private leave(folder: string): void {
    this.watchers.get(folder)?.close();
    this.watchers.delete(folder);
  }
}
