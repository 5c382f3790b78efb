import type { Finding } from '../protocol/checkReport';
import type { Subject } from './subject';

/** What a probe has seen: nothing when all is well. */
export type Findings = undefined | FindingInput | readonly FindingInput[];
/** A finding as a probe writes it: hints may be left out. */
export type FindingInput = Omit<Finding, 'hints'> & Partial<Pick<Finding, 'hints'>>;
export type Probe = (subject: Subject) => Findings | Promise<Findings>;

/**
 * One check of an exercise. `checks.ts` in the exercise's folder exports a function that returns them:
 * `export default (): Check[] => [ … ]`. It is called when the language is known.
 * Checks are run in their order; all that share a file share its subject.
 */
export interface Check {
  /** Unique in the exercise. */
  id: string;
  /** The task of `exercise.json` whose points it gives, and whose file it looks at. */
  item: string;
  /** What is right when it passes, in a few words. */
  title: string;
  /** What is wrong when it fails, in a few words. */
  fault: string;
  /** Checks that must have passed; otherwise this one is skipped, and says so. */
  needs?: readonly string[];
  /** Its part of the points that checks give for the item, in relation to the item's other checks; default 1. */
  share?: number;
  /** Looks at the student's work. What student code throws on the way becomes a finding by itself. */
  probe: Probe;
}
