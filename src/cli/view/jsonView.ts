import type { JobEvent } from '../../protocol/events';
import type { Failure } from '../../protocol/run';
import { show, type TextSink } from '../io';
import type { View } from './view';

/**
 * JSON on standard output. Long work prints one event a line as the worker sends it (`protocol/events.ts`), then
 * `{"type":"result","ok":true,…}` or `{"type":"result","ok":false,"failure":…}`; short work prints that last object alone.
 */
export class JsonView implements View {
  constructor(
    private readonly out: TextSink,
    private readonly events: boolean,
  ) {}

  event(event: JobEvent): void {
    if (this.events) this.print(event);
  }

  note(): void {
    // Remarks are for people.
  }

  result(value: object): void {
    this.print({ type: 'result', ok: true, ...value });
  }

  failure(failure: Failure): void {
    this.print({ type: 'result', ok: false, failure });
  }

  private print(value: object): void {
    show(this.out, `${JSON.stringify(value)}\n`);
  }
}
