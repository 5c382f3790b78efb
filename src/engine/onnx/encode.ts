import { Writer } from 'protobufjs/minimal.js';
import { version } from '../../../package.json';
import { onnxType, type Attribute, type Model, type Node, type Tensor, type ValueInfo } from './schema';

const irVersion = 9;
const opsets = [
  { domain: '', version: 18 },
  { domain: 'com.microsoft', version: 1 },
  { domain: 'com.microsoft.nchwc', version: 1 },
];

const varint = 0;
const lengthDelimited = 2;
const fixed32 = 5;

const field = (number: number, wireType: number) => (number << 3) | wireType;

function attribute(writer: Writer, name: string, value: Attribute): void {
  writer.uint32(field(1, lengthDelimited)).string(name);
  const type = { float: 1, int: 2, string: 3, graph: 5, ints: 7 };
  if (typeof value === 'number') {
    writer.uint32(field(3, varint)).int64(value);
    writer.uint32(field(20, varint)).int32(type.int);
  } else if (typeof value === 'string') {
    writer.uint32(field(4, lengthDelimited)).string(value);
    writer.uint32(field(20, varint)).int32(type.string);
  } else if ('float' in value) {
    writer.uint32(field(2, fixed32)).float(value.float);
    writer.uint32(field(20, varint)).int32(type.float);
  } else if ('graph' in value) {
    each(writer, 6, [value.graph], graph);
    writer.uint32(field(20, varint)).int32(type.graph);
  } else {
    for (const item of value) writer.uint32(field(8, varint)).int64(item);
    writer.uint32(field(20, varint)).int32(type.ints);
  }
}

function node(writer: Writer, { op, inputs, outputs, attributes, domain, name }: Node): void {
  for (const input of inputs) writer.uint32(field(1, lengthDelimited)).string(input);
  for (const output of outputs) writer.uint32(field(2, lengthDelimited)).string(output);
  writer.uint32(field(3, lengthDelimited)).string(name);
  writer.uint32(field(4, lengthDelimited)).string(op);
  for (const [key, value] of Object.entries(attributes)) {
    writer.uint32(field(5, lengthDelimited)).fork();
    attribute(writer, key, value);
    writer.ldelim();
  }
  if (domain) writer.uint32(field(7, lengthDelimited)).string(domain);
}

function tensor(writer: Writer, { name, type, dims, bytes }: Tensor): void {
  for (const dim of dims) writer.uint32(field(1, varint)).int64(dim);
  writer.uint32(field(2, varint)).int32(onnxType[type]);
  writer.uint32(field(8, lengthDelimited)).string(name);
  writer.uint32(field(9, lengthDelimited)).bytes(bytes);
}

function valueInfo(writer: Writer, { name, type, dims }: ValueInfo): void {
  writer.uint32(field(1, lengthDelimited)).string(name);
  if (!type) return;
  writer.uint32(field(2, lengthDelimited)).fork(); // TypeProto
  writer.uint32(field(1, lengthDelimited)).fork(); // TypeProto.Tensor
  writer.uint32(field(1, varint)).int32(onnxType[type]);
  if (dims) {
    writer.uint32(field(2, lengthDelimited)).fork(); // TensorShapeProto
    for (const dim of dims) {
      writer.uint32(field(1, lengthDelimited)).fork();
      if (typeof dim === 'number') writer.uint32(field(1, varint)).int64(dim);
      else writer.uint32(field(2, lengthDelimited)).string(dim);
      writer.ldelim();
    }
    writer.ldelim();
  }
  writer.ldelim().ldelim();
}

function each<T>(
  writer: Writer,
  number: number,
  items: readonly T[],
  write: (writer: Writer, item: T) => void,
): void {
  for (const item of items) {
    writer.uint32(field(number, lengthDelimited)).fork();
    write(writer, item);
    writer.ldelim();
  }
}

function graph(writer: Writer, { nodes, initializers, inputs, outputs }: Model): void {
  each(writer, 1, nodes, node);
  writer.uint32(field(2, lengthDelimited)).string('graph');
  each(writer, 5, initializers, tensor);
  each(writer, 11, inputs, valueInfo);
  each(writer, 12, outputs, valueInfo);
}

/** A description inside the file, for people who open it. */
interface Colophon {
  description: string;
  facts?: Readonly<Record<string, string>> | undefined;
}

/** Serializes a graph as an ONNX `ModelProto`; with a colophon, as one for other tools. */
export function encodeModel(main: Model, colophon?: Colophon): Uint8Array<ArrayBuffer> {
  const writer = Writer.create();
  writer.uint32(field(1, varint)).int64(irVersion);
  if (colophon) {
    writer.uint32(field(2, lengthDelimited)).string('LiTS Lab'); // producer_name; no text: a name
    writer.uint32(field(3, lengthDelimited)).string(version); // producer_version
    writer.uint32(field(6, lengthDelimited)).string(colophon.description); // doc_string
  }
  each(writer, 7, [main], graph);
  each(writer, 8, colophon ? opsets.slice(0, 1) : opsets, (writer, { domain, version }) => {
    writer.uint32(field(1, lengthDelimited)).string(domain);
    writer.uint32(field(2, varint)).int64(version);
  });
  each(writer, 14, Object.entries(colophon?.facts ?? {}), (writer, [name, fact]) => {
    writer.uint32(field(1, lengthDelimited)).string(name);
    writer.uint32(field(2, lengthDelimited)).string(fact);
  });
  return writer.finish() as Uint8Array<ArrayBuffer>;
}
