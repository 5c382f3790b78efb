import { describe, expect, it } from 'vitest';
import { readBundle, textsOfCode } from '../../../scripts/words.mjs';

const english = await readBundle('bundle.l10n.json');
const german = await readBundle('bundle.l10n.de.json');

const placeholders = (text: string) => [...new Set(text.match(/\{\d+\}/g))].sort();

describe('texts that people read', () => {
  it('are all in the English bundle, which holds no others (npm run l10n)', async () => {
    expect(Object.keys(english).sort()).toEqual(await textsOfCode());
  });

  it('are all in German', () => {
    expect(Object.keys(german).sort()).toEqual(Object.keys(english).sort());
  });

  it('have the same placeholders in German', () => {
    const different = Object.keys(english).filter(
      (text) => placeholders(german[text] ?? '').join() !== placeholders(text).join(),
    );
    expect(different).toEqual([]);
  });

  it('use one German word for one thing', () => {
    // Another word that came up for it, and the one that the course uses.
    const others: [RegExp, string][] = [
      [/Optimierer/, 'Optimizer'],
      [/Initialisierer/, 'Initializer'],
      [/Regularisierer/, 'Regularizer'],
      [/\bStrafen?\b/, 'Strafterm'],
      [/Merkmalskarte/, 'Feature-Map'],
      [/\bUnits\b/, 'Einheiten'],
      [/\bBiases\b/, 'Bias-Werte'],
      [/evaluier/i, 'auswerten'],
      [/\bScheibe/, 'Schnitt'],
      [/\bangewendet/, 'angewandt'],
      [/\bnicht in einer Aufgabe\b|in einer Aufgabe nicht/, 'Übung'],
    ];
    const found = Object.values(german).flatMap((text) =>
      others.flatMap(([other, word]) => (other.test(text) ? [`${word}: ${text}`] : [])),
    );
    expect(found).toEqual([]);
  });
});
