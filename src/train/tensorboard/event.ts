import { Writer } from 'protobufjs/minimal.js';

/** What TensorBoard draws at one step: values by tag. */
export type Scalars = Readonly<Record<string, number>>;

interface When {
  /** Seconds since 1970. */
  wallTime: number;
  step: number;
}

const varint = 0;
const fixed64 = 1;
const lengthDelimited = 2;
const fixed32 = 5;

const field = (number: number, wireType: number) => (number << 3) | wireType;

/** `tensorflow.Event` of a time: tensorflow/core/util/event.proto. */
const event = (wallTime: number) => Writer.create().uint32(field(1, fixed64)).double(wallTime);

/** The first event of a file. */
export function versionEvent(wallTime: number): Uint8Array {
  return event(wallTime).uint32(field(3, lengthDelimited)).string('brain.Event:2').finish();
}

/** Values of a step: a `tensorflow.Summary` (tensorflow/core/framework/summary.proto). */
export function scalarsEvent({ wallTime, step }: When, scalars: Scalars): Uint8Array {
  const writer = event(wallTime)
    .uint32(field(2, varint))
    .int64(step)
    .uint32(field(5, lengthDelimited))
    .fork();
  for (const [tag, value] of Object.entries(scalars)) {
    writer.uint32(field(1, lengthDelimited)).fork();
    writer.uint32(field(1, lengthDelimited)).string(tag);
    writer.uint32(field(2, fixed32)).float(value).ldelim();
  }
  return writer.ldelim().finish();
}

/** Training goes on at a step: what earlier files say of it and of later ones is no longer true. A `tensorflow.SessionLog`. */
export function restartEvent({ wallTime, step }: When): Uint8Array {
  const start = 1;
  const writer = event(wallTime)
    .uint32(field(2, varint))
    .int64(step)
    .uint32(field(7, lengthDelimited))
    .fork();
  return writer.uint32(field(1, varint)).int32(start).ldelim().finish();
}
