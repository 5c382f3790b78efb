export const softwareGpu: {
  environment: { VK_ICD_FILENAMES: string; LD_LIBRARY_PATH: string };
  missing: () => string | undefined;
};
