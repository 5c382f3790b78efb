import { hasCode } from '../protocol/errorCode';

/** Whether an error says that there is no more space to write to: the disk is full, or the user's share of it. */
export const isFull = (error: unknown): boolean => hasCode(error, 'ENOSPC', 'EDQUOT');
