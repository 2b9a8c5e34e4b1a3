import type { RecordKind, Values } from './kind.ts';

/** Why something stays, by the rule in RULES.md. */
export const keepingRules = ['register', 'licence', 'open-matter'] as const;
export type KeepingRule = (typeof keepingRules)[number];

/** What is known of a person when an erasure is asked for. */
export interface ErasureGround {
  values: Values;
  ended: boolean;
  /** Licences that the person holds: until which day (2026-11-29; null: without end), and how many years they are kept after it. */
  licences: readonly { until: string | null; keepYears: number }[];
  /** Numbers of open matters that name the person. */
  openMatters: readonly string[];
  /** The day of now, 2026-11-29. */
  today: string;
}
export interface ErasurePlan {
  /** Fields that go, and fields that stay with the rules that keep them. */
  erased: string[];
  kept: { field: string; by: KeepingRule[] }[];
  /** Nothing stays: the record ends and has no name (E5). */
  isWhole: boolean;
}

const keptBy: Readonly<Record<KeepingRule, readonly string[]>> = {
  register: ['name', 'identity', 'sex', 'birth'],
  licence: ['name', 'identity'],
  'open-matter': ['name', 'phone'],
};

/** What goes and what stays of a person (RULES.md, E1-E5). Pure: the day is told. */
export function erasurePlan(kind: RecordKind, ground: ErasureGround): ErasurePlan {
  const rules = keepingRules.filter((rule) => holds(rule, ground));
  const filled = kind.fields.filter(({ id }) => ground.values[id] !== undefined);
  const kept = filled.flatMap(({ id }) => {
    const by = rules.filter((rule) => keptBy[rule].includes(id));
    return by.length > 0 ? [{ field: id, by }] : [];
  });
  // Where a person lives is no personal field by itself; with the name it is.
  const isWhole = rules.length === 0;
  const erased = filled.filter(
    ({ id, personal }) => (isWhole || personal !== undefined) && !kept.some(({ field }) => field === id),
  );
  return { erased: erased.map(({ id }) => id), kept, isWhole };
}

function holds(rule: KeepingRule, { values, ended, licences, openMatters, today }: ErasureGround): boolean {
  switch (rule) {
    case 'register':
      return values['stay'] === 'registered' && !ended;
    case 'licence':
      return licences.some(({ until, keepYears }) => until === null || yearsLater(until, keepYears) > today);
    case 'open-matter':
      return openMatters.length > 0;
  }
}

const yearsLater = (day: string, years: number): string =>
  `${String(Number(day.slice(0, 4)) + years).padStart(4, '0')}${day.slice(4)}`;

/** Names that stand beside a telephone in records about something else (E6), by the field of the telephone. */
const beside: Readonly<Record<string, string>> = {
  'landlord-phone': 'landlord',
  'chief-phone': 'chief',
  'keeper-phone': 'keeper',
  'driver-phone': 'driver',
};

/** Which fields of another record tell of the person whose telephone this is; none where the law makes it public (E6). */
export function fieldsOfOther(
  kind: RecordKind,
  values: Values,
  isPhone: (text: string) => boolean,
): string[] {
  if (kind.realm === 'organisations' || kind.about === 'person') return [];
  return kind.fields.flatMap(({ id, type }) => {
    const value = values[id];
    if (type !== 'phone' || typeof value !== 'string' || !isPhone(value)) return [];
    const name = beside[id];
    return name === undefined ? [id] : [id, name];
  });
}
