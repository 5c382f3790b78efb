import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { zipBytes, type EntryBytes } from '../unit/files/zipBytes';
import type { Form, Student } from './students';

type HandIn = Pick<Student, 'name' | 'form' | 'files'>;

/** Lays the hand-ins of students out in a folder, each in its form. */
export async function makeClass(root: string, students: readonly HandIn[]): Promise<void> {
  for (const student of students) await writers[student.form](root, student);
}

const entriesOf = ({ files }: HandIn): EntryBytes[] =>
  Object.entries(files).map(([name, content]) => ({ name, content, isPacked: true }));

const writers: Readonly<Record<Form, (root: string, student: HandIn) => Promise<void>>> = {
  zip: (root, student) => writeFile(join(root, `${student.name}.zip`), zipBytes(entriesOf(student))),
  async folder(root, { name, files }) {
    for (const [path, content] of Object.entries(files)) {
      const file = join(root, name, 'repository', path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
  },
  async platform(root, student) {
    const folder = join(root, `${student.name}_4711_assignsubmission_file_`);
    await mkdir(folder);
    await writeFile(join(folder, 'hand-in.zip'), zipBytes(entriesOf(student)));
  },
  async zipInZip(root, student) {
    const inner = zipBytes(entriesOf(student));
    await writeFile(join(root, `${student.name}.zip`), zipBytes([{ name: 'inner.zip', content: inner }]));
  },
};

/** Hand-ins that must not be unpacked, by their names. */
export async function addHostile(root: string): Promise<void> {
  const escaping = zipBytes([{ name: '../../escaped.ts', content: 'export {};' }]);
  await writeFile(join(root, 'escaping.zip'), escaping);
  await writeFile(join(root, 'damaged.zip'), 'This is no archive.');
  await writeFile(join(root, 'empty.zip'), zipBytes([{ name: 'notes.txt', content: 'Nothing yet.' }]));
}
