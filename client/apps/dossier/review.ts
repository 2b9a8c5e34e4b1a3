import { may } from '#shared/access/may.ts';
import { ringLimits, type RingLimit } from '#shared/dossier/ring-limits.ts';
import type { RingLife } from '#shared/dossier/ring-life.ts';
import type { Incident, Task } from '#shared/incident/incident.ts';
import type { Point } from '#shared/geo/point.ts';
import type { Dossier, Earlier } from '#shared/wire/dossier.ts';
import { detailAt } from '../../replay/past-api.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { TimeLine } from '../../telling/timeline.ts';

/** A moment of a review: what lay open to see before the report, then each act. */
export interface Moment {
  key: string;
  at: number;
  kind: 'sign' | 'near' | 'act';
  text: string;
  by: string;
  note: string;
  /** Something to look at: a sensor out of its normal values, a report of the same kind, a deadline that passed. */
  look: boolean;
}
interface Words {
  sign(sensor: Earlier['sensors'][number]): string;
  near(report: Earlier['reports'][number]): string;
}

/** All moments, oldest first; what happened in the same millisecond in the order of the ledger. */
export function momentsOf(lines: readonly TimeLine[], earlier: Earlier | null, words: Words): Moment[] {
  const signs = (earlier?.sensors ?? []).flatMap((sensor): Moment[] =>
    sensor.first === null
      ? []
      : [
          {
            key: `s ${sensor.id}`,
            at: sensor.first,
            kind: 'sign',
            text: words.sign(sensor),
            ...nobody,
            look: true,
          },
        ],
  );
  const near = (earlier?.reports ?? []).map((report): Moment => ({
    key: `r ${report.id}`,
    at: report.at,
    kind: 'near',
    text: words.near(report),
    ...nobody,
    look: report.same,
  }));
  const acts = lines.map(({ key, at, text, by, note, tone }): Moment => ({
    key,
    at,
    kind: 'act',
    text,
    by,
    note,
    look: tone === 'look',
  }));
  return [...signs, ...near, ...acts].toSorted((a, b) => a.at - b.at);
}
const nobody = { by: '', note: '' };

/** The earliest thing that could have told: a sensor out of normal, or a report of the same kind near by; null when there was none. */
export function firstSign(
  moments: readonly Moment[],
  reportedAt: number,
): { moment: Moment; leadMs: number } | null {
  const moment = moments.find(({ kind, look, at }) => kind !== 'act' && look && at < reportedAt);
  return moment ? { moment, leadMs: reportedAt - moment.at } : null;
}

/** Each ring with what it was held to. */
export function heldRings(
  { rings }: { rings: readonly RingLife[] },
  { incident, at }: Pick<Dossier, 'incident' | 'at'>,
): { ring: RingLife; limit: RingLimit | null }[] {
  const limits = ringLimits(rings, incident.clocks, { reportedAt: incident.reportedAt, now: at });
  return rings.map((ring, i) => ({ ring, limit: limits[i] ?? null }));
}

/** Who of those that sign in acted, in the order of their first act: not rules, nor other systems, nor whoever reported. */
export interface Acted {
  name: string;
  unit: string | null;
  acts: number;
  first: number;
  last: number;
}
export function whoActed(entries: Dossier['entries']): Acted[] {
  const people = new Map<string, Acted>();
  for (const { at, by } of entries) {
    if (!may(by, 'have-session')) continue;
    const one = people.get(by.id);
    if (one) Object.assign(one, { acts: one.acts + 1, last: at });
    else people.set(by.id, { name: by.name, unit: by.unit ?? null, acts: 1, first: at, last: at });
  }
  return [...people.values()];
}

/** What a map of the matter shows at an instant. */
export interface MapThen {
  /** Null before it was reported. */
  incident: Incident | null;
  tasks: readonly Task[];
  sensors: { id: string; place: Point; out: boolean }[];
  reports: { id: string; place: Point; same: boolean }[];
}
export function mapAt(dossier: Dossier, earlier: Earlier | null, at: number): MapThen {
  const detail = detailAt(dossier, at);
  const incident = isRefusal(detail) ? null : detail.incident;
  return {
    incident,
    tasks: incident?.tasks.filter(({ state }) => state !== 'withdrawn') ?? [],
    sensors: (earlier?.sensors ?? []).map(({ id, place, first }) => ({
      id,
      place,
      out: first !== null && first <= at,
    })),
    reports: (earlier?.reports ?? []).filter((one) => one.at <= at),
  };
}
