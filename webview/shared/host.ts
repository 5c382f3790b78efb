import type * as z from 'zod';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The webview's side of the line to the extension: typed both ways, what comes in is checked. */
export class Host<Incoming, Outgoing, State> {
  private readonly api = acquireVsCodeApi();

  constructor(
    private readonly incoming: z.ZodType<Incoming>,
    private readonly state: z.ZodType<State>,
  ) {}

  send(message: Outgoing): void {
    this.api.postMessage(message);
  }

  onMessage(listener: (message: Incoming) => void): void {
    window.addEventListener('message', (event: MessageEvent<unknown>) => {
      const parsed = this.incoming.safeParse(event.data);
      if (parsed.success) listener(parsed.data);
    });
  }

  /** What the panel kept before it was hidden or reloaded; undefined when there is nothing, or nothing readable. */
  restore(): State | undefined {
    const kept = this.state.safeParse(this.api.getState());
    return kept.success ? kept.data : undefined;
  }

  keep(state: State): void {
    this.api.setState(state);
  }
}
