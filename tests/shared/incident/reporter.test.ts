import { describe, expect, it } from 'vitest';
import type { Actor } from '#shared/access/person.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { dayMs, minuteMs } from '#shared/kernel/span.ts';
import { duty, handlerOf, incidentWorld, type IncidentWorld, shown } from '../../support/incident-world.ts';

const reporter: Actor = { id: 'citizen-1', name: '市民', role: 'citizen' };
const stranger: Actor = { ...reporter, id: 'citizen-2' };

/** A matter that a citizen reported, closed by the centre. */
function closed(): IncidentWorld {
  const world = incidentWorld();
  const report = { source: 'citizen', item: 'manhole', title: '井盖缺失', detail: '', address: '' } as const;
  const place = { lng: 120.28, lat: 31.91 };
  taken(world.send({ kind: 'report', ...report, place, urgent: false, evidence: [] }, reporter));
  const city = handlerOf('city');
  taken(world.take('accept', duty));
  taken(world.take('file', duty));
  taken(world.take('dispatch', duty, { lead: 'city', co: [] }));
  taken(world.take('sign', city));
  taken(world.take('start-work', city));
  taken(world.take('feed-back', city, { note: '已更换', answer: '井盖已换新', evidence: shown }));
  taken(world.take('pass-check', duty));
  world.now += minuteMs;
  return closeOnce(world);
}
function closeOnce(world: IncidentWorld): IncidentWorld {
  taken(world.take('close', duty));
  return world;
}
function taken(answer: Incident | Refusal): Incident {
  if (isRefusal(answer)) throw new Error(answer.reason);
  return answer;
}

describe('a rating by the one who reported it', () => {
  it('P1 is marked as such, stands in place of the centre’s, and is given once for each closing', () => {
    const world = closed();
    expect(taken(world.take('evaluate', duty, { rating: 5 })).rating).not.toHaveProperty('own');
    expect(taken(world.take('assess', duty)).node).toBe('assessed');
    const rated = taken(world.take('rate-later', reporter, { rating: 2, note: '又松了' }));
    expect(rated).toMatchObject({ node: 'assessed', rating: { score: 2, own: true } });
    expect(world.take('rate-later', reporter, { rating: 5 })).toMatchObject({
      code: 'not-now',
      reason: 'rate-later needs: unrated-by-reporter',
    });
  });

  it('P1 is that of the reporter alone: another citizen’s is not marked', () => {
    expect(taken(closed().take('evaluate', stranger, { rating: 4 })).rating).not.toHaveProperty('own');
  });

  it('P1 that is bad can ask for the work to be done again; a second closing can be rated anew', () => {
    const world = closed();
    const asked = taken(world.take('ask-again', reporter, { rating: 1, reason: '没有修' }));
    expect(asked).toMatchObject({ node: 'disputed', rating: { score: 1, own: true } });
    expect(asked.rings[5]).toBe(world.now);
    expect(taken(world.take('reopen', duty, { reason: '回访属实' })).closedAt).toBeUndefined();
    world.now += minuteMs;
    const city = handlerOf('city');
    taken(world.take('dispatch', duty, { lead: 'city', co: [] }));
    taken(world.take('sign', city));
    taken(world.take('start-work', city));
    taken(world.take('feed-back', city, { note: '重做', evidence: shown }));
    taken(world.take('pass-check', duty));
    closeOnce(world);
    expect(taken(world.take('evaluate', reporter, { rating: 5 })).rating).toMatchObject({
      score: 5,
      own: true,
    });
  });

  it('P1 a closing that is upheld goes on to its end with the reporter’s rating', () => {
    const world = closed();
    taken(world.take('ask-again', reporter, { rating: 2, reason: '不满意' }));
    const upheld = taken(world.take('uphold', duty, { reason: '现场已复核' }));
    expect(upheld).toMatchObject({ node: 'evaluated', rating: { score: 2, own: true } });
  });

  it('P2 is refused when its time is over', () => {
    const world = closed();
    taken(world.take('evaluate', duty, { rating: 5 }));
    world.now += 15 * dayMs;
    expect(taken(world.take('rate-later', reporter, { rating: 3 })).rating?.score).toBe(3);
    const late = closed();
    taken(late.take('evaluate', duty, { rating: 5 }));
    late.now += 15 * dayMs + 1;
    expect(late.take('rate-later', reporter, { rating: 3 })).toMatchObject({
      code: 'not-now',
      reason: 'the time for rate-later is over',
    });
  });
});
