/** What every page has in common; colours of both themes pass WCAG AA on their backgrounds. */
export const pageStyles =
  // no text: a style sheet
  `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --text: #1c2330; --quiet: #5a6475; --rule: #dfe3ea;
  --train: #2563c9; --val: #b45309; --right: #15803d; --wrong: #be123c; --cell: 37 99 201;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #11151c; --card: #191f29; --text: #e5e9f0; --quiet: #9aa5b8; --rule: #2c3543;
    --train: #78a9ff; --val: #f0a35e; --right: #5cc98a; --wrong: #ff7a93; --cell: 120 169 255;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 16px/1.55 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
}
main { max-width: 1120px; margin: 0 auto; padding: 48px 24px 64px; }
h1 { font-size: 32px; line-height: 1.2; margin: 0 0 12px; letter-spacing: -0.01em; }
h2 { font-size: 20px; margin: 48px 0 12px; }
p { margin: 0 0 16px; max-width: 76ch; }
.quiet, figcaption, caption { color: var(--quiet); font-size: 14px; }
.eyebrow { color: var(--train); font-weight: 600; font-size: 14px; margin: 0 0 8px; }
.card { background: var(--card); border: 1px solid var(--rule); border-radius: 12px; padding: 18px 20px; margin: 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-bottom: 10px; }
th, td { padding: 8px 10px; text-align: right; border-bottom: 1px solid var(--rule); white-space: nowrap; }
thead th { color: var(--quiet); font-weight: 500; font-size: 14px; }
th:first-child { text-align: left; }
tbody th { font-weight: 600; }
tbody tr:last-child > * { border-bottom: 0; }
details { margin-top: 16px; }
summary { cursor: pointer; color: var(--quiet); }
`;

/** The style sheet of the report. */
export const reportStyles =
  // no text: a style sheet
  `
.tiles, .charts, .pair, .samples { display: grid; gap: 16px; }
.tiles { grid-template-columns: repeat(auto-fit, minmax(220px, 1fr)); margin-top: 28px; }
.charts { grid-template-columns: repeat(auto-fit, minmax(min(440px, 100%), 1fr)); }
.pair { grid-template-columns: repeat(auto-fit, minmax(min(440px, 100%), 1fr)); align-items: start; }
.samples { grid-template-columns: repeat(auto-fill, minmax(160px, 1fr)); }
.tile dt { color: var(--quiet); font-size: 14px; }
.tile dd { margin: 0; }
.tile .value { font-size: 30px; font-weight: 650; line-height: 1.25; font-variant-numeric: tabular-nums; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--text); font-size: 13px; }
svg .title { font-weight: 600; font-size: 15px; }
svg .tick { fill: var(--quiet); font-variant-numeric: tabular-nums; }
svg .grid { stroke: var(--rule); }
svg .axis { stroke: var(--quiet); }
svg path { fill: none; stroke-linejoin: round; stroke-linecap: round; }
svg .train { stroke: var(--train); }
svg .val { stroke: var(--val); }
svg .line { stroke-width: 2.25; }
svg .line.val { stroke-dasharray: 6 5; }
svg .raw { stroke-width: 1; opacity: 0.3; }
svg .dot { fill: var(--val); stroke: var(--card); stroke-width: 1.5; }
table.confusion td { text-align: center; border: 3px solid var(--card); border-radius: 10px; padding: 12px 8px; width: 24%; }
table.confusion thead th { text-align: center; }
table.confusion tbody th { border: 0; }
table.confusion b { display: block; font-size: 20px; }
table.confusion td.hit { outline: 2px solid var(--right); outline-offset: -5px; border-radius: 10px; }
.sample { padding: 0; overflow: hidden; }
.sample img { display: block; width: 100%; aspect-ratio: 1; background: #000; }
.sample figcaption { padding: 10px 12px 12px; color: var(--text); line-height: 1.4; }
.verdict { font-weight: 600; display: block; }
.verdict.right { color: var(--right); }
.verdict.wrong { color: var(--wrong); }
.bars { list-style: none; margin: 8px 0 6px; padding: 0; font-size: 12.5px; font-variant-numeric: tabular-nums; }
.bars li { display: grid; grid-template-columns: 52px 1fr 40px; gap: 6px; align-items: center; white-space: nowrap; }
.bars li.truth { font-weight: 650; }
.bars meter-bar { display: block; height: 7px; border-radius: 4px; background: var(--rule); overflow: hidden; }
.bars meter-bar i { display: block; height: 100%; background: var(--train); }
.bars span:last-child { text-align: right; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 6px 24px; margin: 0; }
.facts dt { color: var(--quiet); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 560px) { .facts { grid-template-columns: 1fr; } .facts dd { margin-bottom: 8px; } h1 { font-size: 26px; } }
`;
