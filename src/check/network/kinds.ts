import { t } from '../../words';
import type { OpKind } from './network';

/** What operations of a kind are called. */
export function nameOfKind(kind: OpKind): string {
  const names: Readonly<Record<OpKind, string>> = {
    input: t('input'),
    convolution: t('convolution'),
    'depthwise-convolution': t('depthwise convolution'),
    normalization: t('normalization'),
    'other-normalization': t('other normalization'),
    bias: t('bias'),
    scale: t('scale'),
    relu: t('relu'),
    'other-activation': t('other activation'),
    addition: t('addition'),
    'max-pool': t('max pool'),
    'average-pool': t('average pool'),
    'global-average': t('global average'),
    dense: t('dense'),
    softmax: t('softmax'),
    padding: t('padding'),
    other: t('other'),
  };
  return names[kind];
}
