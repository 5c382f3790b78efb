import { expect, it } from 'vitest';
import { checkText } from '../../../src/cli/view/checkText';
import { junit } from '../../../src/cli/view/junit';
import type { CheckReport } from '../../../src/protocol/checkReport';

const report: CheckReport = {
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  exercise: { id: '9.1', title: 'Sums & more' },
  points: 0,
  max: 1,
  items: [
    {
      id: 'sum',
      title: 'Sum',
      file: 'sum.ts',
      points: 0,
      max: 1,
      tutorPoints: 0,
      status: 'fail',
      checks: [
        {
          id: 'sum',
          title: 'Adds <up>',
          status: 'fail',
          findings: [
            {
              probed: 'It was called.',
              expected: '7',
              actual: '"4"',
              hints: ['first', 'second'],
              at: { file: 'sum.ts', line: 2 },
            },
          ],
        },
        { id: 'more', title: 'More', status: 'skipped', reason: '"Adds <up>" comes first.', findings: [] },
      ],
    },
  ],
};

it('shows one hint at a time', () => {
  expect(checkText(report)).toContain('hint: first');
  expect(checkText(report)).not.toContain('second');
});

it('writes XML that holds what was found, escaped', () => {
  expect(junit(report)).toContain(
    '<testcase classname="Sum" name="Adds &lt;up&gt;"><failure message="&quot;4&quot;">',
  );
});

it('counts failures and skipped checks for CI', () => {
  expect(junit(report)).toContain('tests="2" failures="1" errors="0" skipped="1"');
});
