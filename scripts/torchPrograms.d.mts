export function buildTorchPrograms(folder: string): Promise<void>;
