import { dayMs } from '../kernel/span.ts';

/** What an entry of a credit dossier is about. */
export const creditWhats = [
  'warning',
  'fine',
  'large-fine',
  'confiscation',
  'suspension',
  'revocation',
  'removal',
  'spared',
  'no-violation',
  'open-case',
  'licence',
  'abnormal',
  'dishonest',
  'ordered',
  'corrected',
  'approval',
] as const;
export type CreditWhat = (typeof creditWhats)[number];

/** One line of a subject's dossier, with its receipt: the matter that it rests on, or the record of a licence. */
export interface CreditEntry {
  what: CreditWhat;
  /** When it took effect. */
  at: number;
  /** Carried out, paid, corrected (penalties). */
  settled: boolean;
  /** When it was taken back or removed; it counts no longer, and stays told. */
  ended?: number | undefined;
  /** Last day of what has one (a licence): 2026-11-29. */
  until?: string | undefined;
  receipt: { kind: 'matter' | 'record'; id: string };
}
/** An entry with what it does to the score at an instant. */
export interface CreditLine extends CreditEntry {
  points: number;
  /** Until when it counts; null: as long as it stands. */
  ends: number | null;
  /** It counts at the instant that was asked for. */
  counts: boolean;
}
export type CreditGrade = 'A' | 'B' | 'C' | 'D';
export interface Credit {
  score: number;
  grade: CreditGrade;
  lines: CreditLine[];
  /** Why an approval asks for more of this subject; none: it does not. */
  restricted: CreditLine[];
}

/** The formula, as it is published (RULES.md, C1-C6, C9-C11). Points and terms in years. */
export const creditFormula = {
  base: 85,
  effects: {
    warning: { points: -3, years: 1 },
    fine: { points: -8, years: 1 },
    'large-fine': { points: -15, years: 3 },
    confiscation: { points: -15, years: 3 },
    suspension: { points: -25, years: 3 },
    revocation: { points: -40, years: 3 },
    removal: { points: -15, years: 3 },
    spared: { points: 0, years: 1 },
    'no-violation': { points: 2, years: 1 },
    'open-case': { points: 0, years: null },
    licence: { points: 2, years: null },
    abnormal: { points: -15, years: null },
    dishonest: { points: -60, years: null },
    ordered: { points: -2, years: 1 },
    corrected: { points: 0, years: 1 },
    approval: { points: 0, years: null },
  } satisfies Record<CreditWhat, { points: number; years: number | null }>,
  /** Not carried out: so much more, as long as it is not. */
  unsettled: -20,
  /** Most that goes well counts for. */
  most: { 'no-violation': 10, licence: 6 },
  /** Weight in a draw for an inspection, by the grade at that instant (C11). */
  draw: { A: 0.5, B: 1, C: 2, D: 5 } satisfies Record<CreditGrade, number>,
  /** A fine of so much is a large one. */
  largeFine: 10_000,
  grades: [
    ['A', 90],
    ['B', 75],
    ['C', 60],
    ['D', 0],
  ] as const satisfies readonly (readonly [CreditGrade, number])[],
} as const;

export const penalties: readonly CreditWhat[] = [
  'warning',
  'fine',
  'large-fine',
  'confiscation',
  'suspension',
  'revocation',
  'removal',
];
/** What restricts a subject while it counts, whatever the score. */
const restricting: readonly CreditWhat[] = ['suspension', 'revocation', 'abnormal', 'dishonest'];

export const isPenalty = (what: CreditWhat): boolean => penalties.includes(what);

/** Score and grade of a subject at an instant, with what each entry does. Pure: the same entries and instant give the same grade. */
export function creditOf(entries: readonly CreditEntry[], now: number): Credit {
  const lines = entries.map((entry) => lineOf(entry, now)).toSorted((a, b) => b.at - a.at);
  const counting = lines.filter(({ counts }) => counts);
  const sum = (list: readonly CreditLine[]): number => list.reduce((total, { points }) => total + points, 0);
  const well = (what: 'no-violation' | 'licence'): number =>
    Math.min(creditFormula.most[what], sum(counting.filter((one) => one.what === what)));
  const bad = sum(counting.filter(({ points }) => points < 0));
  const score = Math.max(0, Math.min(100, creditFormula.base + bad + well('no-violation') + well('licence')));
  const grade = creditFormula.grades.find(([, least]) => score >= least)?.[0] ?? 'D';
  const restricted = counting.filter(
    ({ what, settled }) =>
      restricting.includes(what) || (isPenalty(what) && !settled) || (grade === 'D' && isPenalty(what)),
  );
  return { score, grade, lines, restricted };
}

function lineOf(entry: CreditEntry, now: number): CreditLine {
  const { points, years } = creditFormula.effects[entry.what];
  const owes = isPenalty(entry.what) && !entry.settled;
  const term = years === null ? null : entry.at + years * 365 * dayMs;
  // What was not carried out counts until it is.
  const until = entry.until === undefined ? term : Date.parse(entry.until) + dayMs;
  const ends = entry.ended ?? (owes ? null : until);
  const counts = entry.at <= now && (ends === null || now < ends);
  return { ...entry, points: points + (owes ? creditFormula.unsettled : 0), ends, counts };
}
