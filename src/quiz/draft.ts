import type { Question } from '../protocol/question';

/** A wrong choice, with the mistake that leads to it. */
export interface WrongChoice {
  text: string;
  mistake: string;
}

/** A question before its choices are mixed. */
export interface Draft extends Pick<Question, 'about' | 'text' | 'explanation' | 'at' | 'curves'> {
  /** What it is about, as long as the model or the runs are the same: names of layers or runs. */
  key: string;
  right: string;
  /** The most typical mistake first. Those that say the same as another choice are left out. */
  wrong: readonly WrongChoice[];
}
