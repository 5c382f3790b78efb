import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../files/atomicFile';
import type { CatalogChapter } from '../../protocol/catalog';
import type { Feedback } from '../../protocol/feedback';
import type { ClassReview, ReviewedSubmission } from '../../protocol/review';
import { maxPoints } from '../../course/manifest';
import { feedbackOf } from '../../review/feedback';
import type { ClassGrades } from '../../submissions/gradeStore';
import { reportsOn, type ReviewOptions } from '../../submissions/reviewClass';
import { language } from '../../words';
import { speakCarried } from '../../words/bundles';
import { feedbackHtml } from '../report/feedbackPage';

export interface FeedbackOptions {
  /** Takes the pages: `<id>.html` for each submission. */
  folder: string;
  review: ClassReview;
  grades: ClassGrades;
  /** How the class was reviewed. */
  options: ReviewOptions;
  /** Reads the chapter in the language that is spoken. */
  chapter: () => Promise<CatalogChapter>;
}

/**
 * Writes a page for each submission, in the language of its student. What the checks say is asked for in that language: those who work
 * in another one than the tutor are checked once more.
 */
export async function writeFeedback(given: FeedbackOptions): Promise<Feedback[]> {
  const { folder, review } = given;
  await mkdir(folder, { recursive: true });
  const spoken = language();
  const byLanguage = new Map<string, ReviewedSubmission[]>();
  for (const submission of review.submissions) {
    const tag = nearestLanguage(submission.language, spoken);
    byLanguage.set(tag, [...(byLanguage.get(tag) ?? []), submission]);
  }
  const all: Feedback[] = [];
  try {
    for (const [tag, submissions] of byLanguage) {
      speakCarried(tag);
      const feedback = await feedbackIn(submissions, given);
      if (given.options.signal.aborted) break;
      for (const one of feedback)
        await writeFileAtomic(join(folder, `${one.submission}.html`), feedbackHtml(one));
      all.push(...feedback);
    }
  } finally {
    speakCarried(spoken);
  }
  return all;
}

/** The tutor's own, also where the student's is of another country: its reports are there already. */
function nearestLanguage(wanted: string | undefined, spoken: string): string {
  const main = (tag: string) => tag.split('-')[0]?.toLowerCase();
  return wanted === undefined || main(wanted) === main(spoken) ? spoken : wanted;
}

/** For submissions of one language, which is spoken. */
async function feedbackIn(
  submissions: readonly ReviewedSubmission[],
  { grades, options, chapter: readChapter, review }: FeedbackOptions,
): Promise<Feedback[]> {
  const chapter = await readChapter();
  const reports = await reportsOn({ ...options, chapter }, new Set(submissions.map(({ id }) => id)));
  const titles = {
    chapter: { ...review.chapter, title: chapter.manifest.title },
    exercises: chapter.exercises.map(({ manifest }) => ({
      id: manifest.id,
      title: manifest.title,
      max: maxPoints(manifest),
    })),
  };
  return submissions.map((submission) =>
    feedbackOf({
      submission,
      said: grades.of(submission.id),
      rubric: grades.rubric,
      reports: reports.get(submission.id) ?? new Map(),
      chapter: titles,
    }),
  );
}
