/** What a submission has to show for a task. */
export interface TaskWork {
  submission: string;
  /** What the student has written; empty where nothing. */
  answer: string;
  /** Ids of the checks that have something against it. */
  faults: readonly string[];
}

/** What makes two works on a task alike: the same text, or the same faults. */
export const groupings = ['faults', 'answer'] as const;
export type Grouping = (typeof groupings)[number];

const keyOf: Readonly<Record<Grouping, (work: TaskWork) => string>> = {
  faults: ({ faults }) => [...faults].sort().join('\n'),
  answer: ({ answer }) => plainText(answer),
};

/** Submissions whose work on a task is alike, the largest group first; within a group in the order given. */
export function alikeGroups(works: readonly TaskWork[], grouping: Grouping): string[][] {
  const groups = new Map<string, string[]>();
  for (const work of works) {
    const key = keyOf[grouping](work);
    const known = groups.get(key);
    if (known) known.push(work.submission);
    else groups.set(key, [work.submission]);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length);
}

/** A text without what does not make it another answer: case, spaces, punctuation. */
export const plainText = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.%+-]+/gu, ' ')
    .replace(/\.(?!\d)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
