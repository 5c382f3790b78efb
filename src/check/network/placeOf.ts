import type { Place } from '../../protocol/checkReport';
import type { Subject } from '../subject';
import type { Op } from './network';

/** Where the layer of an operation is made; without one, where the training is told its model. */
export function placeOf(subject: Subject, op: Op | undefined): Place | undefined {
  return (op?.layer && subject.placeOfLayer(op.layer)) || subject.placeOfSetting('model');
}
