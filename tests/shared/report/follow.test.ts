import { describe, expect, it } from 'vitest';
import type { Actor } from '#shared/access/person.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs, minuteMs } from '#shared/kernel/span.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import { followed } from '#shared/report/follow.ts';
import type { PublicMatter } from '#shared/wire/public.ts';
import { duty, handlerOf, incidentWorld, type IncidentWorld, shown } from '../../support/incident-world.ts';

const reporter: Actor = { id: 'citizen-1', name: '市民', role: 'citizen' };
const city = handlerOf('city');
const two = (text: string) => ({ zh: text, en: text });

function reported(): IncidentWorld {
  const world = incidentWorld();
  const place = { lng: 120.28, lat: 31.91 };
  const matter = {
    source: 'citizen',
    item: 'manhole',
    title: '井盖缺失',
    detail: '晃',
    address: '8 号',
  } as const;
  world.send({ kind: 'report', ...matter, place, urgent: false, evidence: [] }, reporter);
  return world;
}
function take(world: IncidentWorld, ...steps: [Actor, string, object?][]): void {
  for (const [by, step, form = {}] of steps) {
    world.now += minuteMs;
    const done = world.take(step, by, form as never);
    if (isRefusal(done)) throw new Error(`${step}: ${done.reason}`);
  }
}
function look(world: IncidentWorld): PublicMatter {
  const incident = must(world.state, 'a matter');
  return followed({
    incident,
    now: world.now,
    entries: world.events,
    item: two('井盖'),
    procedure: must(builtInProcedures.get(incident.procedure), 'procedure'),
    names: { unit: (id) => two(`单位 ${id}`), centre: two('中心') },
    place: ['镇', '村', '格'],
  });
}
const acts = (matter: PublicMatter): string[] => matter.steps.map(({ act }) => act);
const toWork: [Actor, string, object?][] = [
  [duty, 'accept'],
  [duty, 'file'],
  [duty, 'dispatch', { lead: 'city', co: ['water'] }],
  [city, 'sign'],
];

describe('a matter as its reporter follows it', () => {
  it('names units, the place and the promise, and nobody', () => {
    const world = reported();
    expect(look(world)).toMatchObject({ state: 'received', unit: null, place: '镇 村 8 号', words: '晃' });
    take(world, ...toWork);
    const matter = look(world);
    expect(matter).toMatchObject({ state: 'working', unit: { name: { zh: '单位 city' } }, late: false });
    expect(acts(matter)).toEqual(['reported', 'accepted', 'assigned', 'signed']);
    expect(JSON.stringify(matter)).not.toMatch(/值班席|h-city|网格员/u);
    world.now = must(matter.promisedBy, 'a promise') + 1;
    expect(look(world).late).toBe(true);
  });

  it('sees the own photographs and those that the feedback shows, and no other', () => {
    const world = incidentWorld();
    const photo = (ref: string) => ({ kind: 'photo', text: '', ref, at: 0 }) as const;
    const place = { lng: 120.28, lat: 31.91 };
    world.send(
      {
        kind: 'report',
        source: 'citizen',
        item: 'manhole',
        title: '井盖缺失',
        detail: '晃',
        address: '',
        place,
        urgent: false,
        evidence: [photo('before')],
      },
      reporter,
    );
    take(world, ...toWork.slice(0, 2), [duty, 'dispatch', { lead: 'city', co: [] }], [city, 'sign']);
    world.send(
      { kind: 'note', incident: world.state?.id ?? '', text: '内部', evidence: [photo('inner')] },
      city,
    );
    const paper = { kind: 'document', text: '', ref: `${'0'.repeat(64)}.pdf`, at: 0 };
    take(
      world,
      [city, 'start-work'],
      [city, 'feed-back', { note: '换了', evidence: [photo('after'), paper] }],
    );
    const shownPhotos = look(world).steps.flatMap(({ act, photos }) => photos.map((one) => [act, one]));
    expect(shownPhotos).toEqual([
      ['reported', 'before'],
      ['handled', 'after'],
    ]);
  });

  it('hears of a return, a suspension and more time in words of its own', () => {
    const world = reported();
    take(world, ...toWork);
    take(world, [city, 'ask-suspension', { reason: '内部理由' }], [duty, 'grant-suspension']);
    expect(look(world)).toMatchObject({ suspended: true, promisedBy: null });
    take(
      world,
      [city, 'resume'],
      [city, 'ask-extension', { limit: { amount: 1, unit: 'work-day' }, reason: '内部理由' }],
    );
    const before = must(look(world).promisedBy, 'a promise');
    take(world, [duty, 'grant-extension']);
    expect(look(world).promisedBy).toBeGreaterThan(before);
    take(world, [city, 'return', { reason: '内部理由' }]);
    expect(look(world)).toMatchObject({ state: 'accepted', unit: null });
    take(world, [duty, 'dispatch', { lead: 'water', co: [] }]);
    const matter = look(world);
    expect(acts(matter).slice(4)).toEqual(['suspended', 'resumed', 'extended', 'assigned']);
    expect(JSON.stringify(matter)).not.toContain('内部');
  });

  it('hears remarks of its reporter alone', () => {
    const world = reported();
    const id = must(world.state, 'a matter').id;
    world.send({ kind: 'note', incident: id, text: '内部备注', evidence: [] }, duty);
    world.send({ kind: 'note', incident: id, text: '还在晃', evidence: [] }, reporter);
    expect(look(world).steps.slice(1)).toMatchObject([{ act: 'remarked', text: '还在晃', own: true }]);
  });

  it('a merged and a void one say so, the latter why', () => {
    const merged = reported();
    merged.others.set('other', { ...must(merged.state, 'a matter'), id: 'other' });
    take(merged, [duty, 'merge', { into: 'other' }]);
    expect(look(merged)).toMatchObject({ state: 'merged', may: { rate: false, remark: false } });
    expect(JSON.stringify(look(merged))).not.toContain('other');
    const voided = reported();
    take(voided, [duty, 'void', { reason: '重复来电' }]);
    expect(look(voided).steps.at(-1)).toMatchObject({ act: 'void', told: [{ value: two('重复来电') }] });
  });

  it('may be rated until fifteen days after the closing, and once', () => {
    const world = reported();
    take(
      world,
      [duty, 'self-handle', { note: '内部', answer: '已固定', evidence: shown }],
      [{ ...duty, id: 'duty2' }, 'pass-check'],
      [duty, 'close'],
    );
    const closedAt = world.now;
    expect(look(world)).toMatchObject({ state: 'done', since: closedAt, may: { rate: true, again: true } });
    take(world, [duty, 'evaluate', { rating: 5 }], [duty, 'assess']);
    expect(look(world).may).toMatchObject({ rate: true, rateUntil: closedAt + 15 * dayMs, again: true });
    take(world, [reporter, 'rate-later', { rating: 2, note: '没打电话' }]);
    expect(look(world)).toMatchObject({ rating: { score: 2, own: true }, may: { rate: false } });
    expect(look(world).steps.filter(({ act }) => act === 'rated')).toMatchObject([
      { score: 5, own: false, text: null },
      { score: 2, own: true, text: '没打电话' },
    ]);
  });
});
