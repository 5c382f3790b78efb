import type * as tf from '@tensorflow/tfjs';
import { FailureError } from '../../protocol/failure';
import type { Failure, StudentProblem } from '../../protocol/run';
import { list, t } from '../../words';
import { ownerOf } from '../program/layers';
import { birthPosition, stackPosition, variablePosition, type Program } from '../program/sandbox';
import type { SourcePosition } from '../program/typecheck';
import { sourcesOf, type Pass } from './pass';

/** So many weights are named; the others are counted. */
const mostNames = 3;

/**
 * Refuses a model that computes with variables which would be neither trained nor saved. It would train, and its saved
 * weights would predict something else.
 * @throws FailureError with the line of each variable, or of the layer that it is a weight of.
 */
export function mustKnowItsVariables(program: Program, { known, read, made }: Pass): void {
  if (made.length > 0) throw madeInCall(program, made);
  const unknown = [...read.keys()].filter((variable) => !known.has(variable));
  const held = unknown.filter((variable) => ownerOf(program, variable));
  if (held.length > 0) throw notHandedOn(program, held);
  if (unknown.length > 0) throw noWeight(program, unknown, read);
}

/**
 * Refuses a model whose weights cannot all be trained: the pass reads them, but no gradient leads from the logits back to
 * them.
 * @returns weights of the model that the pass did not read at all, each with its line where it is known
 * @throws FailureError with the lines of the weights' layers, and of where values are read in the midst.
 */
export function mustReachItsWeights(
  program: Program,
  weights: readonly tf.LayerVariable[],
  pass: Pass,
): StudentProblem[] {
  const trained = weights.map((weight) => weight.read() as tf.Variable);
  const sources = sourcesOf(pass);
  const cutOff = trained.filter((variable) => pass.read.has(variable) && !sources.has(variable));
  if (cutOff.length > 0) throw withoutGradient(program, cutOff, pass);
  const unused = trained.filter((variable) => !pass.read.has(variable));
  if (unused.length === 0) return [];
  const message =
    unused.length === 1
      ? t(
          'The weight {0} takes no part in the first step, which does not train it. Is its layer used?',
          namesOf(program, unused),
        )
      : t(
          'The weights {0} take no part in the first step, which does not train them. Is their layer used?',
          namesOf(program, unused),
        );
  return problemsAt(
    unused.map((variable) => placeOf(program, variable)),
    message,
    'warning',
  );
}

function madeInCall(program: Program, made: readonly tf.Variable[]): FailureError {
  return refusal(
    made.map((variable) => variablePosition(program, variable)),
    {
      what:
        made.length === 1
          ? t('A weight is made while the model runs, in call(): {0}.', namesOf(program, made))
          : t(
              '{0} weights are made while the model runs, in call(): {1}.',
              made.length,
              namesOf(program, made),
            ),
      why: t(
        'call() runs in every step. A weight that is made there is not trained from the first step on, and the saved weights do not fit the model.',
      ),
      next: t(
        'Make it in build(): call this.addWeight there. A layer that holds other layers makes them in its constructor and builds them in its own build(): this.inner.build(inputShape).',
      ),
    },
  );
}

function notHandedOn(program: Program, held: readonly tf.Variable[]): FailureError {
  return refusal(
    held.map((variable) => placeOf(program, variable)),
    {
      what:
        held.length === 1
          ? t('The model computes with a weight that it does not know: {0}.', namesOf(program, held))
          : t(
              'The model computes with {0} weights that it does not know: {1}.',
              held.length,
              namesOf(program, held),
            ),
      why: t('The layer that holds their layer does not hand them on: they are neither trained nor saved.'),
      next: t(
        'In the class of the layer that holds it, override trainableWeights and return the weights of every layer inside. Do the same with nonTrainableWeights, which has moving averages and frozen weights.',
      ),
    },
  );
}

function noWeight(program: Program, unknown: readonly tf.Variable[], read: Pass['read']): FailureError {
  const layer = unknown.map((variable) => read.get(variable)).find((name) => name !== undefined);
  const saved = t(
    'Only weights of layers are trained and saved. An evaluation would begin with its first value again.',
  );
  return refusal(
    unknown.map(
      (variable) => variablePosition(program, variable) ?? birthPosition(program, read.get(variable)),
    ),
    {
      what:
        unknown.length === 1
          ? t('The model computes with a variable that is no weight of it.')
          : t('The model computes with {0} variables that are no weights of it.', unknown.length),
      why: layer === undefined ? saved : `${t('The layer {0} reads it.', layer)} ${saved}`,
      next: t(
        "Make it in build() of the layer that uses it: this.addWeight('name', shape, 'float32', initializer, undefined, false). Write true instead of false if it is to be trained.",
      ),
    },
  );
}

function withoutGradient(program: Program, cutOff: readonly tf.Variable[], pass: Pass): FailureError {
  const readAt = pass.valueReads.map((error) => stackPosition(program, error));
  return refusal([...readAt, ...cutOff.map((variable) => placeOf(program, variable))], {
    what:
      cutOff.length === 1
        ? t('No gradient reaches a weight of the model: {0}.', namesOf(program, cutOff))
        : t('No gradient reaches {0} weights of the model: {1}.', cutOff.length, namesOf(program, cutOff)),
    why: t(
      'The model reads them, but nothing leads back to them from its output: a layer after them goes on with numbers or with a new tensor, as after dataSync() or arraySync(). Training would never change them.',
    ),
    next: t('Compute with tensors alone, from the input of each layer to what its call() returns.'),
  });
}

/** As in "kernel and bias of conv2d_1, gamma of norm". */
function namesOf(program: Program, variables: readonly tf.Variable[]): string {
  const byOwner = new Map<string | undefined, tf.Variable[]>();
  for (const variable of variables) {
    const owner = ownerOf(program, variable)?.name;
    byOwner.set(owner, [...(byOwner.get(owner) ?? []), variable]);
  }
  const named = [...byOwner].map(([owner, owned]) => {
    const names = list(owned.slice(0, mostNames).map((variable) => lastPart(variable.name)));
    return owner === undefined ? names : t('{0} of {1}', names, owner);
  });
  return [...named.slice(0, mostNames), ...(named.length > mostNames ? ['…'] : [])].join(', ');
}

/** `conv2d_Conv2D1/kernel_2` is called kernel. */
const lastPart = (name: string): string => name.replace(/^.*\//, '').replace(/_\d+$/, '');

const placeOf = (program: Program, variable: tf.Variable): SourcePosition | undefined =>
  birthPosition(program, ownerOf(program, variable)?.name) ?? variablePosition(program, variable);

function refusal(
  places: readonly (SourcePosition | undefined)[],
  failure: Omit<Failure, 'problems'>,
): FailureError {
  return new FailureError({ ...failure, problems: problemsAt(places, failure.what, 'error') });
}

/** One problem for each line. */
function problemsAt(
  places: readonly (SourcePosition | undefined)[],
  message: string,
  severity: StudentProblem['severity'],
): StudentProblem[] {
  const byLine = new Map(
    places.flatMap((place) => (place ? [[`${place.file}:${place.line}`, place] as const] : [])),
  );
  return [...byLine.values()].map((place) => ({ ...place, severity, message, source: 'runtime' }));
}
