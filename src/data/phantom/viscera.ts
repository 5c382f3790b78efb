import { blend, section, tissue, type Canvas, type Ellipse } from './geometry';
import { spineY, type BowelLoop, type Patient } from './patient';
import type { Texture } from './torso';

const gas = -950;
const fat = -105;
const contents: Record<BowelLoop['content'], number> = { gas, fluid: 22, contrast: 260, stool: 35 };

function isFree(canvas: Canvas, index: number): boolean {
  return canvas.tissue[index] === tissue.none && canvas.hounsfield[index] > -200;
}

/** Aorta and vena cava in front of the spine. */
export function paintGreatVessels(canvas: Canvas, patient: Patient, u: number): void {
  const { enhancement, calcified } = patient;
  const y = spineY(patient, u);
  const vessel = (ellipse: Ellipse, value: number, wall: number) =>
    canvas.forEachInside(ellipse, (i, r2) => {
      canvas.tissue[i] = tissue.organ;
      canvas.hounsfield[i] = r2 > 0.75 ? wall : value;
    });
  const chest = blend(0, 1, (u - 0.55) / 0.3);
  const aorta = {
    x: blend(9, 20, chest),
    y: y - blend(29, 20, chest),
    rx: blend(9.5, 12, u),
    ry: blend(9.5, 12, u),
    tilt: 0,
  };
  vessel(aorta, enhancement.aorta, enhancement.aorta - 15);
  if (calcified && Math.sin(u * 40) > 0.1)
    canvas.forEachInside({ x: aorta.x + 6, y: aorta.y + 6, rx: 3.4, ry: 1.7, tilt: -0.8 }, (i) => {
      canvas.hounsfield[i] = 480;
    });
  if (u < patient.liverTop + 0.04)
    vessel(
      {
        x: -blend(20, 26, chest),
        y: y - blend(26, 46, chest),
        rx: blend(11, 14, u),
        ry: blend(8.5, 12, u),
        tilt: 0.2,
      },
      enhancement.cava,
      enhancement.cava - 12,
    );
  if (u < 0.62 && u > 0.2) {
    const forward = y - 50 - 12 * u;
    vessel({ x: 8, y: forward, rx: 4, ry: 4, tilt: 0 }, enhancement.aorta, enhancement.aorta - 30);
    vessel({ x: -7, y: forward - 4, rx: 5.5, ry: 5.5, tilt: 0 }, enhancement.portal, enhancement.portal - 20);
  }
}

export function paintKidneys(canvas: Canvas, patient: Patient, u: number, texture: Texture): void {
  const { cortex, medulla } = patient.enhancement;
  for (const kidney of patient.kidneys) {
    const cut = section(kidney, u);
    if (!cut) continue;
    canvas.forEachInside({ ...cut, rx: cut.rx + 5, ry: cut.ry + 5 }, (i) => {
      if (canvas.tissue[i] === tissue.wall) return;
      canvas.tissue[i] = tissue.organ;
      canvas.hounsfield[i] = fat + 6 * texture.coarse[i];
    });
    const medial = kidney.x < 0 ? 1 : -1;
    const level = Math.abs(u - kidney.u) / kidney.ru;
    canvas.forEachInside(cut, (i, r2) => {
      if (canvas.tissue[i] === tissue.wall) return;
      const pyramid = texture.coarse[i] + 0.5 * texture.fine[i] > 0.1 && r2 < 0.62;
      canvas.hounsfield[i] = pyramid ? medulla : cortex;
    });
    if (level < 0.6)
      canvas.forEachInside(
        {
          x: cut.x + medial * cut.rx * 0.42,
          y: cut.y - cut.ry * 0.12,
          rx: cut.rx * 0.62,
          ry: cut.ry * 0.36,
          tilt: kidney.tilt,
        },
        (i, r2) => {
          canvas.hounsfield[i] = texture.fine[i] > 0.7 ? medulla : r2 < 0.25 ? 15 : fat + 25;
        },
      );
  }
}

export function paintSpleen(canvas: Canvas, patient: Patient, u: number, texture: Texture): void {
  const cut = section(patient.spleen, u);
  if (!cut) return;
  const mottled = patient.enhancement.aorta > 220 ? 16 : 3;
  canvas.forEachInside(cut, (i) => {
    if (!isFree(canvas, i)) return;
    canvas.tissue[i] = tissue.organ;
    canvas.hounsfield[i] = patient.enhancement.spleen + mottled * texture.coarse[i];
  });
}

/** Stomach: a wall, contents with a level, and gas in front of it, for the patient lies on the back. */
export function paintStomach(canvas: Canvas, patient: Patient, u: number, texture: Texture): void {
  const cut = section(patient.stomach, u);
  if (!cut) return;
  const wall = 4 / Math.min(cut.rx, cut.ry);
  const level = cut.y + cut.ry * patient.stomachGas;
  canvas.forEachInside(cut, (i, r2) => {
    if (!isFree(canvas, i)) return;
    canvas.tissue[i] = tissue.organ;
    if (r2 > (1 - wall) ** 2) canvas.hounsfield[i] = patient.enhancement.bowelWall;
    else if (canvas.y[i] < level) canvas.hounsfield[i] = gas;
    else
      canvas.hounsfield[i] =
        patient.stomachContent + 10 * texture.coarse[i] + 14 * Math.max(texture.fine[i], 0);
  });
}

export function paintGallbladder(canvas: Canvas, patient: Patient, u: number): void {
  const cut = patient.gallbladder && section(patient.gallbladder, u);
  if (!cut) return;
  canvas.forEachInside(cut, (i, r2) => {
    if (canvas.tissue[i] !== tissue.none) return;
    canvas.tissue[i] = tissue.organ;
    canvas.hounsfield[i] = r2 > 0.86 ? 55 : 8;
  });
}

export function paintPancreas(canvas: Canvas, patient: Patient, u: number, texture: Texture): void {
  for (const part of patient.pancreas) {
    const cut = section(part, u);
    if (!cut) continue;
    canvas.forEachInside(cut, (i, r2) => {
      if (!isFree(canvas, i) || r2 > 0.8 + 0.25 * texture.fine[i]) return;
      canvas.tissue[i] = tissue.organ;
      canvas.hounsfield[i] = patient.enhancement.pancreas - 22 * Math.max(texture.fine[i], 0);
    });
  }
}

/** Heart on the diaphragm, in its fat, with muscle around the chambers. */
export function paintHeart(canvas: Canvas, patient: Patient, u: number, texture: Texture): void {
  const cut = section(patient.heart, u);
  if (!cut) return;
  canvas.forEachInside({ ...cut, rx: cut.rx + 8, ry: cut.ry + 7 }, (i) => {
    if (canvas.tissue[i] >= tissue.organ || canvas.tissue[i] === tissue.wall) return;
    canvas.tissue[i] = tissue.organ;
    canvas.hounsfield[i] = -95;
  });
  canvas.forEachInside(cut, (i, r2) => {
    if (canvas.tissue[i] === tissue.wall) return;
    const septum = Math.abs(canvas.x[i] - cut.x + 0.4 * (canvas.y[i] - cut.y)) < 6;
    const muscle = r2 > 0.62 || septum;
    canvas.hounsfield[i] = muscle
      ? blend(45, 110, patient.enhancement.heart / 150)
      : patient.enhancement.heart;
    canvas.hounsfield[i] += 4 * texture.coarse[i];
  });
}

/** Loops of bowel and the fine vessels of the mesentery, wherever there is still fat. */
export function paintBowel(canvas: Canvas, patient: Patient, u: number, texture: Texture): void {
  for (const tube of patient.mesentery)
    canvas.forEachInTube(tube, u, patient.height, (i) => {
      if (isFree(canvas, i)) canvas.hounsfield[i] = patient.enhancement.portal * 0.8;
    });
  for (const { tube, wall, content } of patient.bowel) {
    const rim = (1 - 2.6 / tube.radius) ** 2;
    canvas.forEachInTube(tube, u, patient.height, (i, r2) => {
      if (!isFree(canvas, i)) return;
      canvas.tissue[i] = tissue.organ;
      const value = contents[content];
      if (r2 > rim) canvas.hounsfield[i] = wall;
      else if (content === 'stool')
        canvas.hounsfield[i] = texture.fine[i] > 0.6 ? -420 : value - 40 * texture.fine[i];
      else canvas.hounsfield[i] = value + (content === 'fluid' ? 6 : 25) * texture.fine[i];
    });
  }
}

export function paintLungVessels(canvas: Canvas, patient: Patient, u: number): void {
  for (const tube of patient.lungVessels)
    canvas.forEachInTube(tube, u, patient.height, (i) => {
      if (canvas.tissue[i] === tissue.lung) canvas.hounsfield[i] = 20;
    });
}
