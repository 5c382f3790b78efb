import type { JobEvent } from '../../protocol/events';
import type { Failure } from '../../protocol/run';

/** Where a command says what it does: text for people or JSON for programs. */
export interface View {
  /** An event of the worker. */
  event(event: JobEvent): void;
  /** A remark for people. */
  note(text: string): void;
  /** The end of a command that worked: `value` for programs, `text` for people. */
  result(value: object, text: string): void;
  /** The end of a command that did not. */
  failure(failure: Failure): void;
}
