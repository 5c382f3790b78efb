import { exists } from '../files/exists';
import { pointFile } from './layout';

/** Whether a run has kept where it stands, and so can be resumed once it does not train any more. */
export const isResumable = (runDir: string): Promise<boolean> => exists(pointFile(runDir));
