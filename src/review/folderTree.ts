/** A folder of a submission, or an archive in it, as it was found. Hidden files and folders are not part of it. */
export interface FolderTree {
  /** As the student named it; an archive with its ending. */
  name: string;
  /** Absolute path of the folder, or of where the archive was unpacked. */
  path: string;
  /** Names of its files. */
  files: readonly string[];
  folders: readonly FolderTree[];
  /** Why it could not be read or unpacked. */
  fault?: string;
}

/** A folder and all below it, the nearest first. */
export function* treesBelow(tree: FolderTree): Generator<FolderTree> {
  let level: readonly FolderTree[] = [tree];
  while (level.length > 0) {
    yield* level;
    level = level.flatMap(({ folders }) => folders);
  }
}
