import { join } from 'node:path';

/**
 * Folder of ours inside a reviewed folder. `work/` and `results/` can be made again at any time. Whatever else lies in it is the
 * tutors', and is never touched by a review.
 */
export const reviewFolder = '.lits-review';

export const reviewPlaces = (root: string) => {
  const home = join(root, reviewFolder);
  return {
    home,
    /** Of this machine: unpacked archives, the files that are checked. */
    work: join(home, 'work'),
    /** Archives by their content. */
    unpacked: join(home, 'work', 'unpacked'),
    /** What was checked, by submission and exercise. */
    checked: join(home, 'work', 'checked'),
    /** Reports by the content that they are about. */
    results: join(home, 'results'),
    class: join(home, 'class.json'),
    /** What tutors give: a folder for each of them, with a file for each submission. */
    grades: join(home, 'grades'),
    /** Rubric items: a file for each tutor. */
    rubric: join(home, 'rubric'),
    ignored: join(home, '.gitignore'),
  };
};
