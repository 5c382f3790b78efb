import { tissue, type Canvas } from './geometry';
import { cutOf } from './lesions';
import { diaphragm, liverAt } from './liverShape';
import type { Patient } from './patient';
import type { Texture } from './torso';

/** Liver tissue in all of its shape that no other organ holds; marks the liver mask. */
export function paintLiver(canvas: Canvas, patient: Patient, u: number, texture: Texture): void {
  const inside = liverAt(patient, u);
  const { hounsfield, x, y, liver } = canvas;
  const { cavity, enhancement, liverBottom, liverTop } = patient;
  const fissure = (u - liverBottom) / (liverTop - liverBottom) < 0.62;
  for (let i = 0; i < hounsfield.length; i++) {
    if (canvas.tissue[i] !== tissue.none || hounsfield[i] < -300) continue;
    if (inside(x[i], y[i]) <= 0 || u > diaphragm(patient, x[i], y[i]) - 0.004) continue;
    const across = x[i] + 0.1 * cavity.halfWidth + 0.15 * y[i];
    if (fissure && y[i] < -0.28 * cavity.halfDepth && Math.abs(across) < 2.2) continue;
    canvas.tissue[i] = tissue.liver;
    liver[i] = 1;
    hounsfield[i] = enhancement.liver + 3.5 * texture.coarse[i] + 3 * texture.fine[i];
  }
}

export function paintLiverVessels(canvas: Canvas, patient: Patient, u: number): void {
  const { enhancement, hepaticVeins, portalVeins, height } = patient;
  for (const [tubes, value] of [
    [hepaticVeins, enhancement.hepatic],
    [portalVeins, enhancement.portal],
  ] as const)
    for (const tube of tubes)
      canvas.forEachInTube(tube, u, height, (i, r2) => {
        if (canvas.tissue[i] !== tissue.liver) return;
        // Thin vessels fill their pixels only in part.
        const share = Math.min(1, tube.radius / 3) * (1 - 0.3 * r2);
        canvas.hounsfield[i] += share * (value - canvas.hounsfield[i]);
      });
}

/** A lesion of whose cut less than this share lies in the liver shows nothing that one could see. */
const leastShare = 0.5;

/** Lesions: a core, a rim, a more or less sharp and irregular border; marks the lesion mask. */
export function paintLesions(canvas: Canvas, patient: Patient, u: number, texture: Texture): void {
  const pixelArea = canvas.view.spacing ** 2;
  for (const lesion of patient.lesions) {
    const cut = cutOf(lesion, u);
    if (!cut) continue;
    const painted: { pixel: number; r: number; covered: number }[] = [];
    canvas.forEachInside(
      cut,
      (pixel, r2) => {
        if (canvas.tissue[pixel] !== tissue.liver) return;
        const bumps = texture.coarse[pixel] + 0.5 * texture.fine[pixel];
        const r = Math.sqrt(r2) + lesion.irregularity * 0.35 * bumps;
        const covered = Math.min(Math.max((1 - r) / lesion.softness + 0.5, 0), 1);
        if (covered > 0) painted.push({ pixel, r, covered });
      },
      1.9,
    );
    const area = pixelArea * painted.filter(({ covered }) => covered >= 0.5).length;
    if (area < leastShare * Math.PI * cut.rx * cut.ry) continue;
    for (const { pixel, r, covered } of painted) {
      const contrast = r > 0.78 ? lesion.rim : lesion.core;
      const value = patient.enhancement.liver + contrast + 3 * texture.fine[pixel];
      canvas.hounsfield[pixel] += covered * (value - canvas.hounsfield[pixel]);
      if (covered >= 0.5) canvas.lesion[pixel] = 1;
    }
  }
}
