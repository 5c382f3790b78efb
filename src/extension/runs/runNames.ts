import { moment } from '../../words';

interface NamedRun {
  dir: string;
  name: string;
  record: { createdAt: string };
}

/** When a run was begun, where another one has the same name: its name alone would not tell which it is. */
export function tellingTime({ dir, name, record }: NamedRun, all: readonly NamedRun[]): string | undefined {
  const isShared = all.some((other) => other.dir !== dir && other.name === name);
  return isShared ? moment(record.createdAt) : undefined;
}

/** A run's name as a title or a question says it: "cnn", or "cnn (14:05)" where another one has the same. */
export function tellingName(run: NamedRun, all: readonly NamedRun[]): string {
  const time = tellingTime(run, all);
  return time === undefined ? run.name : `${run.name} (${time})`;
}
