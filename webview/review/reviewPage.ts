import { render } from 'lit';
import {
  reviewPanel,
  type FromReview,
  type ItemGrade,
  type ReviewPanel,
  type ReviewState,
  type RubricItem,
  type SaidGrades,
  type ToReview,
} from '../../src/panels/review';
import { alikeGroups, type TaskWork } from '../../src/review/alikeGroups';
import { matchingRows, nextOf, sortedRows, type ClassRow } from '../../src/review/classRows';
import { classTasks, type ClassTask } from '../../src/review/classTasks';
import {
  commentBank,
  emptyGrade,
  undone,
  withComment,
  withPoints,
  withRubric,
  type GradeChange,
} from '../../src/review/gradeChanges';
import { gradedSubmission, taskKey } from '../../src/review/grades';
import { neutralNumbers } from '../../src/review/neutralNames';
import { t } from '../../src/words';
import { Line } from '../shared/line';
import { onceAFrame } from '../shared/onceAFrame';
import { keyAction, type KeyAction } from './keys';
import { Material } from './material';
import type { ViewModel } from './model';
import { GradedRows } from './gradedRows';
import { gonePage, page } from './view';

type ClassMessage = Extract<ToReview, { type: 'class' }>;
type GradesMessage = Extract<ToReview, { type: 'grades' }>;

const freshLook = (root: string): ReviewState => ({
  version: 1,
  root,
  view: 'class',
  hidesNames: false,
  order: { column: 'name', descending: false },
});

const nothingSaid: SaidGrades = { items: {}, terms: [], notes: [], ownNotes: '' };
const mostUndone = 100;

/** The review of a class: shows what the tutor gives at once, and tells the extension, which keeps it. */
export class ReviewPage {
  private readonly line = new Line<ReviewPanel>(reviewPanel);
  private look = this.line.restore() ?? freshLook('');
  private shown: ClassMessage | undefined;
  private said = new Map<string, SaidGrades>();
  private grades: Pick<GradesMessage, 'rubric' | 'lost'> = { rubric: {}, lost: [] };
  private gone: string | undefined;
  private readonly material = new Material(this.line, () => this.schedule());
  private readonly graded = new GradedRows();
  private names: ReadonlyMap<string, number> = new Map();
  private tasks: readonly ClassTask[] = [];
  private filter: ViewModel['filter'] = { text: '' };
  private wholeGroup = false;
  private byTask = false;
  private editedRubric: string | undefined;
  private overriding = false;
  private status = '';
  /** What takes back each thing that was done. */
  private readonly undo: (() => void)[] = [];
  /** Number of the last thing that was told. */
  private sent = 0;
  private movesFocus = false;
  private model: ViewModel | undefined;
  private readonly schedule = onceAFrame(() => this.render());

  constructor(private readonly root: HTMLElement) {
    this.line.listen((message) => this.receive(message));
    window.addEventListener('keydown', (event) => this.onKey(event));
  }

  private receive(message: ToReview): void {
    switch (message.type) {
      case 'class':
        this.gone = undefined;
        this.shown = message;
        this.names = neutralNumbers(message.review.submissions.map(({ id }) => id));
        this.tasks = classTasks(message.review);
        this.material.forget();
        if (this.look.root !== message.root) this.look = freshLook(message.root);
        break;
      case 'grades':
        // Older than what is shown: those that follow have it.
        if (message.upTo < this.sent) return;
        this.grades = message;
        this.said = new Map(Object.entries(message.submissions));
        break;
      case 'gone':
        this.gone = message.text;
        this.look = { ...this.look, root: message.root };
        this.line.keep(this.look);
    }
    this.schedule();
  }

  private render(): void {
    if (this.gone !== undefined)
      render(
        gonePage(this.gone, () => this.line.tell({ type: 'again' })),
        this.root,
      );
    else if (this.shown) {
      this.model = this.makeModel(this.shown);
      render(page(this.model), this.root);
      this.settle();
    }
  }

  private makeModel({ review, tutor }: ClassMessage): ViewModel {
    const rubric = new Map(Object.entries(this.grades.rubric));
    const rows = review.submissions.map((submission): ClassRow => ({
      submission,
      graded: this.graded.of(submission, this.saidOf(submission.id), this.grades.rubric, (values) =>
        gradedSubmission(submission, values, rubric),
      ),
      name: this.nameOf(submission.id),
    }));
    const task = this.tasks.find(({ key }) => key === this.look.task) ?? this.tasks[0];
    const shown = sortedRows(matchingRows(rows, this.filter), this.look.order);
    const groups = this.groups(shown, task);
    const listed = groups.flat();
    const chosen = listed.find((id) => id === this.look.submission) ?? listed[0];
    // What is shown without having been chosen is what keys are about.
    this.look = { ...this.look, task: task?.key, submission: chosen };
    this.line.keep(this.look);
    return {
      review,
      tutor,
      look: this.look,
      lost: this.grades.lost,
      rows,
      shown,
      filter: this.filter,
      tasks: this.tasks,
      row: rows.find(({ submission }) => submission.id === chosen),
      task,
      groups,
      wholeGroup: this.wholeGroup,
      byTask: this.byTask,
      rubric,
      editedRubric: this.editedRubric,
      overriding: this.overriding,
      status: this.status,
      canUndo: this.undo.length > 0,
      nameOf: (id) => this.nameOf(id),
      saidOf: (id) => this.saidOf(id),
      gradeOf: (id, key) => this.gradeOf(id, key),
      bankOf: (key, has) => {
        const all = [...this.said.values()].flatMap(({ items }) => items[key] ?? []);
        return commentBank(
          all.map(({ value }) => value),
          has,
        );
      },
      materialOf: (id, key) => this.material.of(id, key, this.look.view),
      runsOf: (id) => this.material.runsOf(id),
      passagesAt: (place) => this.material.passagesAt(place),
      oralOf: (id, exercise) => this.material.oralOf(id, exercise),
      send: (message) => this.line.tell(message),
      change: (look) => this.change(look),
      onFilter: (filter) => this.set(() => (this.filter = filter)),
      onByTask: (byTask) => this.set(() => (this.byTask = byTask)),
      onWholeGroup: (wholeGroup) => this.set(() => (this.wholeGroup = wholeGroup)),
      onGrade: (id, key, next) => this.grade(id, key, next),
      onTake: (id, key, grade) =>
        this.give([{ submission: id, task: key, before: this.gradeOf(id, key), after: grade }]),
      onTerms: (submission, terms) => {
        this.said.set(submission, { ...this.saidOf(submission), terms: [{ tutor, value: terms }] });
        this.tell({ type: 'terms', submission, terms });
      },
      onNotes: (submission, text) => {
        this.said.set(submission, { ...this.saidOf(submission), ownNotes: text });
        this.tell({ type: 'notes', submission, text });
      },
      onRubric: (id, item) => this.giveRubric(id, item),
      onEditRubric: (id) =>
        this.set(() => {
          this.editedRubric = id;
          if (id !== undefined) this.focusSoon('.editor>input');
        }),
      onOverriding: (overriding) =>
        this.set(() => {
          this.overriding = overriding;
          if (overriding) this.focusSoon('.editor>input');
        }),
      onUndo: () => this.takeBack(),
      onPassages: (place) => this.material.askPassages(place),
      onOral: (id, exercise) => this.material.askOral(id, exercise),
      onHelp: () => this.showHelp(),
    };
  }

  private nameOf(id: string): string {
    if (this.look.hidesNames) return t('Submission {0}', String(this.names.get(id) ?? id));
    return this.shown?.review.submissions.find((one) => one.id === id)?.student ?? id;
  }

  private saidOf(id: string): SaidGrades {
    return this.said.get(id) ?? nothingSaid;
  }

  private gradeOf(id: string, key: string): ItemGrade {
    return this.saidOf(id).items[key]?.at(-1)?.value ?? emptyGrade;
  }

  /** In the view of a task, submissions that have it, those together whose work on it is alike. */
  private groups(shown: readonly ClassRow[], task: ClassTask | undefined): string[][] {
    const { view, grouping } = this.look;
    const ids = (rows: readonly ClassRow[]) => rows.map(({ submission }) => submission.id);
    if (view !== 'question' || !task) return [ids(shown)];
    const having = shown.filter(({ submission: { exercises } }) =>
      exercises.some(
        ({ id, items }) =>
          id === task.exercise &&
          items.some((item) => taskKey(id, item.id) === task.key && item.status !== 'not-begun'),
      ),
    );
    if (grouping === undefined) return [ids(having)];
    const works = ids(having).map((submission): TaskWork => {
      const work = this.material.of(submission, task.key, view);
      const known = work === 'waiting' ? undefined : work;
      const own = known?.answer?.lines.filter(({ isOwn }) => isOwn) ?? [];
      return {
        submission,
        answer: own.map(({ text }) => text).join('\n'),
        faults: known?.faults.map(({ id }) => id) ?? [],
      };
    });
    return alikeGroups(works, grouping);
  }

  private set(change: () => void): void {
    change();
    this.schedule();
  }

  private change(look: Partial<ReviewState>): void {
    if (look.task !== undefined && look.task !== this.look.task)
      [this.editedRubric, this.overriding] = [undefined, false];
    if (look.submission !== undefined && look.submission !== this.look.submission) this.overriding = false;
    // It may name somebody.
    if (look.hidesNames) this.status = '';
    this.look = { ...this.look, ...look };
    this.schedule();
  }

  /** Of this submission, or of its whole group; each gets what is done to the grade of the one that is seen. */
  private grade(id: string, key: string, next: (grade: ItemGrade) => ItemGrade): void {
    const { view, grouping } = this.look;
    const isGroup = this.wholeGroup && view === 'question' && grouping !== undefined;
    const group = isGroup ? this.model?.groups.find((ids) => ids.includes(id)) : undefined;
    this.give(
      (group ?? [id]).map((submission) => {
        const before = this.gradeOf(submission, key);
        return { submission, task: key, before, after: next(before) };
      }),
    );
  }

  private give(changes: readonly GradeChange[], isUndo = false): void {
    const told = changes.map(({ before: _before, ...change }) => ({
      ...change,
      before: this.saidOf(change.submission).items[change.task]?.at(-1)?.value,
    }));
    const tutor = this.shown?.tutor ?? '';
    for (const { submission, task, after } of told) {
      const said = this.saidOf(submission);
      this.said.set(submission, { ...said, items: { ...said.items, [task]: [{ tutor, value: after }] } });
    }
    if (!isUndo) this.canTakeBack(() => this.give(undone(changes), true));
    const title = this.tasks.find(({ key }) => key === changes[0]?.task)?.title ?? '';
    const whose =
      changes.length === 1 ? this.nameOf(changes[0]?.submission ?? '') : t('{0} submissions', changes.length);
    this.status = isUndo ? t('Undone: {0}, {1}.', whose, title) : t('Kept: {0}, {1}.', whose, title);
    this.tell({ type: 'grade', changes: told });
  }

  /** @param id undefined: a new one */
  private giveRubric(id: string | undefined, item: RubricItem): void {
    this.editedRubric = undefined;
    if (id === undefined) {
      this.status = t('The rubric item was added.');
      this.tell({ type: 'rubric', item });
      return;
    }
    const before = this.grades.rubric[id];
    if (before)
      this.canTakeBack(() => {
        this.status = t('Undone: {0}.', before.text);
        this.setRubric(id, before);
      });
    this.status = item.deleted
      ? t('"{0}" was deleted. Submissions that had it: {1}.', item.text, this.countWith(id, item.task))
      : t('The rubric item was changed for all who have it.');
    this.setRubric(id, item);
  }

  private setRubric(id: string, item: RubricItem): void {
    const all = Object.entries({ ...this.grades.rubric, [id]: item });
    this.grades = { ...this.grades, rubric: Object.fromEntries(all.filter(([, { deleted }]) => !deleted)) };
    this.tell({ type: 'rubric', id, item });
  }

  /** How many submissions have a rubric item. */
  private countWith(id: string, task: string): number {
    const having = [...this.said.values()].filter(({ items }) =>
      items[task]?.at(-1)?.value.rubric.includes(id),
    );
    return having.length;
  }

  private canTakeBack(takeBack: () => void): void {
    this.undo.push(takeBack);
    if (this.undo.length > mostUndone) this.undo.shift();
  }

  private takeBack(): void {
    this.undo.pop()?.();
  }

  private tell(message: WithoutNumber<Extract<FromReview, { number: number }>>): void {
    this.sent++;
    this.line.tell({ ...message, number: this.sent });
    this.schedule();
  }

  private onKey(event: KeyboardEvent): void {
    const { target } = event;
    const isField =
      target instanceof HTMLElement && target.matches('input:not([type=checkbox]),textarea,select');
    if (isField && event.key === 'Escape') {
      target.blur();
      this.movesFocus = true;
      this.schedule();
    }
    if (isField || document.querySelector('dialog[open]') || !this.model) return;
    const action = keyAction(event);
    if (!action || !this.act(this.model, action)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @returns false where the key means nothing now */
  private act(model: ViewModel, action: KeyAction): boolean {
    const { row, task, look } = model;
    switch (action.does) {
      case 'undo':
        this.takeBack();
        return true;
      case 'class':
      case 'student':
      case 'question':
        this.movesFocus = true;
        this.change({ view: action.does });
        return true;
      case 'search':
        this.root.querySelector<HTMLElement>('#search')?.focus();
        return true;
      case 'hideNames':
        this.change({ hidesNames: !look.hidesNames });
        return true;
      case 'help':
        this.showHelp();
        return true;
      case 'next':
      case 'previous':
        this.step(model, action.does === 'next' ? 1 : -1);
        return true;
      default:
    }
    if (look.view === 'class' || !row || !task) return false;
    const { id } = row.submission;
    const change = (next: (grade: ItemGrade) => ItemGrade) => this.grade(id, task.key, next);
    switch (action.does) {
      case 'nextOpen':
        this.goToOpen(model);
        return true;
      case 'nextTask':
      case 'previousTask':
        this.stepTask(model, action.does === 'nextTask' ? 1 : -1);
        return true;
      case 'rubric': {
        const [item] = [...model.rubric].filter(([, one]) => one.task === task.key).slice(action.place);
        if (!item) return false;
        const applies = !this.gradeOf(id, task.key).rubric.includes(item[0]);
        change((grade) => withRubric(grade, item[0], applies));
        return true;
      }
      case 'bank': {
        const comment = model.bankOf(task.key, this.gradeOf(id, task.key).comments)[action.place];
        if (comment) change((grade) => withComment(grade, comment));
        return comment !== undefined;
      }
      case 'full':
      case 'none':
        if (task.tutorPoints === 0) return false;
        change((grade) => withPoints(grade, action.does === 'full' ? task.tutorPoints : 0));
        return true;
      case 'comment':
        this.focusSoon('.comment-text');
        this.schedule();
        return true;
      case 'newRubric':
        model.onEditRubric('new');
        return true;
      case 'openFile': {
        const work = model.materialOf(id, task.key);
        const file = work === 'waiting' ? undefined : (work?.answer?.file ?? work?.file);
        if (file !== undefined)
          this.line.tell({ type: 'openFile', submission: id, exercise: task.exercise, file });
        return true;
      }
      case 'grouping': {
        if (look.view !== 'question') return false;
        const order = [undefined, 'faults', 'answer'] as const;
        this.goTo({ grouping: order[(order.indexOf(look.grouping) + 1) % order.length] });
        return true;
      }
      case 'wholeGroup':
        if (look.view !== 'question' || look.grouping === undefined) return false;
        model.onWholeGroup(!this.wholeGroup);
        return true;
    }
  }

  private step({ groups, look }: ViewModel, by: 1 | -1): void {
    const listed = groups.flat();
    const now = listed.indexOf(look.submission ?? '');
    const next = listed[Math.max(0, Math.min(listed.length - 1, now + by))];
    if (next !== undefined) this.goTo({ submission: next });
  }

  private stepTask({ tasks, task }: ViewModel, by: 1 | -1): void {
    const now = tasks.findIndex(({ key }) => key === task?.key);
    const next = tasks[(now + by + tasks.length) % tasks.length];
    if (next) this.goTo({ task: next.key });
  }

  /** The next that a tutor has to grade: of the task, by submission; of a submission, by task; then whatever comes after. */
  private goToOpen({ rows, groups, look, tasks, task, row }: ViewModel): void {
    const byId = new Map(rows.map((one) => [one.submission.id, one]));
    const isOpen = (id: string, key?: string) => {
      const { open = [], conflicts = [] } = byId.get(id)?.graded ?? {};
      const all = [...open, ...conflicts];
      return key === undefined ? all.length > 0 : all.includes(key);
    };
    const listed = groups.flat();
    const keys = tasks.map(({ key }) => key);
    if (look.view === 'question') {
      const submission = nextOf(listed, look.submission, (id) => isOpen(id, task?.key));
      if (submission !== undefined) return this.goTo({ submission });
      const other = nextOf(keys, task?.key, (key) => rows.some((one) => isOpen(one.submission.id, key)));
      const first = rows.find((one) => other !== undefined && isOpen(one.submission.id, other));
      if (other !== undefined && first) return this.goTo({ task: other, submission: first.submission.id });
    } else if (row) {
      const { id } = row.submission;
      const key = nextOf(keys, task?.key, (one) => isOpen(id, one));
      if (key !== undefined) return this.goTo({ task: key });
      const submission = nextOf(listed, id, (one) => isOpen(one));
      const first = keys.find((one) => submission !== undefined && isOpen(submission, one));
      if (submission !== undefined)
        return this.goTo({ submission, ...(first === undefined ? {} : { task: first }) });
    }
    this.set(() => (this.status = t('There is nothing else to grade.')));
  }

  private goTo(look: Partial<ReviewState>): void {
    this.movesFocus = true;
    this.change(look);
  }

  private showHelp(): void {
    this.root.querySelector<HTMLDialogElement>('#help')?.showModal();
  }

  private focusSoon(selector: string): void {
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const active = this.root.querySelector('.task[aria-current=true], .one > .task') ?? this.root;
        active.querySelector<HTMLElement>(selector)?.focus();
      }),
    );
  }

  /** Brings what a key has led to into sight. */
  private settle(): void {
    if (!this.movesFocus) return;
    this.movesFocus = false;
    const { view, submission } = this.look;
    const entry = this.root.querySelector<HTMLElement>(`[data-submission="${submission ?? ''}"]`);
    if (view === 'class') entry?.focus();
    else {
      entry?.scrollIntoView({ block: 'nearest' });
      this.root.querySelector<HTMLElement>('.one h2')?.focus({ preventScroll: view === 'student' });
      this.root.querySelector('.task[aria-current=true]')?.scrollIntoView({ block: 'nearest' });
    }
  }
}

type WithoutNumber<T> = T extends unknown ? Omit<T, 'number'> : never;
