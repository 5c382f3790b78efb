import { imageSide } from '../../course/classes';
import { Canvas, pixelCount } from './geometry';
import { paintLesions, paintLiver, paintLiverVessels } from './liver';
import type { Patient } from './patient';
import { Random } from './random';
import { paintBackMuscles, paintRibs, paintSpine, paintTable, paintTorso, type Texture } from './torso';
import {
  paintBowel,
  paintGallbladder,
  paintGreatVessels,
  paintHeart,
  paintKidneys,
  paintLungVessels,
  paintPancreas,
  paintSpleen,
  paintStomach,
} from './viscera';

/** Window of the 8-bit pictures in Hounsfield units, black to white. */
export const window = { low: -160, high: 240 } as const;

/** A slice of the phantom, each `imageSide` x `imageSide`, row by row. */
export interface PhantomSlice {
  /** Grey values 0..255. */
  picture: Uint8Array;
  /** 0 or 1; lesions belong to the liver. */
  liver: Uint8Array;
  /** 0 or 1. */
  lesion: Uint8Array;
  /** 0 no liver, 1 liver, 2 liver with lesion: what the masks show. */
  label: number;
}

/** Gives every pixel its anatomical place: where the patient lies, bent by the patient's random fields. */
function placePixels(canvas: Canvas, patient: Patient, u: number): void {
  const { spacing, rotation, shiftX, shiftY } = canvas.view;
  const { bendX, bendY, wrinkleX, wrinkleY } = patient.fields;
  const wrinkle = new Float32Array(pixelCount);
  const [cos, sin] = [Math.cos(rotation), Math.sin(rotation)];
  for (const [target, bend, fine, alongX, alongY] of [
    [canvas.x, bendX, wrinkleX, cos, sin],
    [canvas.y, bendY, wrinkleY, -sin, cos],
  ] as const) {
    bend.sample(u, target);
    fine.sample(u, wrinkle);
    for (let row = 0; row < imageSide; row++)
      for (let column = 0; column < imageSide; column++) {
        const i = row * imageSide + column;
        const px = (column - imageSide / 2) * spacing - shiftX;
        const py = (row - imageSide / 2) * spacing - shiftY;
        const bent = Math.min(Math.max(2.4 * target[i] + 0.8 * wrinkle[i], -9), 9);
        target[i] = px * alongX + py * alongY + bent;
      }
  }
}

/** The scanner's limited sharpness: a binomial 3 x 3 filter, which also softens borders within a pixel. */
function blur(hounsfield: Float32Array): void {
  for (const [step, rowStep] of [
    [1, imageSide],
    [imageSide, 1],
  ])
    for (let line = 0; line < imageSide; line++) {
      let previous = hounsfield[line * rowStep];
      for (let k = 1; k < imageSide - 1; k++) {
        const i = line * rowStep + k * step;
        const here = hounsfield[i];
        hounsfield[i] = 0.25 * previous + 0.5 * here + 0.25 * hounsfield[i + step];
        previous = here;
      }
    }
}

/**
 * Renders the slice of a patient at height `u` (0..1).
 * The result depends on the patient and on `u` alone.
 */
export function renderSlice(patient: Patient, u: number): PhantomSlice {
  const canvas = new Canvas(patient.view);
  const texture: Texture = { coarse: new Float32Array(pixelCount), fine: new Float32Array(pixelCount) };
  patient.fields.coarse.sample(u, texture.coarse);
  patient.fields.fine.sample(u, texture.fine);
  placePixels(canvas, patient, u);

  paintTorso(canvas, patient, u, texture);
  paintLungVessels(canvas, patient, u);
  paintBackMuscles(canvas, patient, u, texture);
  paintSpine(canvas, patient, u, texture);
  paintRibs(canvas, patient, u, texture);
  paintHeart(canvas, patient, u, texture);
  paintGreatVessels(canvas, patient, u);
  paintKidneys(canvas, patient, u, texture);
  paintGallbladder(canvas, patient, u);
  paintLiver(canvas, patient, u, texture);
  paintLiverVessels(canvas, patient, u);
  paintLesions(canvas, patient, u, texture);
  paintSpleen(canvas, patient, u, texture);
  paintStomach(canvas, patient, u, texture);
  paintPancreas(canvas, patient, u, texture);
  paintBowel(canvas, patient, u, texture);
  paintTable(canvas, patient);

  const { hounsfield, liver, lesion } = canvas;
  blur(hounsfield);
  patient.fields.scanner.addTo(hounsfield, patient.noise, new Random(Math.round(u * 1e6)));
  const scale = 255 / (window.high - window.low);
  const picture = new Uint8ClampedArray(pixelCount);
  for (let i = 0; i < pixelCount; i++) picture[i] = (hounsfield[i] - window.low) * scale;
  return {
    picture: new Uint8Array(picture.buffer),
    liver,
    lesion,
    label: lesion.includes(1) ? 2 : liver.includes(1) ? 1 : 0,
  };
}
