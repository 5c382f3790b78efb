import { section, tissue, type Canvas } from './geometry';
import { diaphragm, liverAt, type Patient } from './patient';
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

/** Lesions: a core, a rim, a more or less sharp and irregular border; marks the lesion mask. */
export function paintLesions(canvas: Canvas, patient: Patient, u: number, texture: Texture): void {
  for (const lesion of patient.lesions) {
    const cut = section(lesion, u);
    if (!cut || Math.min(cut.rx, cut.ry) < 7) continue;
    canvas.forEachInside(
      cut,
      (i, r2) => {
        if (canvas.tissue[i] !== tissue.liver) return;
        const r = Math.sqrt(r2) + lesion.irregularity * 0.35 * (texture.coarse[i] + 0.5 * texture.fine[i]);
        const covered = Math.min(Math.max((1 - r) / lesion.softness + 0.5, 0), 1);
        if (covered === 0) return;
        const contrast = r > 0.72 ? lesion.rim : lesion.core;
        const background = patient.enhancement.liver;
        const value = background + contrast + 3 * texture.fine[i];
        canvas.hounsfield[i] += covered * (value - canvas.hounsfield[i]);
        if (covered >= 0.5) canvas.lesion[i] = 1;
      },
      1.9,
    );
  }
}
