import { describe, expect, it } from 'vitest';
import { evolve } from '#shared/incident/evolve.ts';
import type { IncidentFact } from '#shared/incident/fact.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import type { IncidentDetail } from '#shared/wire/http.ts';
import type { Api } from '../../../client/http/api.ts';
import { pastApi } from '../../../client/replay/past-api.ts';
import { testReport } from '../../support/county.ts';
import { duty, monday9 } from '../../support/incident-world.ts';
import { openWorld } from '../../support/stage.ts';

describe('a matter of the past', () => {
  let now = monday9;
  const { record } = openWorld(0, () => now);
  const reported = record.send(testReport(), duty);
  if (isRefusal(reported)) throw new Error(reported.reason);
  const { id } = reported;
  for (const step of ['accept', 'file']) {
    now += 60_000;
    record.take(id, step, duty);
  }
  const detail = {
    incident: must(record.incidents.get(id), id),
    entries: record.entries.map(({ jurisdiction: _, ...entry }) => entry),
  } as unknown as IncidentDetail;
  let asked = 0;
  const live = { incident: async () => ((asked += 1), detail) } as unknown as Api;
  let at = now;
  const api = pastApi(live, () => at);

  it('M10 is what its entries up to the instant make of it, forth and back, read once', async () => {
    const nodes: string[] = [];
    for (at of [monday9, monday9 + 60_000, monday9 + 120_000, monday9 + 61_000]) {
      const told = await api.incident(id);
      if (isRefusal(told)) throw new Error(told.reason);
      nodes.push(told.incident.node);
      let wanted: Incident | null = null;
      for (const { at: when, by, fact } of record.entries.filter((entry) => entry.at <= at))
        wanted = evolve(wanted, { at: when, by, fact: fact as IncidentFact });
      expect(told.incident).toEqual(wanted);
      expect(told.entries.length).toBe(told.incident.version);
    }
    expect(nodes).toEqual(['reported', 'accepted', 'filed', 'accepted']);
    expect(asked).toBe(1);
  });

  it('M11 before its report it is not there; nothing is done in the past', async () => {
    at = monday9 - 1;
    expect(await api.incident(id)).toMatchObject({ kind: 'refusal', code: 'unknown' });
    expect(await api.command({} as never, 'key')).toMatchObject({ kind: 'refusal', code: 'not-now' });
    expect([await api.suggestions(id, 'zh'), await api.duplicates(id)]).toEqual([[], []]);
  });
});
