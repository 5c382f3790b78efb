import { FailureError } from '../../protocol/failure';
import type { RubricItem } from '../../protocol/grades';
import { newRubricId, readGrades, setRubricItem } from '../../submissions/gradeStore';
import { readClass } from '../../submissions/readClass';
import { thisTutor } from '../../submissions/thisTutor';
import { foreign, number, t } from '../../words';
import type { Io } from '../io';
import { existingPath } from '../paths';
import { table } from '../table';
import type { View } from '../view/view';
import { requireTask } from './gradeCommand';

export interface RubricOptions {
  add?: string;
  change?: string;
  delete?: string;
  text?: string;
  points?: number;
  tutor?: string;
}

/** `lits rubric DIR [TASK]`: lists rubric items, adds one to a task, or changes or deletes one for everybody who has it. */
export async function rubric(
  given: { dir: string; task?: string },
  options: RubricOptions,
  io: Io,
  view: View,
): Promise<void> {
  const root = await existingPath(given.dir, io.cwd, 'folder');
  const review = await readClass(root);
  const task = given.task === undefined ? undefined : requireTask(review, given.task);
  const tutor = thisTutor(options.tutor);
  const at = io.now().toISOString();
  const { add, change, text, points } = options;
  if (options.delete !== undefined) {
    const before = await knownItem(root, options.delete);
    await setRubricItem(root, tutor, { id: options.delete, at }, { ...before, deleted: true });
  } else if (change !== undefined) {
    const before = await knownItem(root, change);
    const after = { ...before, text: text ?? before.text, points: points ?? before.points };
    await setRubricItem(root, tutor, { id: change, at }, after);
  } else if (add !== undefined) {
    if (task === undefined || points === undefined)
      throw new FailureError({
        what: t('A rubric item needs a task and its points.'),
        next: t('For example: lits rubric DIR 3.2/baseline --add "Names the epoch" --points 0.25'),
      });
    await setRubricItem(root, tutor, { id: newRubricId(tutor, at), at }, { task, text: add, points });
  }
  const grades = await readGrades(root);
  for (const lost of grades.lost) view.note(lost);
  const items = [...grades.rubric].filter(([, item]) => task === undefined || item.task === task);
  const rows = items.map(([id, item]) => [id, item.task, number(item.points), foreign(item.text, 100)]);
  view.result(
    { kind: 'rubric', items: Object.fromEntries(items) },
    rows.length === 0
      ? t('There are no rubric items yet.')
      : table([[t('id'), t('task'), t('points'), t('text')], ...rows]),
  );
}

/** @throws FailureError when no item has the id, or it was deleted */
async function knownItem(root: string, id: string): Promise<RubricItem> {
  const item = (await readGrades(root)).rubric.get(id);
  if (item) return item;
  throw new FailureError({
    what: t('There is no rubric item "{0}".', foreign(id, 60)),
    next: t('lits rubric DIR lists them.'),
  });
}
