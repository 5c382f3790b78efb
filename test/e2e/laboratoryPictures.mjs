/** Makes the pictures of exercise 3.1 anew, in the laboratory of a real VS Code: `node test/e2e/laboratoryPictures.mjs`. */
import { runBundled } from './bundled.mjs';

await runBundled('laboratoryPictures.ts');
