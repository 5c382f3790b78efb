import { existsSync } from 'node:fs';
import path from 'node:path';

const chromium = '/usr/lib/chromium';
const driver = path.join(chromium, 'vk_swiftshader_icd.json');

/** A GPU in software: SwiftShader, a Vulkan driver that comes with Debian's Chromium. */
export const softwareGpu = {
  /** What a process needs in its environment to find it. */
  environment: {
    VK_ICD_FILENAMES: driver,
    LD_LIBRARY_PATH: [chromium, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(path.delimiter),
  },
  /** Why it cannot be used here, if so. */
  missing: () =>
    existsSync(driver) ? undefined : `there is no ${driver}; it comes with Debian's package chromium`,
};
