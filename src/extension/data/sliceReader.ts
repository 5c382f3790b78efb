import { dirname } from 'node:path';
import type * as vscode from 'vscode';
import { findNode, startWorker, type WorkerClient } from '../../launch';
import type { AnswerOf, QuestionName, QuestionOf } from '../../protocol/jobs';
import { classify } from '../kit/errors';
import { settingsFor } from '../kit/settings';
import { programWith, type WorkerProgram } from '../kit/workerProgram';

export interface ReaderServices {
  /** The worker that reads data. */
  worker: WorkerProgram;
  /** Takes its output. */
  logFile: string;
  log: vscode.LogOutputChannel;
}

/** Reads slices of one data set, in a worker that is there from the first question on until this is closed. */
export class SliceReader {
  private client: Promise<WorkerClient> | undefined;

  constructor(
    private readonly services: ReaderServices,
    private readonly data: string,
  ) {}

  /** @throws WorkerError when the worker cannot be started, or has no answer */
  async ask<Name extends QuestionName>(name: Name, question: QuestionOf<Name>): Promise<AnswerOf<Name>> {
    return (await this.ready()).ask(name, question);
  }

  /** Lets the worker go, which ends with its last client. */
  close(): void {
    this.client?.then(
      (client) => client.dispose(),
      () => undefined, // Whoever has asked for it knows.
    );
    this.client = undefined;
  }

  private async ready(): Promise<WorkerClient> {
    const client = (this.client ??= this.start());
    try {
      const ready = await client;
      ready.onClose(() => this.forget(client));
      return ready;
    } catch (error) {
      this.forget(client);
      throw error;
    }
  }

  private forget(client: Promise<WorkerClient>): void {
    if (this.client === client) this.client = undefined;
  }

  private async start(): Promise<WorkerClient> {
    const { worker, logFile, log } = this.services;
    const node = await findNode({ configured: settingsFor().nodePath });
    const client = await startWorker({ ...programWith(worker, node), logFile, cwd: dirname(this.data) });
    client.start('browse', { data: this.data }).catch((error: unknown) => {
      if (classify(error).kind !== 'cancelled') log.warn(String(error));
    });
    return client;
  }
}
