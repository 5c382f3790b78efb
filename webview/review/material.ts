import type {
  OralQuestions,
  ReviewPanel,
  ReviewState,
  SubmittedRun,
  TaskMaterial,
} from '../../src/panels/review';
import type { Line } from '../shared/line';
import type { Awaited, Passages } from './model';

/** What submissions hold: asked for when it is first shown, then kept. */
export class Material {
  private tasks = new Map<string, TaskMaterial>();
  private asked = new Set<string>();
  private readonly came = new Map<string, unknown>();

  constructor(
    private readonly line: Line<ReviewPanel>,
    private readonly onCome: () => void,
  ) {}

  /** The class was reviewed anew. */
  forget(): void {
    this.tasks = new Map();
    this.asked = new Set();
    this.came.clear();
  }

  /** @returns undefined where the submission has nothing on the task */
  of(submission: string, task: string, view: ReviewState['view']): Awaited<TaskMaterial | undefined> {
    const known = this.tasks.get(`${submission} ${task}`);
    if (known) return known;
    const wanted = view === 'question' ? { task } : { submission };
    const key = `material ${JSON.stringify(wanted)}`;
    this.ask(key, async () => {
      for (const one of await this.line.ask('material', wanted))
        this.tasks.set(`${one.submission} ${one.task}`, one);
      return true;
    });
    return this.came.has(key) ? undefined : 'waiting';
  }

  runsOf(submission: string): Awaited<readonly SubmittedRun[]> {
    const key = `runs ${submission}`;
    this.ask(key, () => this.line.ask('runs', { submission }));
    return this.answer<readonly SubmittedRun[]>(key) ?? 'waiting';
  }

  askPassages(place: number): void {
    this.ask(`passages ${place}`, () => this.line.ask('passages', { place }));
    this.onCome();
  }

  passagesAt(place: number): Awaited<Passages> | undefined {
    return this.answer<Passages>(`passages ${place}`);
  }

  askOral(submission: string, exercise: string): void {
    this.ask(`oral ${submission} ${exercise}`, () => this.line.ask('oral', { submission, exercise }));
    this.onCome();
  }

  oralOf(submission: string, exercise: string): Awaited<readonly OralQuestions[]> | undefined {
    return this.answer<readonly OralQuestions[]>(`oral ${submission} ${exercise}`);
  }

  private answer<T>(key: string): Awaited<T> | undefined {
    if (this.came.has(key)) return this.came.get(key) as T;
    return this.asked.has(key) ? 'waiting' : undefined;
  }

  private ask(key: string, question: () => Promise<unknown>): void {
    if (this.asked.has(key)) return;
    const { asked } = this;
    asked.add(key);
    const keep = async () => {
      try {
        const answer = await question();
        // Of an earlier review: it is asked for again.
        if (asked === this.asked) this.came.set(key, answer);
      } catch (error) {
        asked.delete(key);
        throw error;
      } finally {
        this.onCome();
      }
    };
    void keep();
  }
}
