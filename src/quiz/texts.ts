import type { LayerSummary, LayerWindow } from '../protocol/modelSummary';
import { number, t } from '../words';

/** A shape as it is said: 64 × 64 × 32. */
export const shapeText = (shape: readonly number[]): string => shape.map((side) => number(side)).join(' × ');

/** What a layer is, as far as its own line of code says it; its shapes are asked for. */
export function layerText({ name, kind, window, shape, at }: LayerSummary): string {
  const filters = shape.at(-1);
  const parts = [
    window ? `${kind} ${shapeText(window.size)}` : kind,
    ...(window ? windowParts(window) : []),
    ...(kind === 'Conv2D' && filters ? [t('filters {0}', filters)] : []),
    ...(kind === 'Dense' && filters ? [t('units {0}', filters)] : []),
  ];
  const place = at ? ` (${t('line {0}', String(at.line))})` : '';
  return `${name}${place}: ${parts.join(', ')}`;
}

function windowParts({ stride, dilation, padding }: LayerWindow): string[] {
  const isDilated = dilation.some((step) => step > 1);
  return [
    t('stride {0}', pairText(stride)),
    t('padding {0}', padding),
    ...(isDilated ? [t('dilation {0}', pairText(dilation))] : []),
  ];
}

const pairText = ([rows, columns]: readonly number[]): string =>
  rows === columns ? String(rows) : `${rows}, ${columns}`;
