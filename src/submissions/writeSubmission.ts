import { readFile } from 'node:fs/promises';
import { writeZip, type ZippedFile } from '../files/writeZip';
import { submissionFiles } from '../protocol/submission';
import { unchanged } from './stage';
import type { SubmissionPlan } from './planSubmission';

/** A larger file is copied without being held in memory. */
const mostInMemory = 10e6;

/** Writes a submission. The same plan gives the same bytes. @throws FailureError when a file has changed since it was planned */
export async function writeSubmission({ manifest, files }: SubmissionPlan, target: string): Promise<void> {
  const zipped: ZippedFile[] = [
    { name: submissionFiles.manifest, content: Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`) },
  ];
  for (const file of files)
    zipped.push(
      file.bytes > mostInMemory
        ? { name: file.path, source: file.source }
        : { name: file.path, content: unchanged(file, await readFile(file.source)) },
    );
  await writeZip(target, zipped);
}
