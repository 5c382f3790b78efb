import { open, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import * as z from 'zod';
import { hasCode } from '../protocol/errorCode';
import { writeJsonAtomic } from './atomicFile';
import { patiently } from './patiently';

/** What a server says of a file, so that a later request can tell whether it is still the same. */
const sourceSchema = z.object({
  version: z.literal(1),
  address: z.string(),
  /** ETag or time of the last change; without one, a download cannot be resumed. */
  validator: z.string().optional(),
  /** In bytes. */
  total: z.number().int().nonnegative().optional(),
});

export type Source = Omit<z.infer<typeof sourceSchema>, 'version'>;

/** A file on its way: `FILE.part` holds what has come, `FILE.part.json` where it comes from. */
export class PartFile {
  readonly path: string;
  private readonly sourcePath: string;

  constructor(private readonly target: string) {
    this.path = `${target}.part`;
    this.sourcePath = `${this.path}.json`;
  }

  /** Bytes that have come from `address` and can be kept, and what is known of the file there. */
  async resumable(address: string): Promise<{ size: number; source: Source }> {
    const nothing = { size: 0, source: { address } };
    const source = await this.readSource();
    const size = await sizeOf(this.path);
    if (source?.address !== address || !size || !source.validator) return nothing;
    return size > (source.total ?? Infinity) ? nothing : { size, source };
  }

  /** Opens the file to continue after its first `size` bytes; with 0, to begin a new download of `source`. */
  async openAt(size: number, source: Source): Promise<FileHandle> {
    if (size > 0) return open(this.path, 'a');
    const file = await open(this.path, 'w');
    await writeJsonAtomic(this.sourcePath, { version: 1, ...source });
    return file;
  }

  /** Makes it the file that was wanted. */
  async finish(): Promise<void> {
    await patiently(() => rename(this.path, this.target));
    await rm(this.sourcePath, { force: true });
  }

  async discard(): Promise<void> {
    await rm(this.path, { force: true });
    await rm(this.sourcePath, { force: true });
  }

  private async readSource(): Promise<Source | undefined> {
    try {
      return sourceSchema.safeParse(JSON.parse(await readFile(this.sourcePath, 'utf8'))).data;
    } catch (error) {
      if (hasCode(error, 'ENOENT') || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 0;
    throw error;
  }
}
