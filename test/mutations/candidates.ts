import ts from 'typescript';
import { layerSettings, otherLayers, valuesOf } from './tables';

/** One small change to a program. */
export interface Mutation {
  kind: 'attribute' | 'edge' | 'order' | 'constant';
  /** What is changed, such as "rate", "omitted" or "doubled". */
  what: string;
  /** Of an attribute: the layer that it is given to, where that is seen at once. */
  layer?: string | undefined;
  /** What stands there now, from `start` to `end`, is replaced by `text`. */
  start: number;
  end: number;
  text: string;
}

/** All single changes to the part of a program that makes its model, in the order of the text. */
export function mutationsOf(source: string): Mutation[] {
  const file = ts.createSourceFile('program.ts', source, ts.ScriptTarget.ES2022, true);
  const apart = namesApartFromModel(file);
  const mutations: Mutation[] = [];
  const visit = (node: ts.Node): void => {
    if (isApart(node, apart)) return;
    mutations.push(...attributes(node), ...edges(node), ...orders(node), ...constants(node));
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(file, visit);
  return mutations.filter(({ start, end, text }) => source.slice(start, end) !== text);
}

/** Settings of a training that say nothing about its model. */
const settingsApart = ['augment', 'optimizer', 'epochs', 'batchSize', 'name', 'seed', 'validate'];

/** What the settings apart from the model are called elsewhere in the file. */
function namesApartFromModel(file: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && settingsApart.includes(node.name.getText()) && isSetting(node))
      node.initializer.forEachChild((child) => void (ts.isIdentifier(child) && names.add(child.text)));
    if (ts.isPropertyAssignment(node) && isSetting(node) && node.name.getText() === 'augment')
      if (ts.isIdentifier(node.initializer)) names.add(node.initializer.text);
    if (ts.isShorthandPropertyAssignment(node) && isSetting(node) && settingsApart.includes(node.name.text))
      names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(file, visit);
  return names;
}

/** Whether a property is one of those given to `defineTraining`. */
function isSetting({ parent }: ts.Node): boolean {
  return ts.isCallExpression(parent.parent) && parent.parent.expression.getText() === 'defineTraining';
}

function isApart(node: ts.Node, names: ReadonlySet<string>): boolean {
  if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || ts.isTypeAliasDeclaration(node)) return true;
  if (ts.isInterfaceDeclaration(node)) return true;
  if (ts.isPropertyAssignment(node) && isSetting(node)) return settingsApart.includes(node.name.getText());
  if (ts.isShorthandPropertyAssignment(node) && isSetting(node)) return true;
  return (
    (ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node)) &&
    node.name !== undefined &&
    names.has(node.name.getText())
  );
}

const change = (
  kind: Mutation['kind'],
  what: string,
  node: ts.Node,
  text: string,
  layer?: string,
): Mutation => ({
  kind,
  what,
  start: node.getStart(),
  end: node.getEnd(),
  text,
  ...(layer === undefined ? {} : { layer }),
});

/** The layer that an object of settings is given to: `conv2d` for `tf.layers.conv2d({ … })`. */
function layerOf(object: ts.Node): string | undefined {
  const call = object.parent;
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return undefined;
  return /(layers|\bL)$/.test(call.expression.expression.getText()) ? call.expression.name.text : undefined;
}

function attributes(node: ts.Node): Mutation[] {
  if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) {
    const value = ts.isPropertyAssignment(node) ? node.initializer.getText() : node.name.text;
    const name = node.name.getText();
    const layer = layerOf(node.parent);
    const others = valuesOf(name, value).map((text) =>
      change('attribute', name, node, `${name}: ${text}`, layer),
    );
    return ts.isObjectLiteralExpression(node.parent) && others.length > 0
      ? [...others, ...withoutElement('attribute', name, node, node.parent.properties, layer)]
      : [];
  }
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { name, expression } = node.expression;
    if (!/(layers|\bL)$/.test(expression.getText())) return [];
    const [settings] = node.arguments as readonly (ts.Expression | undefined)[];
    const given =
      settings && ts.isObjectLiteralExpression(settings)
        ? settings.properties.map((property) => property.name?.getText())
        : [];
    const added = Object.entries(layerSettings[name.text] ?? {}).flatMap(([attribute, values]) =>
      given.includes(attribute)
        ? []
        : values.map((value) => {
            const text = `${attribute}: ${value}`;
            if (!settings) return { ...at(node.getEnd() - 1, `{ ${text} }`), what: attribute };
            const start = settings.getStart() + 1;
            return { ...at(start, given.length > 0 ? ` ${text},` : ` ${text} `), what: attribute };
          }),
    );
    return [
      ...added.map(({ what, start, end, text }): Mutation => ({
        kind: 'attribute',
        what,
        layer: name.text,
        start,
        end,
        text,
      })),
      ...(otherLayers[name.text] ?? []).map((other) => change('attribute', 'layer', name, other, name.text)),
    ];
  }
  return [];
}

const at = (start: number, text: string) => ({ start, end: start, text });

/** An element of a list left out, with its comma. */
function withoutElement(
  kind: Mutation['kind'],
  what: string,
  node: ts.Node,
  list: ts.NodeArray<ts.Node>,
  layer?: string,
): Mutation[] {
  const index = list.indexOf(node);
  const next = list.at(index + 1);
  const previous = index > 0 ? list[index - 1] : undefined;
  const [start, end] =
    next && index + 1 < list.length
      ? [node.getStart(), next.getStart()]
      : [previous?.getEnd() ?? node.getStart(), node.getEnd()];
  return [{ kind, what, start, end, text: '', ...(layer === undefined ? {} : { layer }) }];
}

/** Something that takes a tensor and gives one: what is between its brackets may be left out or done twice. */
function stepIn(node: ts.Node): { call: ts.CallExpression; x: ts.Expression } | undefined {
  if (!ts.isCallExpression(node) || node.arguments.length === 0) return undefined;
  const [x] = node.arguments;
  if (ts.isArrowFunction(x) || ts.isObjectLiteralExpression(x) || ts.isLiteralExpression(x)) return undefined;
  if (ts.isSpreadElement(x)) return undefined;
  const callee = node.expression;
  const isApplied = ts.isPropertyAccessExpression(callee) && callee.name.text === 'apply';
  const isMethod = ts.isPropertyAccessExpression(callee) && /^[a-z]/.test(callee.name.text) && !isApplied;
  if (isMethod && !/^(tf|this|[A-Z]\w*)$/.test(callee.expression.getText())) return undefined;
  return { call: node, x };
}

const isStatementOfList = (node: ts.Node): node is ts.ExpressionStatement =>
  ts.isExpressionStatement(node) && (ts.isBlock(node.parent) || ts.isSourceFile(node.parent));

/** Elements of lists of layers and the like; numbers are constants. */
const isElement = (node: ts.Node) =>
  (ts.isArrayLiteralExpression(node.parent) &&
    node.parent.elements.length > 1 &&
    !ts.isLiteralExpression(node)) ||
  (ts.isCallExpression(node.parent) &&
    node.parent.arguments.length > 2 &&
    node !== node.parent.expression &&
    node.parent.arguments.every((one) => !ts.isLiteralExpression(one)));

const listOf = ({ parent }: ts.Node): ts.NodeArray<ts.Node> =>
  ts.isArrayLiteralExpression(parent) ? parent.elements : (parent as ts.CallExpression).arguments;

function edges(node: ts.Node): Mutation[] {
  const text = node.getText();
  if (isStatementOfList(node))
    return [change('edge', 'omitted', node, ''), change('edge', 'doubled', node, `${text} ${text}`)];
  const found: Mutation[] = [];
  if (isElement(node)) {
    found.push(...withoutElement('edge', 'omitted', node, listOf(node)));
    found.push(change('edge', 'doubled', node, `${text}, ${text}`));
  }
  const step = stepIn(node);
  if (step) {
    const { call, x } = step;
    const inner = x.getText();
    found.push(change('edge', 'omitted', call, inner));
    const before = text.slice(0, x.getStart() - node.getStart());
    const after = text.slice(x.getEnd() - node.getStart());
    const cast = node.parent && ts.isAsExpression(node.parent) ? ` as ${node.parent.type.getText()}` : '';
    found.push(change('edge', 'doubled', call, `${before}(${text}${cast})${after}`));
  }
  // A chain of methods: `.relu()` left out.
  if (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    node.arguments.length === 0
  )
    found.push(change('edge', 'omitted', node, node.expression.expression.getText()));
  if (ts.isIdentifier(node) && isRead(node))
    for (const other of namesBeside(node)) found.push(change('edge', 'another source', node, other));
  return found;
}

/** Whether an identifier is what something works on. */
function isRead(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isCallExpression(parent)) return parent.arguments.includes(node);
  if (ts.isArrayLiteralExpression(parent)) return true;
  if (ts.isConditionalExpression(parent)) return parent.condition !== node;
  if (ts.isReturnStatement(parent)) return true;
  return ts.isPropertyAssignment(parent) && parent.initializer === node;
}

/** Variables and parameters of the same function, which may be of the same type: the type checker tells. */
function namesBeside(node: ts.Identifier): string[] {
  let scope: ts.Node = node.parent;
  while (!ts.isFunctionLike(scope) && !ts.isSourceFile(scope)) scope = scope.parent;
  const names = new Set<string>();
  const add = (name: ts.BindingName) => {
    if (ts.isIdentifier(name)) names.add(name.text);
    else for (const element of name.elements) if (ts.isBindingElement(element)) add(element.name);
  };
  if (ts.isFunctionLike(scope)) for (const { name } of scope.parameters) if (!ts.isToken(name)) add(name);
  const visit = (child: ts.Node): void => {
    if (child !== scope && ts.isFunctionLike(child)) return;
    if (ts.isVariableDeclaration(child) && child.getStart() < node.getStart()) add(child.name);
    ts.forEachChild(child, visit);
  };
  visit(scope);
  if (ts.isFunctionLike(scope))
    for (const { name } of scope.parameters) if (ts.isIdentifier(name)) names.add(name.text);
  names.delete(node.text);
  return [...names];
}

function orders(node: ts.Node): Mutation[] {
  const found: Mutation[] = [];
  const swap = (list: readonly ts.Node[]) => {
    const index = list.indexOf(node);
    const next = index < 0 ? undefined : list.at(index + 1);
    if (!next || index + 1 >= list.length) return;
    const between = node.getSourceFile().text.slice(node.getEnd(), next.getStart());
    found.push({
      kind: 'order',
      what: 'swapped',
      start: node.getStart(),
      end: next.getEnd(),
      text: `${next.getText()}${between}${node.getText()}`,
    });
  };
  if (isStatementOfList(node) || (ts.isVariableStatement(node) && ts.isBlock(node.parent)))
    swap((node.parent as ts.Block).statements.filter((one) => !ts.isReturnStatement(one)));
  if (ts.isArrayLiteralExpression(node.parent)) swap(node.parent.elements);
  if (ts.isCallExpression(node.parent) && node !== node.parent.expression) swap(node.parent.arguments);
  // f(g(x)) becomes g(f(x)).
  const outer = stepIn(node);
  const inner = outer && stepIn(outer.x);
  if (outer && inner) {
    const text = node.getText();
    const innerText = inner.call.getText();
    const outerOf = (x: string) =>
      text.slice(0, inner.call.getStart() - node.getStart()) +
      x +
      text.slice(inner.call.getEnd() - node.getStart());
    const innerOf = (x: string) =>
      innerText.slice(0, inner.x.getStart() - inner.call.getStart()) +
      x +
      innerText.slice(inner.x.getEnd() - inner.call.getStart());
    found.push(change('order', 'swapped', node, innerOf(outerOf(inner.x.getText()))));
  }
  return found;
}

const operators: Readonly<Record<string, readonly string[]>> = {
  '+': ['-'],
  '-': ['+'],
  '*': ['+', '/'],
  '/': ['*'],
  '**': ['*'],
  '<<': ['*'],
  '<': ['<='],
  '<=': ['<'],
  '>': ['>='],
  '>=': ['>'],
  '===': ['!=='],
  '!==': ['==='],
  '&&': ['||'],
  '||': ['&&'],
};

function constants(node: ts.Node): Mutation[] {
  if (ts.isNumericLiteral(node) && !ts.isPropertyAssignment(node.parent)) {
    const value = Number(node.text);
    const others = [value + 1, value - 1, 2 * value, value / 2].filter(
      (other) => other >= 0 && other !== value && (Number.isInteger(other) || !Number.isInteger(value)),
    );
    return [...new Set(others)].map((other) => change('constant', 'number', node, String(other)));
  }
  if (ts.isStringLiteral(node) && !ts.isPropertyAssignment(node.parent)) {
    const others: Readonly<Record<string, readonly string[]>> = {
      same: ['valid'],
      valid: ['same'],
      relu: ['tanh', 'linear', 'elu'],
    };
    return (others[node.text] ?? []).map((other) => change('constant', 'text', node, `'${other}'`));
  }
  if (node.kind === ts.SyntaxKind.TrueKeyword && !ts.isPropertyAssignment(node.parent))
    return [change('constant', 'truth', node, 'false')];
  if (node.kind === ts.SyntaxKind.FalseKeyword && !ts.isPropertyAssignment(node.parent))
    return [change('constant', 'truth', node, 'true')];
  if (ts.isBinaryExpression(node))
    return (operators[node.operatorToken.getText()] ?? []).map((other) =>
      change('constant', 'operator', node.operatorToken, other),
    );
  if (ts.isConditionalExpression(node)) {
    const { condition, whenTrue, whenFalse } = node;
    return [
      change(
        'constant',
        'choice',
        node,
        `${condition.getText()} ? ${whenFalse.getText()} : ${whenTrue.getText()}`,
      ),
      change('constant', 'choice', node, whenTrue.getText()),
      change('constant', 'choice', node, whenFalse.getText()),
    ];
  }
  return [];
}
