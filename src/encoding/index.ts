export { anyEncoding } from './anyEncoding';
export { decodeText, type DecodedText } from './decodeText';
