import { describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { secondMs } from '#shared/kernel/span.ts';
import { dueCommands } from '#shared/incident/due.ts';
import type { Told } from '#shared/incident/incident.ts';
import { makeSchedule } from '../../../server/commands/schedule.ts';
import { standardProcedure } from '#shared/procedure/standard.ts';
import { calendar, duty, handlerOf, incidentWorld, worldAt } from '../../support/incident-world.ts';

const procedures = new Map([[standardProcedure.id, standardProcedure]]);
const ground = { calendar, supervision: undefined, ladder: () => [] };

describe('what time does to an incident', () => {
  it('lapses running clocks at their deadline; stopped, suspended and lapsed ones not again', () => {
    const world = worldAt('handling');
    const names = () =>
      dueCommands(must(world.state, 'state'), standardProcedure, ground).map(({ command }) =>
        command.kind === 'lapse' ? command.clock : command.kind,
      );
    expect(names().toSorted()).toEqual(['handling', 'whole']);
    const { handling } = must(world.state, 'state').clocks;
    world.now = must(handling, 'clock').dueAt;
    world.send(
      { kind: 'lapse', incident: must(world.state, 'state').id, clock: 'handling' },
      { ...duty, role: 'system' },
    );
    expect(names()).toEqual(['whole']);
    world.take('ask-suspension', handlerOf('city'), { reason: '待料' });
    world.take('grant-suspension', duty);
    expect(names()).toEqual([]);
  });

  it('brings what is overdue before the next level, where somebody is above', () => {
    const world = worldAt('handling');
    const lapsed = (): void =>
      void world.send(
        { kind: 'lapse', incident: must(world.state, 'state').id, clock: 'handling' },
        { ...duty, role: 'system' },
      );
    world.now = must(must(world.state, 'state').clocks.handling, 'clock').dueAt;
    lapsed();
    const supervision = { remindAt: 0.8, stepShare: 0.5 };
    const kinds = (to: Told | null): string[] =>
      dueCommands(must(world.state, 'state'), standardProcedure, {
        calendar,
        supervision,
        ladder: () => [{ level: 'leader', to }],
      }).map(({ command }) => command.kind);
    expect(kinds({ name: '领导' })).toContain('escalate');
    expect(kinds(null)).not.toContain('escalate');
  });

  it('takes no transition that is not due to take itself', () => {
    const world = worldAt('closed');
    const steps = () =>
      dueCommands(must(world.state, 'state'), standardProcedure, ground).map(({ command, at }) =>
        command.kind === 'take' ? [command.transition, at - world.now] : command.kind,
      );
    expect(steps()).toEqual([]);
    world.take('evaluate', duty, { rating: 4 });
    expect(steps()).toEqual([['assess', 0]]);
  });
});

describe('the schedule', () => {
  it('knows the earliest instant through keeping, changing, ending and waiting', () => {
    const schedule = makeSchedule(procedures, ground);
    expect(schedule.next()).toBe(Infinity);
    const [early, late] = [incidentWorld(), incidentWorld()];
    late.now += 60 * secondMs;
    const first = early.report();
    const second = { ...late.report(), id: 'other' };
    schedule.keep(second);
    expect(schedule.next()).toBe(second.clocks.filing?.dueAt);
    schedule.keep(first);
    expect(schedule.next()).toBe(first.clocks.filing?.dueAt);
    schedule.keep({ ...first, version: 2, clocks: {} });
    expect(schedule.next()).toBe(second.clocks.filing?.dueAt);
  });

  it('gives what is due once, and again only after its patience or a change', () => {
    const schedule = makeSchedule(procedures, ground);
    const world = incidentWorld();
    const incident = world.report();
    schedule.keep(incident);
    const due = must(incident.clocks.filing, 'clock').dueAt;
    expect(schedule.takeRipe(due - 1, due + 100, 10)).toEqual([]);
    const lapse = { kind: 'lapse', incident: incident.id, clock: 'filing' };
    expect(schedule.takeRipe(due, due + 100, 10)).toEqual([lapse]);
    expect(schedule.takeRipe(due, due + 100, 10)).toEqual([]);
    expect(schedule.next()).toBe(due + 100);
    expect(schedule.takeRipe(due + 100, due + 200, 10)).toEqual([lapse]);
    const by = { ...duty, role: 'system' } as const;
    const entry = { jurisdiction: 'toy', seq: 2, subject: incident.id, version: 2, hash: '' };
    schedule.fold({ ...entry, at: due + 150, by, fact: { kind: 'lapsed', clock: 'filing' } });
    expect(schedule.next()).toBe(incident.clocks.whole?.dueAt);
  });

  it('keeps the newest of what it is given, and says when it does not hold an incident', () => {
    const schedule = makeSchedule(procedures, ground);
    const incident = incidentWorld().report();
    schedule.keep({ ...incident, version: 2 });
    schedule.keep({ ...incident, clocks: {} });
    expect(schedule.next()).toBe(incident.clocks.filing?.dueAt);
    const entry = { jurisdiction: 'toy', seq: 2, subject: 'other', version: 2, hash: '', at: 1, by: duty };
    expect(schedule.fold({ ...entry, fact: { kind: 'noted', text: 'x', evidence: [] } })).toBe(false);
    expect(schedule.fold({ ...entry, fact: { kind: 'reported', incident } })).toBe(true);
  });

  it('hands out no more than a handful at a time', () => {
    const schedule = makeSchedule(procedures, ground);
    const incident = incidentWorld().report();
    for (let n = 0; n < 10; n++) schedule.keep({ ...incident, id: `i${n}` });
    const due = must(incident.clocks.filing, 'clock').dueAt;
    expect(schedule.takeRipe(due, due + 1, 4)).toHaveLength(4);
    expect(schedule.takeRipe(due, due + 1, 10)).toHaveLength(6);
  });
});
