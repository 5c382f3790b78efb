import { FailureError } from '../../protocol/failure';

/** Makes the sample data set. */
export function prepare(): Promise<never> {
  return Promise.reject(new FailureError({ what: 'This build has no sample data set yet.' }));
}
