import { devices } from '../devices';
import { Session } from '../runtime';
import { encodeModel } from './encode';
import type { Model, Node, OnnxType, Tensor } from './schema';

/**
 * Computes whatever depends on initializers alone, and writes the results in its place: transposed filters, the factors
 * of a batch norm. A result is named after the first of the initializers it comes from.
 */
export function foldConstants(model: Model): Model {
  const origins = new Map(model.initializers.map(({ name }) => [name, name]));
  const constant: Node[] = [];
  const computed: Node[] = [];
  for (const node of model.nodes) {
    const read = node.inputs.filter((input) => input !== '');
    if (!read.every((input) => origins.has(input))) {
      computed.push(node);
      continue;
    }
    constant.push(node);
    for (const output of node.outputs) origins.set(output, origins.get(read[0])!);
  }
  const made = new Set(constant.flatMap(({ outputs }) => outputs));
  const wanted = new Set([
    ...computed.flatMap(({ inputs }) => inputs),
    ...model.outputs.map(({ name }) => name),
  ]);
  const folded = [...made].filter((name) => wanted.has(name));
  const kept = model.initializers.filter(({ name }) => wanted.has(name));
  const results = valuesOf(model.initializers, constant, folded);

  const taken = new Set(kept.map(({ name }) => name));
  const names = new Map(folded.map((name) => [name, freeName(origins.get(name)!, taken)]));
  const renamed = (name: string) => names.get(name) ?? name;
  const nodes = computed.map((node) => ({ ...node, inputs: node.inputs.map(renamed) }));
  // An output of the model keeps its name, even where it does not depend on the input.
  for (const { name } of model.outputs)
    if (made.has(name))
      nodes.push({ op: 'Identity', inputs: [renamed(name)], outputs: [name], attributes: {}, name });
  return {
    ...model,
    nodes,
    initializers: [...kept, ...results.map((tensor) => ({ ...tensor, name: renamed(tensor.name) }))],
  };
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}_${count}`;
  taken.add(name);
  return name;
}

function valuesOf(
  initializers: readonly Tensor[],
  nodes: readonly Node[],
  names: readonly string[],
): Tensor[] {
  if (names.length === 0) return [];
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  const outputs = names.map((name) => ({ name }));
  const used = initializers.filter(({ name }) => read.has(name));
  const model = encodeModel({ nodes, initializers: used, inputs: [], outputs });
  const session = new Session(model, { threads: 1, device: devices.cpu });
  try {
    const results = session.run({}, Object.fromEntries(names.map((name) => [name, null])));
    return Object.entries(results).map(
      ([
        name,
        {
          type,
          dims,
          data: { buffer, byteOffset, byteLength },
        },
      ]) => {
        const bytes = new Uint8Array(buffer, byteOffset, byteLength);
        return { name, type: type as OnnxType, dims, bytes };
      },
    );
  } finally {
    session.dispose();
  }
}
