import type { ModelSummary } from '../../protocol/modelSummary';
import { escape } from '../kit/html';
import { layOut } from './graphLanes';

/** Every word of the page. */
export interface ModelTexts {
  title: string;
  summary: string;
  stated: string;
  found: string;
  missing: string;
  columns: readonly [layer: string, shape: string, parameters: string, field: string, name: string];
  graph: string;
  wholePicture: string;
  unknown: string;
}

/** A shape that a task states, and whether a layer has it as its output. */
export interface StatedShape {
  title: string;
  shape: readonly number[];
}

export interface ModelPageParts {
  summary: ModelSummary;
  stated: readonly StatedShape[];
  texts: ModelTexts;
  language: string;
  cspSource: string;
  styles: string;
}

const rowHeight = 26;
const laneWidth = 9;
const margin = 10;

/** The page that shows a model: a drawing of its graph beside the table of its layers. No script runs in it. */
export function modelPage({ summary, stated, texts, language, cspSource, styles }: ModelPageParts): string {
  const number = (value: number) => value.toLocaleString(language);
  const field = (value: ModelSummary['layers'][number]['receptiveField']) => {
    if (value === 'whole-picture') return texts.wholePicture;
    return value === 'unknown' ? texts.unknown : number(value);
  };
  const rows = summary.layers.map(
    ({ kind, name, shape, parameters, receptiveField }) =>
      `<tr><td>${escape(kind)}</td><td>${shapeText(shape)}</td>` +
      `<td class="number">${number(parameters)}</td><td class="number">${escape(field(receptiveField))}</td><td class="name">${escape(name)}</td></tr>`,
  );
  const heads = texts.columns.map(
    (text, column) =>
      `<th scope="col"${column === 2 || column === 3 ? ' class="number"' : ''}>${escape(text)}</th>`,
  );
  return `<!DOCTYPE html>
<html lang="${escape(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${escape(cspSource)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escape(styles)}">
<title>${escape(texts.title)}</title>
</head>
<body>
<h1>${escape(texts.title)}</h1>
<p>${escape(texts.summary)}</p>
${statedSection(summary, stated, texts)}
<div class="model">
${drawing(summary, texts.graph)}
<table><thead><tr>${heads.join('')}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table>
</div>
</body>
</html>
`;
}

/** The stated shapes in their order: each is to be found after the one before. */
function statedSection({ layers }: ModelSummary, stated: readonly StatedShape[], texts: ModelTexts): string {
  if (stated.length === 0) return '';
  let from = 0;
  const items = stated.map(({ title, shape }) => {
    const place = layers.findIndex((layer, index) => index >= from && layer.shape.join() === shape.join());
    if (place >= 0) from = place;
    const [mark, word] = place >= 0 ? ['✓', texts.found] : ['✗', texts.missing];
    const layer = place >= 0 ? ` <span class="name">${escape(layers[place]?.name ?? '')}</span>` : '';
    return `<li class="${place >= 0 ? 'found' : 'missing'}"><span aria-hidden="true">${mark}</span> ${escape(title)}: ${shapeText(shape)} – ${escape(word)}${layer}</li>`;
  });
  return `<h2>${escape(texts.stated)}</h2>\n<ul>${items.join('')}</ul>`;
}

function drawing({ layers }: ModelSummary, label: string): string {
  const edges = layOut(layers);
  const lanes = Math.max(0, ...edges.map(({ lane }) => lane));
  const x = margin + lanes * laneWidth + margin;
  const y = (place: number) => (place + 1.5) * rowHeight;
  const paths = edges.map(({ from, to, lane }) => {
    if (lane === 0) return `<path class="edge" d="M ${x} ${y(from)} V ${y(to)}"/>`;
    const left = x - margin - lane * laneWidth;
    const [top, bottom] = [y(from), y(to)];
    return `<path class="skip" d="M ${x} ${top} C ${left} ${top}, ${left} ${top}, ${left} ${top + rowHeight / 2} V ${bottom - rowHeight / 2} C ${left} ${bottom}, ${left} ${bottom}, ${x} ${bottom}"/>`;
  });
  const nodes = layers.map(
    ({ name, parameters }, place) =>
      `<circle class="${parameters > 0 ? 'weights' : 'plain'}" cx="${x}" cy="${y(place)}" r="4"><title>${escape(name)}</title></circle>`,
  );
  const [width, height] = [x + margin, (layers.length + 1) * rowHeight];
  return `<svg role="img" aria-label="${escape(label)}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${paths.join('')}${nodes.join('')}</svg>`;
}

function shapeText(shape: readonly (number | null)[]): string {
  return shape.map((side) => side ?? '?').join(' × ');
}
