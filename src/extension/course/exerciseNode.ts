import type { ExerciseOption, Task } from '../../course/manifest';
import type { CatalogChapter, CatalogExercise } from '../../protocol/catalog';

/** What a row of the Exercises view stands for; commands take it as their argument. */
export type ExerciseNode =
  | { kind: 'chapter'; chapter: CatalogChapter }
  | { kind: 'exercise'; chapter: CatalogChapter; exercise: CatalogExercise }
  | { kind: 'option'; chapter: CatalogChapter; exercise: CatalogExercise; option: ExerciseOption }
  | { kind: 'task'; chapter: CatalogChapter; exercise: CatalogExercise; task: Task };

/** Commands are public: anyone may call one with anything. */
export function isExerciseNode(argument: unknown): argument is ExerciseNode {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'kind' in argument &&
    ['chapter', 'exercise', 'option', 'task'].includes(String(argument.kind))
  );
}
