import { html, nothing, type TemplateResult } from 'lit';
import type { ClaimedFigures } from '../../src/panels/review';
import { percent, t } from '../../src/words';
import { icon } from './parts';

/** Whether an evaluation that was handed in is what its weights predict. */
export function claimMark(claim: ClaimedFigures | undefined): TemplateResult | typeof nothing {
  if (!claim) return nothing;
  const { state, measured, predicted, why } = claim;
  if (state === 'confirmed' && measured !== undefined)
    return mark('verified', t('confirmed'), t('Its weights, measured anew, have {0}.', percent(measured)));
  if (state === 'unverified')
    return mark('unverified', t('unverified'), why ?? t('Its weights were not measured anew.'));
  const actual = measured ?? predicted;
  if (actual === undefined) return nothing;
  const text =
    measured === undefined
      ? t('The predictions in it have {0}.', percent(actual))
      : t('Its weights, measured anew, have {0}.', percent(actual));
  return mark('warning', percent(actual), text);
}

const mark = (sign: string, text: string, title: string): TemplateResult =>
  html`<span class="claim" title=${title}>${icon(sign)} ${text}<span class="unseen">: ${title}</span></span>`;
