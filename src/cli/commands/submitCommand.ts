import { relative, resolve } from 'node:path';
import { version } from '../../../package.json';
import { planSubmission, type SubmissionPlan } from '../../submissions/planSubmission';
import { writeSubmission } from '../../submissions/writeSubmission';
import { decimals, t } from '../../words';
import { courseChapter } from '../courseExercises';
import type { Io } from '../io';
import { existingPath } from '../paths';
import type { View } from '../view/view';

export interface SubmitOptions {
  out?: string;
  name?: string;
  weights?: boolean;
  dryRun?: boolean;
  commit?: string;
  chapter?: string;
  course?: string;
}

/** `lits submit [DIR]`: shows what goes in and what is still missing, and writes the archive. */
export async function submit(given: string, options: SubmitOptions, io: Io, view: View): Promise<void> {
  const folder = await existingPath(given, io.cwd, 'folder');
  const chapter = await courseChapter(options, io);
  const { name: student, weights = false } = options;
  const plan = await planSubmission({
    chapter,
    folder,
    ...(student ? { student } : {}),
    weights,
    program: { version, worker: io.workerPath },
    ...(options.commit ? { commit: options.commit } : {}),
    now: io.now(),
  });
  view.note(planText(plan));
  const file = resolve(io.cwd, options.out ?? `submission-chapter${chapter.manifest.id}.zip`);
  const told = { kind: 'submit', submission: plan.manifest, missing: plan.missing };
  if (options.dryRun) {
    view.result(told, t('Nothing was written.'));
    return;
  }
  await writeSubmission(plan, file);
  view.result({ ...told, file }, t('Your submission is {0}.', relative(io.cwd, file)));
}

function planText({ manifest, files, missing }: SubmissionPlan): string {
  const paths = [
    manifestLine(manifest.student),
    ...files.map(({ path, bytes }) => `  ${path}  ${sizeText(bytes)}`),
  ];
  const open = missing.length > 0 ? [t('Still missing:'), ...missing.map((text) => `  ${text}`)] : [];
  return [t('The submission holds:'), ...paths, ...open].join('\n');
}

const manifestLine = (student: string | undefined): string =>
  `  submission.json  ${student === undefined ? t('without a name') : student}`;

const sizeText = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${decimals(bytes / 1e6, 1)} MB`;
