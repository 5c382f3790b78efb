export const pytorch: {
  python(): string | undefined;
  missing(): string | undefined;
  bring(report: (line: string) => void): void;
};
