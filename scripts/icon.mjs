/** Draws the extension's icon (`media/icon.png`, as the Marketplace and the Extensions view want it) from `media/icon.svg`. */
import sharp from 'sharp';
import { fileURLToPath } from 'node:url';

const media = (name) => fileURLToPath(new URL(`../media/${name}`, import.meta.url));

await sharp(media('icon.svg')).resize(128, 128).png({ compressionLevel: 9 }).toFile(media('icon.png'));
