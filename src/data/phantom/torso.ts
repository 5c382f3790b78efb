import { imageSide } from '../../course/classes';
import { blend, tissue, type Canvas } from './geometry';
import { diaphragm } from './liverShape';
import { spineY, type Patient } from './patient';

const air = -1000;
const lung = -850;
const skin = 10;
const marrow = 190;
const shell = 300;

/** Texture of a slice: random fields of mean 0 and deviation 1, coarse (2 cm) and fine (7 mm). */
export interface Texture {
  coarse: Float32Array;
  fine: Float32Array;
}

/** Squared distance from the middle, 1 at the border of a rounded rectangle with half axes 1. */
function roundedRadius2(x: number, y: number, squareness: number): number {
  const x2 = x * x;
  const y2 = y * y;
  return (1 - squareness) * (x2 + y2) + squareness * Math.sqrt(x2 * x2 + y2 * y2);
}

/** Air, table, skin, fat, muscle wall, and the cavity with its fat or, above the diaphragm, lung. */
export function paintTorso(canvas: Canvas, patient: Patient, u: number, texture: Texture): void {
  const { torso, cavity, enhancement } = patient;
  const { hounsfield, x, y } = canvas;
  const { halfWidth, halfDepth, squareness } = torso;
  const wallWidth = cavity.halfWidth + torso.muscle;
  const wallDepth = cavity.halfDepth + torso.muscle;
  const skinBorder = (1 - 2.4 / halfDepth) ** 2;
  const innerLayer = 0.55;
  const spine = spineY(patient, u);
  for (let i = 0; i < hounsfield.length; i++) {
    const px = x[i];
    const py = y[i];
    const groove = py > 0 ? 0.06 / (1 + px * px * px * px * 3e-6) : 0;
    const body = roundedRadius2(px / halfWidth, py / halfDepth, squareness) + groove;
    if (body > 1) {
      hounsfield[i] = air;
      continue;
    }
    if (body > skinBorder) {
      hounsfield[i] = skin;
      continue;
    }
    const dy = py - cavity.middle;
    const wall = roundedRadius2(px / wallWidth, dy / wallDepth, squareness * 0.6) + 1.4 * groove;
    if (wall > 1) {
      hounsfield[i] = -105 + 6 * texture.coarse[i] + 5 * texture.fine[i];
      continue;
    }
    const inner = roundedRadius2(px / cavity.halfWidth, dy / cavity.halfDepth, squareness * 0.6);
    const sideways = Math.abs(px) - 34;
    const backward = py - spine - 40;
    const backMuscle = sideways * sideways * 0.00075 + backward * backward * 0.0012 < 1 && sideways < 30;
    if (inner > 1 || backMuscle) {
      canvas.tissue[i] = tissue.wall;
      // The layers of the wall are parted by thin sheets of fat.
      const depth = (wall - 1) / (wall - inner);
      const sheet = Math.abs(depth + innerLayer) < 0.07 && Math.abs(px) > 30 ? -55 : 0;
      const streaks = texture.fine[i] > 1.25 ? -45 * (texture.fine[i] - 1.25) : 0;
      hounsfield[i] = enhancement.muscle + sheet + streaks + 4 * texture.coarse[i];
      continue;
    }
    const above = u - diaphragm(patient, px, py);
    const behindHeart = py - spine + 30;
    const central = px * px * 0.0009 + behindHeart * behindHeart * 0.0003 < 1;
    if (above > 0 && !central) {
      canvas.tissue[i] = tissue.lung;
      hounsfield[i] = above < 0.006 ? enhancement.muscle : lung + 15 * texture.coarse[i];
    } else hounsfield[i] = -105 + 9 * texture.coarse[i] + 6 * texture.fine[i];
  }
}

/** The patient's couch: two thin shells, straight in the scanner however the patient lies. */
export function paintTable(canvas: Canvas, patient: Patient): void {
  const { spacing, shiftX, shiftY } = patient.view;
  const top = patient.torso.halfDepth + shiftY + 8;
  for (let row = 0; row < imageSide; row++)
    for (let column = 0; column < imageSide; column++) {
      const i = row * imageSide + column;
      if (canvas.hounsfield[i] > -900) continue;
      const px = (column - imageSide / 2) * spacing - shiftX * 0.3;
      const py = (row - imageSide / 2) * spacing;
      const depth = py - top + px * px * 0.0011;
      const half = 205;
      if (Math.abs(px) > half) continue;
      const thickness = 46 * Math.sqrt(1 - (px / half) ** 2);
      const distance = Math.min(Math.abs(depth), Math.abs(depth - thickness));
      const share = Math.min(Math.max(1.7 - distance / spacing, 0), 1);
      canvas.hounsfield[i] += share * (shell - canvas.hounsfield[i]);
    }
}

/** Vertebra with canal and processes, or a disc between two vertebrae. */
export function paintSpine(canvas: Canvas, patient: Patient, u: number, texture: Texture): void {
  const { hounsfield } = canvas;
  const y = spineY(patient, u);
  const scale = blend(1.05, 0.92, u) * (patient.torso.halfWidth / 170) ** 0.4;
  const bone = (px: number, py: number, rx: number, ry: number, tilt = 0, shell = 0.62) =>
    canvas.forEachInside(
      { x: px * scale, y: y + py * scale, rx: rx * scale, ry: ry * scale, tilt },
      (i, r2) => {
        canvas.tissue[i] = tissue.organ;
        hounsfield[i] = r2 > shell ? 520 - 60 * texture.fine[i] : marrow + 45 * texture.fine[i];
      },
    );
  const level = (u * patient.height) / 32;
  const withinLevel = level - Math.floor(level);
  const isDisc = withinLevel < 0.2;
  bone(0, 27, 20, 12, 0, 0.3);
  for (const side of [-1, 1]) {
    bone(side * 15, 19, 5, 9, side * 0.3, 0.4);
    if (withinLevel > 0.35) bone(side * 32, 24, 17, 4, side * 0.25, 0.35);
  }
  bone(0, 46, 3.6, 17, 0, 0.4);
  canvas.forEachInside({ x: 0, y: y + 22 * scale, rx: 10.5 * scale, ry: 8.5 * scale, tilt: 0 }, (i, r2) => {
    canvas.tissue[i] = tissue.organ;
    hounsfield[i] = r2 < 0.4 ? 38 : 12;
  });
  if (isDisc)
    canvas.forEachInside({ x: 0, y, rx: 24 * scale, ry: 18 * scale, tilt: 0 }, (i) => {
      canvas.tissue[i] = tissue.organ;
      hounsfield[i] = 85 + 5 * texture.coarse[i];
    });
  else bone(0, 0, withinLevel < 0.32 ? 24 : 21.5, withinLevel < 0.32 ? 17.5 : 16, 0, 0.8);
}

/** Ribs cut obliquely where they cross the wall, and cartilage in front. */
export function paintRibs(canvas: Canvas, patient: Patient, u: number, texture: Texture): void {
  const { torso, cavity } = patient;
  const { hounsfield } = canvas;
  const width = cavity.halfWidth + torso.muscle * 0.45;
  const depth = cavity.halfDepth + torso.muscle * 0.45;
  const spacing = 0.105;
  for (let rib = 0; rib < 12; rib++) {
    const origin = 0.34 + (rib + patient.ribPhase) * spacing;
    const angle = (origin - u) / 0.24;
    const longest = blend(1.7, 2.6, rib / 5);
    if (angle < 0.3 || angle > longest) continue;
    for (const side of [-1, 1]) {
      const cartilage = angle > 2.1;
      const ellipse = {
        x: side * width * Math.sin(angle),
        y: cavity.middle + depth * Math.cos(angle),
        rx: cartilage ? 9 : 11,
        ry: cartilage ? 5.5 : 4.6,
        tilt: Math.atan2(-depth * Math.sin(angle), side * width * Math.cos(angle)),
      };
      canvas.forEachInside(ellipse, (i, r2) => {
        canvas.tissue[i] = tissue.organ;
        if (cartilage) hounsfield[i] = 105 + 18 * texture.fine[i];
        else hounsfield[i] = r2 > 0.42 ? 620 : marrow;
      });
    }
  }
}

/** Muscles along the spine: psoas and quadratus below, the long back muscles with their fat everywhere. */
export function paintBackMuscles(canvas: Canvas, patient: Patient, u: number, texture: Texture): void {
  const { hounsfield } = canvas;
  const { muscle } = patient.enhancement;
  const y = spineY(patient, u);
  const psoas = blend(21, 5, u / 0.5);
  for (const side of [-1, 1]) {
    canvas.forEachInside({ x: side * 5, y: y + 42, rx: 1.6, ry: 24, tilt: side * -0.1 }, (i) => {
      hounsfield[i] = -80;
    });
    if (u < 0.5)
      canvas.forEachInside(
        { x: side * (27 + psoas * 0.6), y: y + 4, rx: psoas, ry: psoas * 1.15, tilt: 0 },
        (i) => {
          canvas.tissue[i] = tissue.organ;
          hounsfield[i] = muscle + 4 * texture.fine[i];
        },
      );
    if (u < 0.35)
      canvas.forEachInside({ x: side * 66, y: y + 22, rx: 20, ry: 9, tilt: side * 0.5 }, (i) => {
        canvas.tissue[i] = tissue.organ;
        hounsfield[i] = muscle + 4 * texture.fine[i];
      });
    // The crura of the diaphragm hug the spine on their way up.
    if (u > 0.35 && u < 0.85)
      canvas.forEachInside({ x: side * 19, y: y - 17, rx: 4, ry: 15, tilt: side * 0.35 }, (i) => {
        if (canvas.tissue[i] === tissue.none) hounsfield[i] = muscle;
      });
  }
}
