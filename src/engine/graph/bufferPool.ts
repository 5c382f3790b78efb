import { util } from '@tensorflow/tfjs-core';
import type { RuntimeData } from '../runtime';
import type { ValueType } from './value';

/** Keeps at most this much unused memory. */
const mostBytes = 1 << 30;
/** Smaller arrays are cheaper to allocate than to keep. */
const smallest = 4096;

/** Reuses large arrays: fresh ones cost a page fault for every 4 KiB written. */
export class BufferPool {
  private readonly free = new Map<number, Float32Array[]>();
  private bytes = 0;

  /** An array with arbitrary contents; `pooled` tells whether it is to be given back. */
  take(dtype: ValueType, length: number): { data: RuntimeData; pooled: boolean } {
    const pooled = dtype === 'float32' && length >= smallest;
    return { data: pooled ? this.reused(length) : util.getArrayFromDType(dtype, length), pooled };
  }

  private reused(length: number): Float32Array {
    const reused = this.free.get(length)?.pop();
    if (!reused) return new Float32Array(length);
    this.bytes -= reused.byteLength;
    return reused;
  }

  give(buffer: Float32Array): void {
    if (this.bytes + buffer.byteLength > mostBytes) return;
    this.bytes += buffer.byteLength;
    const same = this.free.get(buffer.length);
    if (same) same.push(buffer);
    else this.free.set(buffer.length, [buffer]);
  }
}
