import type {
  ClassReview,
  Comment,
  FromReview,
  ItemGrade,
  OralQuestions,
  ReviewPanel,
  ReviewState,
  RubricItem,
  SaidGrades,
  SubmittedRun,
  TaskMaterial,
  Terms,
} from '../../src/panels/review';
import type { ClassRow, RowState } from '../../src/review/classRows';
import type { ClassTask } from '../../src/review/classTasks';

export type Passages = ReviewPanel['questions']['passages']['answer'];

/** What is asked for, and comes when it is read. */
export type Awaited<T> = T | 'waiting';

/** All that the parts of the page show, and what they may do. */
export interface ViewModel {
  review: ClassReview;
  tutor: string;
  look: ReviewState;
  lost: readonly string[];
  /** All submissions. */
  rows: readonly ClassRow[];
  /** Those that pass the filter, in order. */
  shown: readonly ClassRow[];
  filter: { text: string; state?: RowState | undefined };
  tasks: readonly ClassTask[];
  row: ClassRow | undefined;
  task: ClassTask | undefined;
  /** Groups of ids of submissions, as far as they are shown; each alone where nothing is grouped. */
  groups: readonly (readonly string[])[];
  wholeGroup: boolean;
  /** Tasks have columns of their own. */
  byTask: boolean;
  rubric: ReadonlyMap<string, RubricItem>;
  /** The rubric item that is being written: an id, or 'new'. */
  editedRubric: string | undefined;
  overriding: boolean;
  /** What was done last. */
  status: string;
  canUndo: boolean;
  nameOf: (submission: string) => string;
  saidOf: (submission: string) => SaidGrades;
  gradeOf: (submission: string, task: string) => ItemGrade;
  bankOf: (task: string, has: readonly Comment[]) => Comment[];
  materialOf: (submission: string, task: string) => Awaited<TaskMaterial | undefined>;
  runsOf: (submission: string) => Awaited<readonly SubmittedRun[]>;
  /** Undefined: nobody has asked for them. */
  passagesAt: (place: number) => Awaited<Passages> | undefined;
  oralOf: (submission: string, exercise: string) => Awaited<readonly OralQuestions[]> | undefined;
  send: (message: Exclude<FromReview, { number: number }>) => void;
  change: (look: Partial<ReviewState>) => void;
  onFilter: (filter: ViewModel['filter']) => void;
  onByTask: (byTask: boolean) => void;
  onWholeGroup: (wholeGroup: boolean) => void;
  /** Changes the grade of a task, of this submission or of its whole group. */
  onGrade: (submission: string, task: string, change: (grade: ItemGrade) => ItemGrade) => void;
  /** Takes one of the grades on which tutors disagree. */
  onTake: (submission: string, task: string, grade: ItemGrade) => void;
  onTerms: (submission: string, terms: Terms) => void;
  onNotes: (submission: string, text: string) => void;
  onRubric: (id: string | undefined, item: RubricItem) => void;
  onEditRubric: (id: string | undefined) => void;
  onOverriding: (overriding: boolean) => void;
  onUndo: () => void;
  onPassages: (place: number) => void;
  onOral: (submission: string, exercise: string) => void;
  onHelp: () => void;
}
