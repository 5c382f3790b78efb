export const suiteFolder: string;
export function buildSuite(): Promise<void>;
