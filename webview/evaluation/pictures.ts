/** Figures as SVG files that need nothing else: every look is written into the elements. */

const namespace = 'http://www.w3.org/2000/svg';

/** What an SVG file must be told, as a page's style sheet is not there. */
const looks = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-opacity',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
] as const;

export interface PictureTexts {
  title: string;
  /** What the figure was measured on. */
  source: string;
}

const margin = 16;
const lineHeight = 20;
const sourceSize = 11;
/** Average width of a character, as a part of the font's size. */
const characterWidth = 0.56;

interface Drawing {
  width: number;
  height: number;
  content: readonly SVGElement[];
}

/** The plot of a figure as it looks now, with title, background and source. */
export function pictureOfPlot(plot: SVGSVGElement, texts: PictureTexts): SVGSVGElement {
  const copy = plot.cloneNode(true) as SVGSVGElement;
  writeLooks(plot, copy);
  const [, , width = 0, height = 0] = (plot.getAttribute('viewBox') ?? '').split(' ').map(Number);
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  return framed({ width, height, content: [copy] }, texts);
}

function writeLooks(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  for (const look of looks) to.setAttribute(look, style.getPropertyValue(look));
  to.removeAttribute('class');
  Array.from(from.children).forEach((child, index) => writeLooks(child, to.children[index]));
}

/** A table as it reads, drawn as text in columns; shaded cells keep their shade. */
export function pictureOfTable(table: HTMLTableElement, texts: PictureTexts): SVGSVGElement {
  const size = 13;
  const rows = Array.from(table.rows, (row) => Array.from(row.cells));
  const widths: number[] = [];
  for (const row of rows)
    eachCell(row, (cell, column) => {
      if (cell.colSpan > 1) return;
      widths[column] = Math.max(widths[column] ?? 0, widthOf(textOf(cell), size) + 20);
    });
  const left = widths.map((_, column) => widths.slice(0, column).reduce((sum, width) => sum + width, 0));
  const height = 26;
  const content = rows.flatMap((row, line) => {
    const drawn: SVGElement[] = [];
    eachCell(row, (cell, column) => {
      const style = getComputedStyle(cell);
      const width = widths.slice(column, column + cell.colSpan).reduce((sum, value) => sum + value, 0);
      const background = element('rect', {
        x: left[column],
        y: line * height,
        width,
        height,
        fill: style.backgroundColor,
        stroke: style.borderTopColor,
        'stroke-width': 0.5,
      });
      const isFirst = column === 0;
      const text = element('text', {
        x: isFirst ? left[0] + 8 : left[column] + width - 10,
        y: line * height + 18,
        'text-anchor': isFirst ? 'start' : 'end',
        'font-size': size,
        'font-family': style.fontFamily,
        fill: style.color,
      });
      text.textContent = textOf(cell);
      drawn.push(background, text);
    });
    return drawn;
  });
  const width = widths.reduce((sum, value) => sum + value, 0);
  return framed({ width, height: rows.length * height, content }, texts);
}

function eachCell(
  row: readonly HTMLTableCellElement[],
  action: (cell: HTMLTableCellElement, column: number) => void,
): void {
  let column = 0;
  for (const cell of row) {
    action(cell, column);
    column += cell.colSpan;
  }
}

/** What a cell says, without the help beneath it and what is only read aloud. */
function textOf(cell: Element): string {
  const parts = Array.from(cell.childNodes).filter(
    (node) =>
      node.nodeType !== Node.COMMENT_NODE && !(node instanceof Element && node.matches('.help, .unseen')),
  );
  return parts
    .map((node) => node.textContent?.replace(/\s+/g, ' ').trim() ?? '')
    .filter((text) => text !== '')
    .join('  ');
}

function widthOf(text: string, size: number): number {
  return text.length * size * characterWidth;
}

/** Title above, source beneath, the editor's background behind. */
function framed({ width, height, content }: Drawing, { title, source }: PictureTexts): SVGSVGElement {
  const page = getComputedStyle(document.body);
  const lines = wrapped(source, Math.max(width, 320));
  const outer = {
    width: Math.max(width, 320) + 2 * margin,
    height: height + 2 * margin + lineHeight * 1.5 + lines.length * 16 + 8,
  };
  const picture = element('svg', {
    xmlns: namespace,
    viewBox: `0 0 ${outer.width} ${outer.height}`,
    ...outer,
  });
  const text = (value: string, y: number, size: number, weight: string) => {
    const drawn = element('text', {
      x: margin,
      y,
      'font-size': size,
      'font-weight': weight,
      'font-family': page.fontFamily,
      fill: page.color,
    });
    drawn.textContent = value;
    return drawn;
  };
  const top = margin + lineHeight * 1.5;
  const group = element('g', { transform: `translate(${margin} ${top})` });
  group.append(...content);
  picture.append(
    element('rect', { ...outer, fill: page.backgroundColor }),
    text(title, margin + 14, 15, '600'),
    group,
    ...lines.map((line, index) => text(line, top + height + 20 + index * 16, sourceSize, '400')),
  );
  return picture as SVGSVGElement;
}

/** Lines that fit, broken between the facts. */
function wrapped(source: string, width: number): string[] {
  const lines: string[] = [];
  for (const fact of source.split(' · ')) {
    const longer = lines.length > 0 ? `${lines[lines.length - 1]} · ${fact}` : fact;
    if (lines.length > 0 && widthOf(longer, sourceSize) <= width) lines[lines.length - 1] = longer;
    else lines.push(fact);
  }
  return lines;
}

function element(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const created = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) created.setAttribute(key, String(value));
  return created;
}

/** The file of an SVG picture. */
export function svgFile(picture: SVGSVGElement): string {
  return new XMLSerializer().serializeToString(picture);
}
