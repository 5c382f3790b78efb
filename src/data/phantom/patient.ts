import { blend, type Ellipsoid, type Point, type Tube, type View } from './geometry';
import { drawLesions, type Lesion } from './lesions';
import type { LiverShape } from './liverShape';
import { SmoothField, ScannerNoise } from './noise';
import { Random } from './random';

/** Attenuation of what takes up contrast agent, in Hounsfield units. */
interface Enhancement {
  liver: number;
  spleen: number;
  aorta: number;
  cava: number;
  portal: number;
  hepatic: number;
  cortex: number;
  medulla: number;
  muscle: number;
  bowelWall: number;
  pancreas: number;
  heart: number;
}

/** Typical attenuation by contrast phase, with how often the phase is drawn (LiTS is mostly portal venous). */
const phases: readonly (readonly [weight: number, enhancement: Enhancement])[] = [
  [
    0.93,
    {
      liver: 108,
      spleen: 122,
      aorta: 165,
      cava: 145,
      portal: 155,
      hepatic: 148,
      cortex: 195,
      medulla: 168,
      muscle: 60,
      bowelWall: 85,
      pancreas: 92,
      heart: 150,
    },
  ],
  [
    0.06,
    {
      liver: 76,
      spleen: 118,
      aorta: 290,
      cava: 85,
      portal: 115,
      hepatic: 70,
      cortex: 190,
      medulla: 85,
      muscle: 56,
      bowelWall: 75,
      pancreas: 100,
      heart: 240,
    },
  ],
  [
    0.01,
    {
      liver: 60,
      spleen: 50,
      aorta: 42,
      cava: 40,
      portal: 40,
      hepatic: 38,
      cortex: 34,
      medulla: 31,
      muscle: 52,
      bowelWall: 42,
      pancreas: 40,
      heart: 42,
    },
  ],
];

/** The torso's cross-section: rounded rectangles for skin, muscle wall and cavity, in millimetres. */
export interface Torso {
  /** Half width and half depth at the skin. */
  halfWidth: number;
  halfDepth: number;
  /** 0: an ellipse; 1: nearly a rectangle. */
  squareness: number;
  fatSide: number;
  fatFront: number;
  fatBack: number;
  muscle: number;
}

export interface BowelLoop {
  tube: Tube;
  wall: number;
  content: 'gas' | 'fluid' | 'contrast' | 'stool';
}

/** Everything that makes up a patient; the same seed draws the same patient. */
export interface Patient extends LiverShape {
  view: View;
  /** Heights `u` at which the volume is cut, lowest first. */
  sliceHeights: number[];
  /** Height of the volume in millimetres. */
  height: number;
  torso: Torso;
  enhancement: Enhancement;
  kidneys: Ellipsoid[];
  spleen: Ellipsoid;
  stomach: Ellipsoid;
  stomachGas: number;
  stomachContent: number;
  gallbladder: Ellipsoid | undefined;
  pancreas: Ellipsoid[];
  heart: Ellipsoid;
  bowel: BowelLoop[];
  mesentery: Tube[];
  lungVessels: Tube[];
  portalVeins: Tube[];
  hepaticVeins: Tube[];
  lesions: Lesion[];
  noise: number;
  ribPhase: number;
  calcified: boolean;
  fields: {
    bendX: SmoothField;
    bendY: SmoothField;
    wrinkleX: SmoothField;
    wrinkleY: SmoothField;
    coarse: SmoothField;
    fine: SmoothField;
    scanner: ScannerNoise;
  };
}

/** Middle of the vertebral bodies: the spine lies further back in the chest than at the waist. */
export function spineY({ torso }: Pick<Patient, 'torso'>, u: number): number {
  return torso.halfDepth * blend(0.3, 0.5, u);
}

function drawTorso(random: Random): Torso {
  const habitus = random.between(0, 1);
  return {
    halfWidth: blend(148, 190, habitus) + random.between(-8, 8),
    halfDepth: blend(106, 146, habitus) + random.between(-7, 7),
    squareness: random.between(0.2, 0.7),
    fatSide: blend(5, 24, habitus) * random.between(0.8, 1.25),
    fatFront: blend(5, 26, habitus) * random.between(0.7, 1.3),
    fatBack: blend(6, 20, habitus) * random.between(0.8, 1.2),
    muscle: random.between(9, 14),
  };
}

/** A vessel tree: every branch bends a little, then forks into two thinner ones. */
function branches(
  random: Random,
  from: Point,
  to: Point,
  radius: number,
  generations: number,
  height: number,
): Tube[] {
  const jitter = (amount: number) => random.between(-amount, amount);
  const end = { x: to.x + jitter(6), y: to.y + jitter(6), u: to.u + jitter(0.015) };
  const bend = {
    x: (from.x + end.x) / 2 + jitter(5),
    y: (from.y + end.y) / 2 + jitter(5),
    u: (from.u + end.u) / 2 + jitter(0.01),
  };
  const tubes: Tube[] = [
    { from, to: bend, radius },
    { from: bend, to: end, radius: radius * 0.9 },
  ];
  if (generations === 0) return tubes;
  const [dx, dy, dz] = [end.x - from.x, end.y - from.y, (end.u - from.u) * height];
  for (const turn of [-1, 1]) {
    const angle = turn * random.between(0.3, 0.75);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const length = random.between(0.55, 0.85);
    const next = {
      x: end.x + length * (dx * cos - dy * sin),
      y: end.y + length * (dx * sin + dy * cos),
      u: end.u + (length * dz + jitter(18)) / height,
    };
    tubes.push(...branches(random, end, next, radius * random.between(0.6, 0.75), generations - 1, height));
  }
  return tubes;
}

function drawBowel(
  random: Random,
  cavity: Patient['cavity'],
  liverBottom: number,
  height: number,
  wall: number,
): BowelLoop[] {
  const { halfWidth, halfDepth, middle } = cavity;
  const content = () =>
    random.weighted<BowelLoop['content']>([
      [0.22, 'gas'],
      [0.46, 'fluid'],
      [0.2, 'contrast'],
      [0.12, 'stool'],
    ]);
  const loops: BowelLoop[] = [];
  const top = liverBottom + 0.3;
  for (let i = 0; i < 70; i++) {
    const angle = random.between(-Math.PI, Math.PI);
    const away = 0.82 * Math.sqrt(random.between(0, 1));
    const from = {
      x: halfWidth * (0.08 + 0.78 * away * Math.cos(angle)),
      y: middle + halfDepth * (-0.32 + 0.6 * away * Math.sin(angle)),
      u: random.between(-0.02, top),
    };
    const heading = random.between(-Math.PI, Math.PI);
    const length = random.between(15, 45);
    const to = {
      x: from.x + length * Math.cos(heading),
      y: from.y + 0.7 * length * Math.sin(heading),
      u: from.u + random.between(-25, 25) / height,
    };
    loops.push({ tube: { from, to, radius: random.between(8, 15) }, wall, content: content() });
  }
  for (const side of [-1, 1]) {
    const x = side * 0.8 * halfWidth;
    const y = middle + 0.12 * halfDepth;
    const colon = (u: number) => ({ x: x + random.between(-5, 5), y: y + random.between(-8, 8), u });
    const end = side < 0 ? liverBottom + 0.04 : 0.52;
    for (let u = -0.05; u < end; u += 0.09)
      loops.push({
        tube: { from: colon(u), to: colon(u + 0.09), radius: random.between(15, 22) },
        wall: 55,
        content: random.chance(0.6) ? 'stool' : 'gas',
      });
  }
  return loops;
}

function drawTubes(
  random: Random,
  count: number,
  place: () => Point,
  length: number,
  radius: [number, number],
  height: number,
): Tube[] {
  return Array.from({ length: count }, () => {
    const from = place();
    const reach = () => random.between(-length, length);
    return {
      from,
      to: { x: from.x + reach(), y: from.y + reach(), u: from.u + reach() / height },
      radius: random.between(...radius),
    };
  });
}

/** A volume with fewer slices begins just below the liver and ends at its dome, so that it shows all classes. */
const leastFree = 12;

/** Heights of the slices: a scan begins anywhere below the liver and ends anywhere about its dome. */
function drawScan(random: Random, slices: number, liverBottom: number, liverTop: number): number[] {
  const low = random.between(0, 0.5 * liverBottom);
  const high = random.between(liverTop - 0.22, 1);
  const [from, to] = slices < leastFree ? [liverBottom - 0.1, liverTop] : [low, high];
  return Array.from({ length: slices }, (_, slice) => from + ((to - from) * (slice + 0.5)) / slices);
}

/**
 * Draws a patient from a seed.
 * @param slices how many slices are cut
 * @param withLesions whether the liver holds lesions
 */
export function drawPatient(seed: number, slices: number, withLesions: boolean): Patient {
  const random = new Random(seed);
  const vary = (value: number, share: number) => value * random.between(1 - share, 1 + share);
  const torso = drawTorso(random);
  const cavity = {
    halfWidth: torso.halfWidth - torso.fatSide - torso.muscle,
    halfDepth: torso.halfDepth - (torso.fatFront + torso.fatBack) / 2 - torso.muscle,
    middle: (torso.fatFront - torso.fatBack) / 2,
  };
  const { halfWidth: a, halfDepth: b, middle } = cavity;
  const height = random.between(255, 300);
  const typical = random.weighted(phases);
  const fatty = random.chance(0.1) ? random.between(8, 22) : 0;
  const enhancement = {
    ...typical,
    liver: vary(typical.liver, 0.06) - fatty,
    spleen: vary(typical.spleen, 0.08),
    aorta: vary(typical.aorta, 0.12),
    portal: vary(typical.portal, 0.08),
    hepatic: vary(typical.hepatic, 0.08),
  };
  const liverBottom = random.between(0.14, 0.46);
  const liverTop = liverBottom + random.between(0.46, 0.56);
  const sliceHeights = drawScan(random, slices, liverBottom, liverTop);
  const retroperitoneum = { torso };
  const kidney = (side: number): Ellipsoid => {
    const u = liverBottom + (side < 0 ? 0.1 : 0.15) + random.between(-0.04, 0.04);
    return {
      x: side * vary(0.42 * a, 0.06),
      y: spineY(retroperitoneum, u) + random.between(-6, 6),
      u,
      rx: vary(25, 0.12),
      ry: vary(31, 0.12),
      ru: vary(0.19, 0.1),
      tilt: side * random.between(0.3, 0.8),
    };
  };
  const kidneys = [kidney(-1), kidney(1)];
  const gallbladder = random.chance(0.5)
    ? {
        x: -vary(0.34, 0.15) * a,
        y: middle - vary(0.34, 0.2) * b,
        u: liverBottom + random.between(0.06, 0.14),
        rx: vary(13, 0.25),
        ry: vary(20, 0.25),
        ru: vary(0.09, 0.2),
        tilt: random.between(-0.6, 0.9),
      }
    : undefined;
  const hilum = { x: -0.16 * a, y: middle + 0.02 * b, u: liverBottom + 0.36 };
  const cava = { x: -24, y: spineY(retroperitoneum, 0.7) - 42, u: liverTop - 0.1 };
  const toward = (x: number, y: number, du: number): Point => ({
    x: x * a,
    y: middle + y * b,
    u: hilum.u + du,
  });
  const leftLobe = random.between(0.72, 1.12);
  const shape = { cavity, liverBottom, liverTop, leftLobe };
  const vein = (from: Point, to: Point, radius: number) => branches(random, from, to, radius, 3, height);
  const draft = {
    sliceHeights,
    view: {
      spacing: (2 * torso.halfWidth * random.between(1.04, 1.22)) / 256,
      rotation: random.between(-0.07, 0.07),
      shiftX: random.between(-8, 8),
      shiftY: random.between(-14, 6),
    },
    height,
    torso,
    ...shape,
    enhancement,
    kidneys,
    spleen: {
      x: 0.68 * a,
      y: middle + 0.3 * b,
      u: liverBottom + vary(0.42, 0.08),
      rx: vary(27, 0.2),
      ry: vary(46, 0.2),
      ru: vary(0.2, 0.15),
      tilt: random.between(-0.55, -0.15),
    },
    stomach: {
      x: vary(0.4, 0.12) * a,
      y: middle - vary(0.34, 0.15) * b,
      u: liverBottom + vary(0.38, 0.1),
      rx: vary(46, 0.25),
      ry: vary(34, 0.25),
      ru: vary(0.24, 0.12),
      tilt: random.between(-0.5, 0.5),
    },
    stomachGas: random.between(-0.8, 0.5),
    stomachContent: random.weighted([
      [0.5, random.between(5, 45)],
      [0.25, random.between(60, 110)],
      [0.25, random.between(180, 320)],
    ]),
    gallbladder,
    pancreas: [0, 1, 2, 3].map((part) => ({
      x: blend(-0.12, 0.46, part / 3) * a,
      y: middle + blend(-0.06, 0.12, part / 3) * b + random.between(-5, 5),
      u: liverBottom + 0.26 + 0.025 * part,
      rx: vary(20, 0.2),
      ry: vary(11, 0.2),
      ru: 0.07,
      tilt: random.between(0, 0.5),
    })),
    heart: {
      x: random.between(8, 24),
      y: middle - 0.34 * b,
      u: liverTop + random.between(0.16, 0.22),
      rx: vary(60, 0.1),
      ry: vary(46, 0.1),
      ru: 0.22,
      tilt: random.between(0.2, 0.5),
    },
    bowel: drawBowel(random, cavity, liverBottom, height, enhancement.bowelWall),
    mesentery: drawTubes(
      random,
      110,
      () => ({
        x: random.between(-0.5, 0.6) * a,
        y: middle + random.between(-0.7, 0.3) * b,
        u: random.between(0, liverBottom + 0.3),
      }),
      26,
      [1, 2.6],
      height,
    ),
    lungVessels: drawTubes(
      random,
      150,
      () => ({
        x: random.between(-0.85, 0.85) * a,
        y: middle + random.between(-0.75, 0.85) * b,
        u: random.between(liverTop - 0.3, 1),
      }),
      20,
      [0.7, 2],
      height,
    ),
    portalVeins: [
      ...vein(hilum, toward(-0.45, 0.05, 0.03), 6),
      ...vein(toward(-0.45, 0.05, 0.03), toward(-0.68, 0.32, -0.03), 4.2),
      ...vein(toward(-0.4, 0.02, 0.03), toward(-0.62, -0.36, 0.04), 4),
      ...vein(hilum, toward(0.02, -0.48, 0.08), 4.6),
      { from: { x: 8, y: hilum.y + 8, u: hilum.u - 0.1 }, to: hilum, radius: 6.5 },
    ],
    hepaticVeins: [
      ...vein(cava, toward(-0.62, 0.3, 0.08), 4.6),
      ...vein(cava, toward(-0.4, -0.4, 0.08), 4.4),
      ...vein(cava, toward(0.1, -0.55, 0.12), 4),
    ],
    noise: random.between(6, 12) * blend(0.9, 1.2, (torso.halfWidth - 140) / 50),
    ribPhase: random.between(0, 1),
    calcified: random.chance(0.35),
    fields: {
      bendX: new SmoothField(random, 6, 4),
      bendY: new SmoothField(random, 6, 4),
      wrinkleX: new SmoothField(random, 20, 14),
      wrinkleY: new SmoothField(random, 20, 14),
      coarse: new SmoothField(random, 16, 16),
      fine: new SmoothField(random, 54, 20),
      scanner: new ScannerNoise(random),
    },
  };
  return { ...draft, lesions: withLesions ? drawLesions(random, draft, sliceHeights) : [] };
}
