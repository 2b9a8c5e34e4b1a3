import { timeOf } from '#shared/clock/zone.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import { serviceFamilies } from '#shared/report/matters.ts';
import { leastRated, openRate, standingGroup, standingWindow } from '#shared/report/standing.ts';
import * as wire from '#shared/wire/public.ts';
import type { FigureTotals } from '../../ports.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { StandingQueries } from '../../storage/figures/standing-queries.ts';
import type { openLimits } from '../limits.ts';
import { countedOf } from '../../queries/figures.ts';
import { forAnyone, type Route } from '../route.ts';

/** Nobody waits for a figure of whole days to change by the minute, and whoever asks in a loop costs nothing. */
const keptMs = 10 * minuteMs;

/** How units do, open to everybody. */
export function standingRoutes(ports: {
  standing: StandingQueries;
  totals: Pick<FigureTotals, 'freshen'>;
  limits: ReturnType<typeof openLimits>;
  now: () => number;
}): Route[] {
  const { limits, now } = ports;
  const kept = new Map<string, { at: number; answer: Promise<wire.PublicStanding | Refusal> }>();
  return [
    forAnyone({
      method: 'get',
      path: '/public/standing',
      tag: 'public',
      summary: 'Units by closing on time and satisfaction, with what the rates rest on',
      guards: [limits.publicRead],
      query: wire.publicStandingQuery,
      answer: wire.publicStanding,
      handle({ pack, query }) {
        const name = `${pack.id} ${query.window}`;
        const known = kept.get(name);
        if (known && now() - known.at < keptMs) return known.answer;
        const answer = read(ports, pack, query.window, now());
        kept.set(name, { at: now(), answer });
        void answer.then(
          (told) => isRefusal(told) && kept.delete(name),
          () => kept.delete(name),
        );
        return answer;
      },
    }),
  ];
}

async function read(
  { standing, totals }: { standing: StandingQueries; totals: Pick<FigureTotals, 'freshen'> },
  pack: LoadedPack,
  kind: wire.StandingWindow,
  now: number,
): Promise<wire.PublicStanding | Refusal> {
  const behind = await totals.freshen(pack.id);
  if (behind) return behind;
  const window = standingWindow(kind, pack.pack.calendar, now);
  const families: ReadonlySet<string> = new Set(serviceFamilies);
  const rows = await standing.read({
    jurisdiction: pack.id,
    window,
    counted: countedOf(pack, { family: 'incident', procedure: undefined }),
    time: timeOf(pack.pack.calendar),
    suppliers: {
      units: pack.pack.units.filter((unit) => standingGroup(unit) === 'supplier').map(({ id }) => id),
      procedures: pack.pack.procedures.filter(({ family }) => families.has(family)).map(({ id }) => id),
    },
  });
  const units = rows.flatMap(({ unit: id, onTime, satisfaction }) => {
    const unit = pack.units.get(id);
    if (!unit || onTime[1] + satisfaction[1] === 0) return [];
    return {
      unit: unit.name,
      group: standingGroup(unit),
      onTime: openRate(...onTime),
      satisfaction: openRate(...satisfaction),
    };
  });
  return { window, least: leastRated, units };
}
