import { dirname } from 'node:path';
import { FolderWatcher } from '../../files/folderWatcher';
import type { FromReview, ItemGrade, SaidGrades, ToReview } from '../../panels/review';
import { FailureError } from '../../protocol/failure';
import {
  gradeFiles,
  gradeItem,
  newRubricId,
  readGrades,
  setNotes,
  setRubricItem,
  setTerms,
  writerOf,
  type ClassGrades,
  type Tutor,
} from '../../submissions/gradeStore';
import { reviewPlaces } from '../../submissions/layout';
import { t } from '../../words';

/** What a tutor gives, as the page tells it. */
export type Given = Extract<FromReview, { number: number }>;
type GradesMessage = Extract<ToReview, { type: 'grades' }>;

const settleMillis = 150;

/** Keeps what a tutor gives in a review, one thing after the other, and tells of what they and others have given. */
export class GradeKeeper {
  private queue: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  private upTo = 0;
  private told = '';
  private submissions: readonly string[] = [];
  private timer: NodeJS.Timeout | undefined;
  private readonly folders = new FolderWatcher((folder, name) => this.heard(folder, name));

  /**
   * @param root the reviewed folder
   * @param ends hears of grades, of a new review, and of what fails meanwhile
   */
  constructor(
    private readonly root: string,
    private readonly tutor: Tutor,
    private readonly ends: {
      tell: (message: GradesMessage) => void;
      onReview: () => void;
      onError: (error: unknown) => void;
    },
  ) {}

  /** A page begins, which has told nothing yet. */
  async restart(): Promise<void> {
    await this.queue;
    this.upTo = 0;
  }

  /** Tells of the grades of these submissions, now and whenever there are others. */
  async follow(submissions: readonly string[]): Promise<void> {
    this.submissions = submissions;
    this.told = '';
    await this.tell();
  }

  /** @throws FailureError when it cannot be kept, as when another tutor has changed the same meanwhile */
  keep(given: Given): Promise<void> {
    this.waiting++;
    const kept = this.queue.then(async () => {
      try {
        await this.write(given);
      } finally {
        this.upTo = given.number;
        this.waiting--;
        if (this.waiting === 0) await this.tell();
      }
    });
    this.queue = kept.catch(() => undefined);
    return kept;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.folders.dispose();
  }

  private async write(given: Given): Promise<void> {
    const { root, tutor } = this;
    const at = new Date().toISOString();
    switch (given.type) {
      case 'grade':
        for (const { submission, task, before, after } of given.changes)
          await gradeItem(root, tutor, { submission, task, at }, (now) => {
            if (!isSame(now, before)) throw changedMeanwhile(task);
            return after;
          });
        return;
      case 'terms':
        return setTerms(root, tutor, { submission: given.submission, at }, given.terms);
      case 'notes':
        return setNotes(root, tutor, given.submission, given.text);
      case 'rubric':
        return setRubricItem(root, tutor, { id: given.id ?? newRubricId(tutor, at), at }, given.item);
    }
  }

  private heard(folder: string, name: string | undefined): void {
    const places = reviewPlaces(this.root);
    if (folder === places.home && name !== undefined && places.class.endsWith(name)) this.ends.onReview();
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      if (this.waiting === 0) this.tell().catch(this.ends.onError);
    }, settleMillis);
  }

  /** Tells of all grades, where they are others than those that were told. */
  private async tell(): Promise<void> {
    const places = reviewPlaces(this.root);
    const files = await gradeFiles(this.root);
    this.folders.watch([places.home, places.grades, places.rubric, ...files.map((file) => dirname(file))]);
    const grades = await readGrades(this.root);
    const message: GradesMessage = {
      type: 'grades',
      upTo: this.upTo,
      submissions: Object.fromEntries(
        this.submissions.flatMap((id) => {
          const said = this.shown(grades, id);
          return said ? [[id, said]] : [];
        }),
      ),
      rubric: Object.fromEntries(grades.rubric),
      lost: grades.lost,
    };
    const text = JSON.stringify(message);
    if (text === this.told) return;
    this.told = text;
    this.ends.tell(message);
  }

  private shown(grades: ClassGrades, submission: string): SaidGrades | undefined {
    const { items, terms, notes } = grades.saidOf(submission);
    if (items.size === 0 && terms.length === 0 && notes.length === 0) return undefined;
    const isOwn = ({ writer }: { writer: string }) => writer === writerOf(this.tutor);
    return {
      items: Object.fromEntries([...items].map(([key, said]) => [key, [...said]])),
      terms: [...terms],
      notes: notes.filter((note) => !isOwn(note)).map(({ tutor, value }) => ({ tutor, value })),
      ownNotes: notes.find(isOwn)?.value ?? '',
    };
  }
}

const isSame = (a: ItemGrade | undefined, b: ItemGrade | undefined) =>
  JSON.stringify(a) === JSON.stringify(b);

const changedMeanwhile = (task: string) =>
  new FailureError({
    what: t('Another tutor has changed the grade for {0} a moment ago.', task),
    why: t('What you gave was not kept, so that nothing of theirs is lost unseen.'),
    next: t('Look at what the task has now, and grade it again if you disagree.'),
  });
