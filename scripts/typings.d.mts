/** Writes the type declarations for students' folders into `folder`, which is created when missing. */
export function buildTypings(folder: string): Promise<void>;
