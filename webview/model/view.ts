import { html, nothing, svg, type TemplateResult } from 'lit';
import type { ModelSummary, StatedShape } from '../../src/panels/model';
import { number, t } from '../../src/words';
import { layOut } from './graphLanes';

type Layer = ModelSummary['layers'][number];

const rowHeight = 26;
const laneWidth = 9;
const margin = 10;

/**
 * What a model is made of: a drawing of its graph beside the table of its layers.
 * @param shown name of the layer that is to be seen
 */
export function page(
  title: string,
  summary: ModelSummary,
  stated: readonly StatedShape[],
  shown?: string,
): TemplateResult {
  const { layers, parameters, trainable } = summary;
  return html`<main>
    <h1>${title}</h1>
    <p>
      ${t('{0} layers, {1} parameters, of which training changes {2}.', layers.length, parameters, trainable)}
    </p>
    ${statedSection(layers, stated)}
    <div class="model" tabindex="0" role="group" aria-label=${t('Layers')}>
      ${drawing(layers)} ${table(layers, shown)}
    </div>
  </main>`;
}

function table(layers: readonly Layer[], shown: string | undefined): TemplateResult {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${t('Layer')}</th>
        <th scope="col">${t('Output')}</th>
        <th scope="col" class="number">${t('Parameters')}</th>
        <th scope="col" class="number">${t('Receptive field')}</th>
        <th scope="col">${t('Name')}</th>
      </tr>
    </thead>
    <tbody>
      ${layers.map(
        ({ kind, name, shape, parameters, receptiveField }) =>
          html`<tr aria-current=${name === shown ? 'true' : nothing}>
            <td>${kind}</td>
            <td>${shapeText(shape)}</td>
            <td class="number">${number(parameters)}</td>
            <td class="number">${fieldText(receptiveField)}</td>
            <td class="name">${name}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function fieldText(field: Layer['receptiveField']): string {
  if (field === 'whole-picture') return t('whole picture');
  return field === 'unknown' ? t('unknown') : number(field);
}

/** The stated shapes in their order: each is to be found after the one before. */
function statedSection(
  layers: readonly Layer[],
  stated: readonly StatedShape[],
): TemplateResult | typeof nothing {
  if (stated.length === 0) return nothing;
  let from = 0;
  const items = stated.map(({ title, shape }) => {
    const place = layers.findIndex((layer, index) => index >= from && layer.shape.join() === shape.join());
    if (place >= 0) from = place;
    const found = layers[place];
    return html`<li class=${found ? 'found' : 'missing'}>
      <span aria-hidden="true">${found ? '✓' : '✗'}</span>
      ${title}: ${shapeText(shape)} – ${found ? t('found') : t('not found')}
      ${found ? html`<span class="name">${found.name}</span>` : nothing}
    </li>`;
  });
  return html`<h2>${t('Shapes that the task states')}</h2>
    <ul>
      ${items}
    </ul>`;
}

function drawing(layers: readonly Layer[]): TemplateResult {
  const edges = layOut(layers);
  const lanes = Math.max(0, ...edges.map(({ lane }) => lane));
  const x = margin + lanes * laneWidth + margin;
  const y = (place: number) => (place + 1.5) * rowHeight;
  const paths = edges.map(({ from, to, lane }) => {
    if (lane === 0) return svg`<path class="edge" d="M ${x} ${y(from)} V ${y(to)}"/>`;
    const left = x - margin - lane * laneWidth;
    const [top, bottom] = [y(from), y(to)];
    const way = `M ${x} ${top} C ${left} ${top}, ${left} ${top}, ${left} ${top + rowHeight / 2} V ${bottom - rowHeight / 2} C ${left} ${bottom}, ${left} ${bottom}, ${x} ${bottom}`;
    return svg`<path class="skip" d=${way}/>`;
  });
  const nodes = layers.map(
    ({ name, parameters }, place) =>
      svg`<circle class=${parameters > 0 ? 'weights' : 'plain'} cx=${x} cy=${y(place)} r="4"><title>${name}</title></circle>`,
  );
  const [width, height] = [x + margin, (layers.length + 1) * rowHeight];
  return html`<svg
    role="img"
    aria-label=${t('The layers as a graph: lines beside the column are connections that skip layers')}
    width=${width}
    height=${height}
    viewBox="0 0 ${width} ${height}"
  >
    ${paths}${nodes}
  </svg>`;
}

function shapeText(shape: readonly (number | null)[]): string {
  return shape.map((side) => side ?? '?').join(' × ');
}
