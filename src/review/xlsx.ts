import writeXlsxFile, { type SheetData } from 'write-excel-file/node';
import { harmlessText, type Cell } from './csv';

const widest = 60;

/** Rows as a workbook of one sheet, the first row and column fixed in sight: numbers are numbers, and no text is a formula. @param name of the sheet */
export async function xlsxBytes(rows: readonly (readonly Cell[])[], name: string): Promise<Buffer> {
  const data: SheetData = rows.map((row, index) =>
    row.map((cell) =>
      typeof cell === 'number'
        ? { type: Number, value: cell }
        : {
            type: String,
            value: harmlessText(cell),
            ...(index === 0 ? { fontWeight: 'bold' as const } : {}),
          },
    ),
  );
  const [head = []] = rows;
  const columns = head.map((_, column) => ({
    width: Math.min(widest, Math.max(...rows.map((row) => widthOf(row[column])))) + 2,
  }));
  return writeXlsxFile(data, { sheet: name, columns, stickyRowsCount: 1, stickyColumnsCount: 1 }).toBuffer();
}

const widthOf = (cell: Cell | undefined): number =>
  Math.max(
    ...String(cell ?? '')
      .split('\n')
      .map((line) => line.length),
  );
