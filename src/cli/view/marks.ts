/** What stands before a check or an item, by how it ended. */
export const marks = {
  pass: '✓',
  'needs-tutor': '✓',
  fail: '✗',
  error: '✗',
  skipped: '-',
  'not-begun': '-',
} as const;
