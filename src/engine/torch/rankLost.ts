import { FailureError } from '../../protocol/failure';

/** A process cannot go on because of another one of its training: that one tells the reason. */
export class RankLost extends FailureError {}
