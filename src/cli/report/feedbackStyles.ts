/** The style sheet of a feedback page, beside `pageStyles`. */
export const feedbackStyles =
  // no text: a style sheet
  `
main { max-width: 860px; }
.total { font-size: 20px; margin: 24px 0 16px; }
.total strong { font-size: 40px; line-height: 1.1; font-variant-numeric: tabular-nums; }
.open { border-left: 3px solid var(--val); padding-left: 12px; }
.delay { margin: 14px 10px 0; color: var(--quiet); }
h2 .quiet, .points { font-weight: 400; margin-left: 10px; }
.task { margin-top: 14px; }
.task h3 { font-size: 17px; margin: 0 0 4px; display: flex; justify-content: space-between; gap: 12px; }
.points { color: var(--quiet); white-space: nowrap; font-variant-numeric: tabular-nums; }
.task > p { margin: 0 0 10px; max-width: none; }
.task > :last-child { margin-bottom: 0; }
code { font: 0.9em ui-monospace, "Cascadia Mono", Menlo, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.rubric span { display: inline-block; min-width: 52px; color: var(--quiet); font-variant-numeric: tabular-nums; }
.override { font-weight: 600; }
.comment { border-left: 3px solid var(--quiet); padding-left: 12px; }
.comment span, .finding dd { white-space: pre-line; overflow-wrap: anywhere; }
.comment.essential { border-color: var(--wrong); }
.comment.essential b { color: var(--wrong); }
.comment.actionable { border-color: var(--val); }
.comment.actionable b { color: var(--val); }
.comment.informative { border-color: var(--train); }
.comment.informative b { color: var(--train); }
.comment.celebratory { border-color: var(--right); }
.comment.celebratory b { color: var(--right); }
.finding { border-top: 1px solid var(--rule); padding-top: 12px; margin-top: 12px; }
.finding h4 { font-size: 15px; margin: 0 0 6px; }
.finding dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 0 0 6px; font-size: 15px; }
.finding dt { color: var(--quiet); }
.finding dd { margin: 0; }
.finding p { margin: 0 0 6px; }
.finding details { margin-top: 4px; }
.finding ol { margin: 6px 0 0; padding-left: 22px; }
`;
