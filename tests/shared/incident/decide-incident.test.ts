import { dueAt } from '#shared/clock/deadline.ts';
import { allowedTransitions } from '#shared/incident/allow.ts';
import { incidentColumns } from '#shared/incident/columns.ts';
import type { Report } from '#shared/incident/command.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { ringStates, ringString } from '#shared/incident/rings.ts';
import { must } from '#shared/kernel/must.ts';
import { standardProcedure } from '#shared/procedure/standard.ts';
import { describe, expect, it } from 'vitest';
import {
  calendar,
  duty,
  handlerOf,
  incidentWorld,
  leader,
  system,
  worldAt,
  duty2,
  shown,
} from '../../support/incident-world.ts';

const city = handlerOf('city');
const water = handlerOf('water');
const hour = 3_600_000;
const columns = (state: Parameters<typeof incidentColumns>[0]) =>
  incidentColumns(state, standardProcedure, () => false);

/** As a reader fills it in. */
const anchored = (state: Incident, at: number): Incident => ({
  ...state,
  rings: [...state.rings.slice(0, 8), at],
});

describe('commands', () => {
  it('C1 refuses an unknown item and a place outside, naming the field', () => {
    const world = incidentWorld();
    const report: Omit<Report, 'item' | 'place'> = {
      kind: 'report',
      source: 'citizen',
      title: 't',
      detail: '',
      address: '',
      urgent: false,
      evidence: [],
    };
    expect(world.send({ ...report, item: 'ufo', place: { lng: 1, lat: 1 } }, duty)).toMatchObject({
      code: 'unknown',
      field: 'item',
    });
    expect(world.send({ ...report, item: 'manhole', place: { lng: -1, lat: 1 } }, duty)).toMatchObject({
      code: 'invalid',
      field: 'place',
    });
    expect(world.events).toEqual([]);
  });

  it('C2 tells node, role and guard apart', () => {
    const world = worldAt('dispatched');
    expect(world.take('close', duty)).toMatchObject({ code: 'not-now' });
    expect(world.take('sign', duty)).toMatchObject({ code: 'forbidden' });
    expect(world.take('sign', water)).toMatchObject({
      code: 'forbidden',
      reason: expect.stringContaining('own-lead-task') as string,
    });
    expect(world.take('fly', duty)).toMatchObject({ code: 'unknown', field: 'transition' });
  });

  it('C3 the second of two officers is refused; a repeated occurrence in between is not an act', () => {
    const world = worldAt('filed');
    const seen = must(world.state, 'state').version;
    world.send({ kind: 'repeat', incident: 'x', evidence: [] }, system);
    const dispatch = (unit: string) =>
      ({ kind: 'take', incident: 'x', version: seen, transition: 'dispatch', form: { lead: unit } }) as const;
    expect(world.send(dispatch('city'), duty)).toMatchObject({ node: 'dispatched' });
    expect(world.send(dispatch('water'), duty)).toMatchObject({ code: 'conflict' });
  });

  it('C4 names the field of a form', () => {
    const world = worldAt('filed');
    expect(world.take('dispatch', duty, {})).toMatchObject({ code: 'invalid', field: 'form.lead' });
    expect(world.take('dispatch', duty, { lead: 'moon' })).toMatchObject({
      code: 'invalid',
      field: 'form.lead',
    });
    expect(world.take('dispatch', duty, { lead: 'city', co: ['water', 'water'] })).toMatchObject({
      field: 'form.co',
    });
    expect(world.take('dispatch', duty, { lead: 'city', colour: 'red' })).toMatchObject({
      field: 'form.colour',
    });
    expect(world.take('void', duty, { reason: '  ' })).toMatchObject({ field: 'form.reason' });
  });

  it('C5 a handler without a task here may do nothing', () => {
    const world = worldAt('handling');
    const state = must(world.state, 'state');
    expect(allowedTransitions(state, standardProcedure, handlerOf('town'))).toEqual([]);
    expect(world.take('return', handlerOf('town'), { reason: 'x' })).toMatchObject({ code: 'forbidden' });
  });

  it('C6 the lead waits for its co-units', () => {
    const world = worldAt('handling');
    expect(world.take('feed-back', city, { note: 'done', evidence: shown })).toMatchObject({
      code: 'not-now',
    });
    world.take('co-sign', water);
    world.take('co-feed-back', water, { note: 'done' });
    expect(world.take('feed-back', city, { note: 'done', evidence: shown })).toMatchObject({
      node: 'fed-back',
    });
    const other = worldAt('filed');
    expect(other.take('dispatch', duty, { lead: 'city', co: ['city'] })).toMatchObject({ field: 'form.co' });
  });

  it('C7 merges only into another open incident', () => {
    const world = worldAt('filed');
    const twin = { ...must(worldAt('filed').state, 'state'), id: 'twin' };
    world.others.set('twin', twin);
    world.others.set('gone', { ...twin, id: 'gone', closedAt: 1 });
    expect(world.take('merge', duty, { into: 'nobody' })).toMatchObject({
      code: 'unknown',
      field: 'form.into',
    });
    expect(world.take('merge', duty, { into: 'gone' })).toMatchObject({ code: 'not-now' });
    expect(world.take('merge', duty, { into: 'twin' })).toMatchObject({
      ended: 'merged',
      mergedInto: 'twin',
    });
  });
});

describe('clocks', () => {
  it('K1 handling starts with the dispatch, not with the signature', () => {
    const world = worldAt('dispatched');
    const startedAt = world.now;
    world.now += hour;
    world.take('sign', city);
    expect(world.state?.clocks.handling?.startedAt).toBe(startedAt);
  });

  it('K2 K3 a return leaves the handling clock running and gives the dispatch clock only what was left', () => {
    const world = worldAt('handling', 10 * 60_000);
    const handling = world.state?.clocks.handling?.dueAt;
    const dispatch = must(world.state?.clocks.dispatch, 'dispatch clock');
    world.now += 20 * 60_000;
    world.take('return', city, { reason: '不属于本单位' });
    expect(world.state?.clocks.handling?.dueAt).toBe(handling);
    const left = dispatch.dueAt - must(dispatch.stoppedAt, 'stopped');
    expect(must(world.state?.clocks.dispatch, 'dispatch').dueAt - world.now).toBe(left);
    world.take('dispatch', duty, { lead: 'town' });
    expect(world.state?.clocks.handling?.dueAt).toBe(handling);
  });

  it('K3 what was late stays late after a rework', () => {
    const world = worldAt('handling');
    world.now += 30 * hour;
    world.take('co-sign', water);
    world.take('co-feed-back', water, { note: 'x' });
    world.take('feed-back', city, { note: 'x', evidence: shown });
    const due = world.state?.clocks.handling?.dueAt;
    world.take('rework', duty, { reason: '未修好' });
    expect(world.state?.clocks.handling?.dueAt).toBe(due);
    expect(world.state?.node).toBe('handling');
  });

  it('K2 K4 an approved extension moves handling and whole, an approved suspension stops them', () => {
    const world = worldAt('handling');
    const before = must(world.state, 'state').clocks;
    world.take('ask-extension', city, { limit: { amount: 1, unit: 'work-day' }, reason: '缺配件' });
    expect(world.state?.clocks).toEqual(before);
    world.take('grant-extension', leader);
    const longer = dueAt(calendar, must(before.handling, 'handling').dueAt, { amount: 1, unit: 'work-day' });
    expect(world.state?.clocks.handling?.dueAt).toBe(longer);
    world.take('ask-suspension', city, { reason: '等审批' });
    world.take('grant-suspension', duty);
    expect(world.take('feed-back', city, { note: 'x', evidence: shown })).toMatchObject({ code: 'not-now' });
    world.now += 7 * 24 * hour;
    world.take('resume', duty);
    expect(must(world.state?.clocks.handling, 'handling').dueAt - longer).toBe(7 * 24 * hour);
  });

  it('K5 lapses once, not before its deadline', () => {
    const world = worldAt('handling');
    const lapse = { kind: 'lapse', incident: 'x', clock: 'handling' } as const;
    expect(world.send(lapse, system)).toMatchObject({ code: 'not-now' });
    world.now = must(world.state?.clocks.handling, 'handling').dueAt;
    expect(world.send(lapse, system)).toMatchObject({ version: must(world.state, 'state').version });
    expect(columns(must(world.state, 'state')).overdue).toBe(true);
    expect(world.send(lapse, system)).toMatchObject({ code: 'not-now' });
  });

  it('K6 closed on time compares the last closing with the whole deadline', () => {
    expect(columns(must(worldAt('closed').state, 'state')).on_time).toBe(true);
    expect(columns(must(worldAt('closed', 5 * hour).state, 'state')).on_time).toBe(false);
  });
});

describe('rings', () => {
  it('R1 add up to the life; R4 the ninth waits for the eighth', () => {
    const world = worldAt('closed', 61_337);
    world.now += 5_003;
    world.take('evaluate', duty, { rating: 5 });
    expect(ringStates(anchored(must(world.state, 'state'), world.now))[8]).toMatchObject({ state: 'open' });
    world.now += 1;
    world.take('assess', system);
    world.now += 999;
    world.take('archive', system);
    const state = must(world.state, 'state');
    const rings = ringStates(anchored(state, world.now + 77));
    expect(rings.map((ring) => ring.state)).toEqual(Array<string>(9).fill('closed'));
    expect(rings.reduce((sum, ring) => sum + must(ring.ms, ring.name), 0)).toBe(
      world.now + 77 - state.reportedAt,
    );
    expect(state.points).toEqual([
      { unit: 'city', points: 1, reason: 'on-time' },
      { unit: 'water', points: 0.5, reason: 'on-time' },
    ]);
  });

  it('R2 a skipped ring is broken and says why', () => {
    const world = worldAt('filed');
    world.take('self-handle', duty, { note: '当场解决', evidence: shown });
    // G1 Who did it does not check it.
    expect(world.take('pass-check', duty)).toMatchObject({ code: 'forbidden' });
    world.take('pass-check', duty2);
    world.take('close', duty);
    const state = must(world.state, 'state');
    expect(ringString(state)).toBe('111x10000');
    expect(ringStates(state)[3]).toMatchObject({ state: 'broken', reason: 'self-handled' });
    const gone = worldAt('filed');
    gone.take('void', duty, { reason: '误报' });
    expect(ringString(must(gone.state, 'state'))).toBe('111xxxxxx');
  });

  it('R3 a reopened incident opens its later rings again', () => {
    const world = worldAt('closed');
    world.take('evaluate', duty, { rating: 1 });
    world.now += hour;
    expect(world.take('reopen', duty, { reason: '回访不满意' })).toMatchObject({ node: 'filed' });
    expect(world.state?.closedAt).toBeUndefined();
    expect(ringString(must(world.state, 'state'))).toBe('111100000');
    expect(world.state?.clocks.whole?.stoppedAt).toBeUndefined();
  });
});
