import { contains, section, type Ellipse, type Ellipsoid, type Point } from './geometry';
import { diaphragm, liverAt, type LiverShape } from './liverShape';
import type { Random } from './random';

export interface Lesion extends Ellipsoid {
  /** Difference to the liver in Hounsfield units; the rim may differ from the core. */
  core: number;
  rim: number;
  /** Width of the border as a share of the radius. */
  softness: number;
  irregularity: number;
}

type Kind = 'metastasis' | 'cyst' | 'hypervascular' | 'necrotic' | 'iodized';

/** What a patient's lesions have in common. */
interface Burden {
  /** Radii in millimetres. */
  radius: readonly [low: number, high: number];
  /** Area of lesions in a slice to reach, in square millimetres. */
  area: readonly [low: number, high: number];
  /** 1: as the kind has it; less: fainter. */
  contrast: readonly [low: number, high: number];
  kinds: readonly (readonly [weight: number, kind: Kind])[];
}

/** Most are bright, or have a bright rim: a small network finds what is brighter than vessels within few epochs, and dark spots hardly. */
const plain = [
  [0.66, 'iodized'],
  [0.28, 'necrotic'],
  [0.06, 'metastasis'],
] as const;

/** How livers are affected, with how often: many lesions or a few large ones, most plain to see, some hard even for a person. */
const burdens: readonly (readonly [weight: number, burden: Burden])[] = [
  [0.74, { radius: [10, 22], area: [4000, 9000], contrast: [0.85, 1.1], kinds: plain }],
  [0.16, { radius: [20, 36], area: [3500, 8000], contrast: [0.85, 1.1], kinds: plain }],
  [
    0.1,
    {
      radius: [9, 18],
      area: [150, 700],
      contrast: [0.35, 0.8],
      kinds: [
        [0.6, 'metastasis'],
        [0.2, 'cyst'],
        [0.2, 'hypervascular'],
      ],
    },
  ],
];

/** A smaller cut of a lesion is lost between two slices. */
const leastCut = 7;

/** Where a lesion shows in the slice at height `u`, or undefined where it does not. */
export function cutOf(lesion: Lesion, u: number): Ellipse | undefined {
  const cut = section(lesion, u);
  return cut && Math.min(cut.rx, cut.ry) >= leastCut ? cut : undefined;
}

const areaOf = (cut: Ellipse | undefined): number => (cut ? Math.PI * cut.rx * cut.ry : 0);

/** Half height of a lesion that does not show any more at a distance from its middle. */
function reachWithin({ rx, ry }: Lesion, distance: number): number {
  return (0.99 * distance) / Math.sqrt(1 - Math.min(leastCut / Math.min(rx, ry), 0.99) ** 2);
}

function drawLesion(random: Random, place: Point, height: number, burden: Burden): Lesion {
  const radius = random.logBetween(...burden.radius);
  const strength = random.between(...burden.contrast);
  const common = {
    ...place,
    rx: radius * random.between(0.85, 1.2),
    ry: radius * random.between(0.85, 1.2),
    ru: radius / height,
    tilt: random.between(0, Math.PI),
  };
  const dark = -strength * random.between(68, 104);
  switch (random.weighted(burden.kinds)) {
    case 'metastasis':
      return { ...common, core: dark, rim: dark * random.between(0.7, 1), softness: 0.3, irregularity: 0.22 };
    case 'cyst':
      return { ...common, core: dark, rim: dark, softness: 0.12, irregularity: 0.05 };
    case 'hypervascular': {
      const core = strength * random.between(44, 76);
      return { ...common, core, rim: core * random.between(0.7, 1.3), softness: 0.16, irregularity: 0.16 };
    }
    case 'necrotic':
      return {
        ...common,
        core: dark,
        rim: strength * random.between(120, 210),
        softness: 0.16,
        irregularity: 0.25,
      };
    // Holds iodized oil, from a treatment through its artery.
    case 'iodized': {
      const core = strength * random.between(120, 210);
      return { ...common, core, rim: core * random.between(0.7, 1.3), softness: 0.16, irregularity: 0.16 };
    }
  }
}

/** Whether a lesion lies in the liver, but for a part of its border. */
function isInLiver(lesion: Lesion, liver: (x: number, y: number) => number): boolean {
  const reach = 0.7 * Math.min(lesion.rx, lesion.ry);
  const inside = [0, 1, 2, 3, 4, 5, 6, 7].filter((eighth) => {
    const angle = (eighth * Math.PI) / 4;
    return liver(lesion.x + reach * Math.cos(angle), lesion.y + reach * Math.sin(angle)) > 0;
  });
  return inside.length >= 6;
}

/** Lesions are drawn over so much of the liver in a slice at most; as they are irregular, half of it is not reached. */
const mostOfLiver = 0.4;
/** Distance of the places that are looked at, in millimetres. */
const grain = 6;

/** Area of the liver in the slice at height `u`, in square millimetres. */
function liverArea(patient: LiverShape, u: number): number {
  const { halfWidth, middle, halfDepth } = patient.cavity;
  const liver = liverAt(patient, u);
  let places = 0;
  for (let x = -halfWidth; x <= halfWidth; x += grain)
    for (let y = middle - halfDepth; y <= middle + halfDepth; y += grain) if (liver(x, y) > 0) places++;
  return places * grain ** 2;
}

/** Share of the slices that could hold a lesion that do hold one, from few to all. */
const affectedShare = [0.5, 1] as const;

/** What a place in the liver must keep clear of. */
interface Surroundings extends LiverShape {
  /** Height of the body in millimetres. */
  height: number;
  kidneys: readonly Ellipsoid[];
  gallbladder: Ellipsoid | undefined;
}

/**
 * Lesions of a run of neighbouring slices, and of no other: which slices it is says nothing about a patient. At least one
 * slice that could hold a lesion stays free: "liver" and "lesion" both occur in every affected patient.
 */
export function drawLesions(
  random: Random,
  patient: Surroundings,
  sliceHeights: readonly number[],
): Lesion[] {
  const low = patient.liverBottom + 0.07;
  const high = patient.liverTop - 0.09;
  const usable = sliceHeights.filter((u) => u > low && u < high);
  const inTheWay = [...patient.kidneys, ...(patient.gallbladder ? [patient.gallbladder] : [])];
  const count = Math.min(
    Math.max(1, Math.round(usable.length * random.between(...affectedShare))),
    usable.length - 1,
  );
  const first = random.integer(0, usable.length - count);
  const affected = usable
    .slice(first, first + count)
    .map((u) => ({ u, area: 0, most: mostOfLiver * liverArea(patient, u) }));
  const others = sliceHeights.filter((u) => affected.every((slice) => slice.u !== u));
  const burden = random.weighted(burdens);
  const wanted = random.logBetween(...burden.area);
  const lesions: Lesion[] = [];
  for (let tries = 0; tries < 4000; tries++) {
    const lacking = affected.filter(({ area, most }) => area < Math.min(wanted, 0.6 * most));
    if (lacking.length === 0) break;
    const bare = lacking.filter(({ area }) => area === 0);
    const from = bare.length > 0 ? bare : lacking;
    const { u } = from[random.integer(0, from.length - 1)];
    const place = {
      x: random.between(-1, 0.4) * patient.cavity.halfWidth,
      y: patient.cavity.middle + random.between(-0.9, 0.8) * patient.cavity.halfDepth,
      u,
    };
    const liver = liverAt(patient, u);
    if (liver(place.x, place.y) < 0.3) continue;
    if (diaphragm(patient, place.x, place.y) < u + 0.04) continue;
    if (inTheWay.some((organ) => contains(organ, place, 14))) continue;
    const drawn = drawLesion(random, place, patient.height, burden);
    const free = Math.min(...others.map((other) => Math.abs(other - u)));
    const lesion = { ...drawn, ru: Math.min(drawn.ru, reachWithin(drawn, free)) };
    if (!isInLiver(lesion, liver) || !cutOf(lesion, u)) continue;
    const added = affected.map((slice) => areaOf(cutOf(lesion, slice.u)));
    if (affected.some(({ area, most }, index) => added[index] > 0 && area + added[index] > most)) continue;
    lesions.push(lesion);
    for (const [index, slice] of affected.entries()) slice.area += added[index];
  }
  return lesions;
}
