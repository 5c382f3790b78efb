import { constants, deflateSync } from 'node:zlib';
import { crc32 } from '../../files/crc32';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const end = chunk('IEND', Buffer.alloc(0));

/** The filter of a row that holds the difference of each pixel to the one before. */
const difference = 1;
/** Of slices, this takes a quarter of the time of sharp's quickest PNG, and the files are smaller: docs/performance.md. */
const compression = { level: 3, strategy: constants.Z_RLE };

/** Encodes square grey pictures of one size. Source of the format: w3.org/TR/png. */
export class GreyPng {
  private readonly header: Buffer;
  private readonly rows: Uint8Array;

  constructor(private readonly side: number) {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(side, 0);
    header.writeUInt32BE(side, 4);
    // Bits of a pixel; the rest says that there is but grey, row after row.
    header[8] = 8;
    this.header = chunk('IHDR', header);
    this.rows = new Uint8Array(side * (side + 1));
  }

  /** @param pixels row by row */
  encode(pixels: Uint8Array): Buffer {
    const { header, rows, side } = this;
    for (let row = 0, at = 0; row < pixels.length; row += side) {
      rows[at++] = difference;
      let before = 0;
      for (let i = row; i < row + side; i++) {
        const pixel = pixels[i];
        rows[at++] = pixel - before;
        before = pixel;
      }
    }
    return Buffer.concat([signature, header, chunk('IDAT', deflateSync(rows, compression)), end]);
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length), 0), 8 + data.length);
  return bytes;
}
