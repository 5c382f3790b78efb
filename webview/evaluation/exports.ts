import type { FromEvaluationView, Provenance } from '../../src/panels/evaluation';
import { csvOf } from './csv';
import { provenanceLine, type FigureExport, type FigureFormat } from './figure';
import { pngOf } from '../shared/png';
import { pictureOfPlot, pictureOfTable, svgFile } from './pictures';

/** The file of a figure, for the extension to save. @param element the figure as it is shown */
export async function exportFigure(
  { id, title, provenance, rows }: FigureExport,
  format: FigureFormat,
  element: Element,
): Promise<FromEvaluationView> {
  const name = `${fileName(provenance)}-${id}`;
  if (format === 'csv') return { type: 'export', name, format, text: csvOf(rows, provenance) };
  const parts = { title, source: provenanceLine(provenance) };
  const plot = element.querySelector<SVGSVGElement>('svg.plot');
  const table = element.querySelector('table');
  if (!plot && !table) throw new Error(`The figure ${id} holds nothing to draw.`);
  const picture = plot ? pictureOfPlot(plot, parts) : pictureOfTable(table as HTMLTableElement, parts);
  return format === 'svg'
    ? { type: 'export', name, format, text: svgFile(picture) }
    : { type: 'exportPicture', name, base64: await pngOf(svgFile(picture)) };
}

function fileName({ name, split, checkpoint }: Provenance): string {
  return `${name.replace(/[^\p{L}\p{N}_-]+/gu, '-')}-${split}-${checkpoint}`;
}

/** The page as it is shown, without its controls, and the theme's colours. */
export function pageParts(
  root: HTMLElement,
  provenance: Provenance,
): Omit<Extract<FromEvaluationView, { type: 'exportPage' }>, 'type'> {
  const copy = root.querySelector('main')?.cloneNode(true) as HTMLElement;
  for (const control of copy.querySelectorAll('.control')) control.remove();
  // Nothing can be chosen there; what scrolls still needs the keyboard.
  for (const chosen of copy.querySelectorAll('[role="grid"], [role="gridcell"]'))
    for (const name of ['role', 'tabindex', 'aria-selected']) chosen.removeAttribute(name);
  const style = document.documentElement.style;
  const variables = Object.fromEntries(
    Array.from(style)
      .filter((name) => name.startsWith('--vscode-'))
      .map((name) => [name, style.getPropertyValue(name)]),
  );
  return {
    name: fileName(provenance),
    title: `${provenance.name}: ${provenance.split}`,
    body: copy.outerHTML.replace(/<!--.*?-->/gs, ''),
    bodyClass: root.className,
    variables,
  };
}
