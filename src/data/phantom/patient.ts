import { blend, contains, type Ellipsoid, type Point, type Tube, type View } from './geometry';
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
    0.82,
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
    0.12,
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
    0.06,
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

export interface Lesion extends Ellipsoid {
  /** Difference to the liver in Hounsfield units; the rim may differ from the core. */
  core: number;
  rim: number;
  /** Width of the border as a share of the radius. */
  softness: number;
  irregularity: number;
}

export interface BowelLoop {
  tube: Tube;
  wall: number;
  content: 'gas' | 'fluid' | 'contrast' | 'stool';
}

/** Everything that makes up a patient; the same seed draws the same patient. */
export interface Patient {
  view: View;
  /** Height of the volume in millimetres. */
  height: number;
  torso: Torso;
  /** Half axes and middle of the abdominal cavity. */
  cavity: { halfWidth: number; halfDepth: number; middle: number };
  enhancement: Enhancement;
  /** Where the liver begins and where its dome ends. */
  liverBottom: number;
  liverTop: number;
  /** Size of the left lobe, 1 is typical. */
  leftLobe: number;
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

/** Height of the diaphragm over a place: two domes, the right one higher. */
export function diaphragm(patient: Pick<Patient, 'cavity' | 'liverTop'>, x: number, y: number): number {
  const { halfWidth, halfDepth, middle } = patient.cavity;
  const dy = (y - middle + 0.2 * halfDepth) / (0.95 * halfDepth);
  const right = (x + 0.45 * halfWidth) / (0.64 * halfWidth);
  const left = (x - 0.45 * halfWidth) / (0.64 * halfWidth);
  const depth = 0.27;
  return patient.liverTop - depth * dy * dy - Math.min(depth * right * right, 0.035 + depth * left * left);
}

type LiverShape = Pick<Patient, 'cavity' | 'liverBottom' | 'liverTop' | 'leftLobe'>;

function smoothMax(a: number, b: number, width: number): number {
  const overlap = Math.max(width - Math.abs(a - b), 0) / width;
  return Math.max(a, b) + (overlap * overlap * width) / 4;
}

/**
 * The liver at height `u` as a function that is positive inside, 0 at the border and about 1 deep inside:
 * a right lobe that grows from its tip, a left lobe in front, the hollow at the hilum cut out.
 */
export function liverAt(patient: LiverShape, u: number): (x: number, y: number) => number {
  const { cavity, liverBottom, liverTop, leftLobe } = patient;
  const t = (u - liverBottom) / (liverTop - liverBottom);
  if (t <= 0 || t >= 1.05) return () => -1;
  const grown = Math.min(t / 0.42, 1);
  const tip = Math.sqrt(1 - (1 - grown) * (1 - grown));
  const right = {
    x: blend(-0.72, -0.5, t * 1.9),
    y: blend(0.16, 0.02, t * 1.9),
    rx: blend(0.24, 0.5, t * 2) * tip,
    ry: blend(0.5, 0.84, t * 1.8) * tip,
  };
  const leftGrown = Math.min(Math.max((t - 0.34) / 0.3, 0), 1);
  const leftTip = Math.sqrt(1 - (1 - leftGrown) * (1 - leftGrown)) * leftLobe;
  const left = { x: blend(-0.1, 0.06, leftGrown), y: -0.52, rx: 0.5 * leftTip, ry: 0.34 * leftTip };
  const hollow = { x: 0.16, y: 0.24, rx: 0.5, ry: blend(0.44, 0.3, (t - 0.4) / 0.4) };
  return (px, py) => {
    const x = px / cavity.halfWidth;
    const y = (py - cavity.middle) / cavity.halfDepth;
    const reach = 1 - x * x - y * y;
    if (reach < 0.02) return -1;
    const rx = (x - right.x) / right.rx;
    const ry = (y - right.y) / right.ry;
    let inside = 1 - rx * rx - ry * ry;
    if (leftTip > 0.05) {
      const lx = (x - left.x) / left.rx;
      const ly = (y - left.y + 0.22 * (x - left.x)) / left.ry;
      inside = smoothMax(inside, 1 - lx * lx - ly * ly, 0.35);
    }
    const hx = (x - hollow.x) / hollow.rx;
    const hy = (y - hollow.y) / hollow.ry;
    const outside = (hx * hx + hy * hy - 1) * 0.8;
    return Math.min(-smoothMax(-inside, -outside, 0.2), (reach - 0.02) * 6);
  };
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

type LesionKind = 'metastasis' | 'cyst' | 'hypervascular' | 'necrotic';

function drawLesion(random: Random, place: Point, height: number): Lesion {
  const kind = random.weighted<LesionKind>([
    [0.52, 'metastasis'],
    [0.1, 'cyst'],
    [0.1, 'hypervascular'],
    [0.28, 'necrotic'],
  ]);
  const radius = random.logBetween(16, kind === 'necrotic' ? 44 : 38);
  const common = {
    ...place,
    rx: radius * random.between(0.85, 1.2),
    ry: radius * random.between(0.85, 1.2),
    ru: radius / height,
    tilt: random.between(0, Math.PI),
  };
  switch (kind) {
    case 'metastasis': {
      const core = -random.between(60, 95);
      return { ...common, core, rim: core * random.between(0.7, 1), softness: 0.3, irregularity: 0.22 };
    }
    case 'cyst':
      return { ...common, core: -random.between(65, 95), rim: -80, softness: 0.12, irregularity: 0.05 };
    case 'hypervascular': {
      const core = random.between(44, 76);
      return { ...common, core, rim: core * random.between(0.7, 1.3), softness: 0.25, irregularity: 0.16 };
    }
    case 'necrotic':
      return {
        ...common,
        core: -random.between(60, 95),
        rim: random.between(5, 50),
        softness: 0.25,
        irregularity: 0.28,
      };
  }
}

/** Heights between which the liver is large enough to hold a lesion in any patient. */
function lesionHeights({
  liverBottom,
  liverTop,
}: Pick<Patient, 'liverBottom' | 'liverTop'>): [number, number] {
  return [liverBottom + 0.1, liverTop - 0.12];
}

/** Share of the slices that could hold a lesion but hold none, from widespread to few lesions. */
const unaffectedShare = [0, 0.25] as const;

/**
 * Places lesions in the liver, each around the height of a slice, so that it shows, until they reach the drawn
 * share of the slices that could hold one. At least one such slice stays free: "liver" and "lesion" both occur in
 * every affected patient.
 */
function drawLesions(
  random: Random,
  patient: LiverShape & Pick<Patient, 'height' | 'kidneys' | 'gallbladder'>,
  sliceHeights: readonly number[],
): Lesion[] {
  const [low, high] = lesionHeights(patient);
  const usable = sliceHeights.filter((u) => u > low && u < high);
  const inTheWay = [...patient.kidneys, ...(patient.gallbladder ? [patient.gallbladder] : [])];
  const unaffected = Math.max(1, usable.length * random.between(...unaffectedShare));
  const lesions: Lesion[] = [];
  let free = usable;
  for (let tries = 0; tries < 400 && free.length > unaffected; tries++) {
    const u = free[random.integer(0, free.length - 1)];
    const place = {
      x: random.between(-1, 0.4) * patient.cavity.halfWidth,
      y: patient.cavity.middle + random.between(-0.9, 0.8) * patient.cavity.halfDepth,
      u,
    };
    if (liverAt(patient, u)(place.x, place.y) < 0.3) continue;
    if (diaphragm(patient, place.x, place.y) < u + 0.05) continue;
    if (inTheWay.some((organ) => contains(organ, place, 14))) continue;
    const lesion = drawLesion(random, place, patient.height);
    const stillFree = free.filter((height) => Math.abs(height - lesion.u) >= lesion.ru);
    if (stillFree.length === 0) continue;
    lesions.push(lesion);
    free = stillFree;
  }
  return lesions;
}

/**
 * Draws a patient from a seed.
 * @param sliceHeights heights `u` at which the volume will be cut
 * @param withLesions whether the liver holds lesions
 */
export function drawPatient(seed: number, sliceHeights: readonly number[], withLesions: boolean): Patient {
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
  const fatty = random.chance(0.15) ? random.between(10, 30) : 0;
  const enhancement = {
    ...typical,
    liver: vary(typical.liver, 0.06) - fatty,
    spleen: vary(typical.spleen, 0.08),
    aorta: vary(typical.aorta, 0.12),
    portal: vary(typical.portal, 0.08),
    hepatic: vary(typical.hepatic, 0.08),
  };
  const liverBottom = random.between(0.15, 0.27);
  const liverTop = random.between(0.76, 0.88);
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
  const gallbladder = random.chance(0.7)
    ? {
        x: -vary(0.34, 0.15) * a,
        y: middle - vary(0.34, 0.2) * b,
        u: liverBottom + random.between(0.14, 0.24),
        rx: vary(13, 0.25),
        ry: vary(20, 0.25),
        ru: vary(0.11, 0.2),
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
