export const speakingFolders: readonly string[];
export function sourceFiles(folders?: readonly string[]): Promise<{ file: string; text: string }[]>;
export function textsOfCode(): Promise<string[]>;
export function readBundle(name: string): Promise<Record<string, string>>;
