import { binding } from 'onnxruntime-node/dist/binding.js';

/** Milliseconds spent inside ONNX Runtime. */
export interface RuntimeMillis {
  /** Reading and optimizing graphs. */
  compiling: number;
  /** Running them. */
  running: number;
}

/** Counts from now on how long ONNX Runtime works; to be called before the engine starts. Answers what was spent so far. */
export function startRuntimeClock(): () => RuntimeMillis {
  const spent: RuntimeMillis = { compiling: 0, running: 0 };
  const timed = <T>(part: keyof RuntimeMillis, work: () => T): T => {
    const start = performance.now();
    try {
      return work();
    } finally {
      spent[part] += performance.now() - start;
    }
  };
  type Session = InstanceType<typeof binding.InferenceSession>;
  const Native = binding.InferenceSession;
  binding.InferenceSession = class extends Native {
    override loadModel(...model: unknown[]): void {
      timed('compiling', () => super.loadModel(...(model as Parameters<Session['loadModel']>)));
    }
    override run(...call: Parameters<Session['run']>): ReturnType<Session['run']> {
      return timed('running', () => super.run(...call));
    }
  };
  return () => ({ ...spent });
}
