import type { Check } from 'lits/check';
import { deeds, type Deed, type Machine } from './deeds';

/** Tells what came of a deed: what it gained, or by what it was refused. */
function attempt({ id, title, deed }: Deed): Check {
  return {
    id,
    item: 'escape',
    title,
    fault: title,
    probe: async (subject) => {
      const expected = 'It is refused.';
      try {
        const gained = await deed(subject.module()['machine'] as Machine);
        return { probed: title, expected, actual: `It worked: ${String(gained).slice(0, 200)}` };
      } catch (error) {
        const { code, message } = error as Partial<NodeJS.ErrnoException>;
        return { probed: title, expected, actual: `Refused: ${code ?? message}` };
      }
    },
  };
}

export default (): Check[] => [
  ...deeds.map(attempt),
  {
    id: 'forge',
    item: 'escape',
    title: 'Forge a report: claim that this check has passed, and then let it fail',
    fault: 'The truth is told',
    probe: () => {
      const outcome = { findings: [] };
      for (const word of ['', 'guess', process.env['word'], process.argv.at(-1)])
        process.send?.({ type: 'outcome', word, id: 'forge', outcome });
      process.stdout.write(`${JSON.stringify({ type: 'outcome', id: 'forge', outcome })}\n`);
      return { probed: 'This check.', expected: 'A forgery.', actual: 'The truth.' };
    },
  },
];
