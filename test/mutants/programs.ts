import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll } from 'vitest';
import { compileProgram, type CompiledProgram } from '../../src/train';
import { checkTypesTogether } from '../../src/train/program/typecheck';
import { typingsFolder } from '../unit/train/installation';

/** A program of a student's: one file, alone in its folder. */
export interface Program {
  file: string;
  typings: string;
  /** Bundles it, once; what the type checker says of it is known. */
  compile: () => Promise<CompiledProgram>;
}

/**
 * Programs for the tests of a file. They are written and type-checked before the first test, all at once: nearly all of that work
 * is about the declarations, and the same for each of them.
 */
export class Programs {
  private readonly texts: { name: string; text: string }[] = [];
  private readonly programs: Program[] = [];

  constructor() {
    beforeAll(async () => {
      const home = await realpath(await mkdtemp(path.join(tmpdir(), 'lits-programs-')));
      await this.write(home);
      return () => rm(home, { recursive: true });
    });
  }

  /**
   * Takes a program in; only before the tests begin.
   * @param name of its file
   * @returns how a test gets it
   */
  add(name: string, text: string): () => Program {
    const index = this.texts.push({ name, text }) - 1;
    return () => this.programs[index];
  }

  private async write(home: string): Promise<void> {
    const typings = await typingsFolder();
    const files = this.texts.map(({ name }, index) => path.join(home, String(index), name));
    for (const [index, file] of files.entries()) {
      await mkdir(path.dirname(file));
      await writeFile(file, this.texts[index].text);
    }
    for (const [index, checked] of checkTypesTogether(files, typings).entries()) {
      const file = files[index];
      let compiled: Promise<CompiledProgram> | undefined;
      const compile = () => (compiled ??= compileProgram(file, typings, checked));
      this.programs.push({ file, typings, compile });
    }
  }
}
