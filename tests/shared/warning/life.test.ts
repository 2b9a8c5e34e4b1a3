import fc from 'fast-check';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { Actor } from '#shared/access/person.ts';
import { decideWarning, type WarningContext } from '#shared/warning/decide-warning.ts';
import { evolveWarning } from '#shared/warning/evolve.ts';
import { usualWarnings } from '#shared/warning/policy.ts';
import {
  areasMeet,
  escalatesTo,
  readsFor,
  recipientsOf,
  unreadOf,
  type AreaGround,
} from '#shared/warning/recipients.ts';
import {
  isIssued,
  isOver,
  warningFact,
  type Warning,
  type WarningCommand,
  type WarningState,
} from '#shared/warning/warning.ts';
import { describe, expect, it } from 'vitest';

const officer: Actor = { id: 'd1', name: '值班席 01', role: 'duty', post: 'duty-officer' };
const chief: Actor = { id: 'c1', name: '值班长', role: 'duty', post: 'duty-chief' };
const lead: Actor = { id: 'l1', name: '分管领导', role: 'leader' };
const unit: Actor = { id: 'h1', name: '水务席', role: 'handler', unit: 'water' };
const house: Actor = { id: 'watchman', name: '规则值守', role: 'system' };
const minute = 60_000;

/** Two towns of two grids each. */
const parents: Record<string, string> = { a1: 'a', a2: 'a', b1: 'b', b2: 'b' };
const ground: AreaGround = {
  leaves: (grids) =>
    Object.keys(parents).filter(
      (leaf) => grids.length === 0 || grids.includes(leaf) || grids.includes(parents[leaf] ?? ''),
    ),
  chain: (grid) => (parents[grid] ? [parents[grid], grid] : [grid]),
  parent: (grid) => parents[grid] ?? null,
};

interface World {
  now: number;
  actor: Actor;
  own?: string[];
}
const contextOf = ({ now, actor, own = [] }: World): WarningContext => ({
  now,
  actor,
  jurisdiction: 'test',
  newId: () => 'W1',
  policy: usualWarnings,
  recipients: (to, grids) => recipientsOf(to, grids, ground),
  readsFor: (sent) => sent.filter((key) => own.includes(key)),
  escalatesTo: (unread, sent) => escalatesTo(unread, sent, ground),
});
/** The state after a command, or the code of its refusal. */
function send(state: WarningState | null, command: WarningCommand, world: World): WarningState | string {
  const decision = decideWarning(state, command, contextOf(world));
  if (isRefusal(decision)) return `${decision.code} ${decision.reasonId ?? ''}`;
  for (const fact of decision.facts) warningFact.parse(fact);
  return decision.facts.reduce<WarningState | null>(
    (before, fact) => evolveWarning(before, fact, world.now, world.actor.name),
    state,
  ) as WarningState;
}
const content = { colour: 'yellow', title: '内涝', basis: '水位上涨', measures: '', grids: ['a'] } as const;
const propose = { kind: 'propose-warning', ...content, grids: ['a'] } satisfies WarningCommand;
const to = { grids: true, units: ['water'], posts: [] };
const issue = { kind: 'issue-warning', ...content, grids: ['a'], to } satisfies WarningCommand;
const issued = (at = 0): Warning => send(null, issue, { now: at, actor: chief }) as Warning;

describe('who', () => {
  it('L2 proposes by role', () => {
    for (const [actor, ok] of [
      [officer, true],
      [lead, true],
      [unit, true],
      [house, true],
      [{ id: 'g', name: '网格员', role: 'field' } as const, false],
      [{ id: 'w', name: '大屏', role: 'wall' } as const, false],
    ] as const)
      expect([actor.role, typeof send(null, propose, { now: 0, actor })]).toEqual([
        actor.role,
        ok ? 'object' : 'string',
      ]);
  });

  it('L3 signs a colour by post', () => {
    const signs = (actor: Actor, colour: Warning['colour']): boolean =>
      typeof send(null, { ...issue, colour }, { now: 0, actor }) === 'object';
    expect([chief, officer, lead, unit, house].map((one) => signs(one, 'red'))).toEqual([
      ...[true, false, true, false, false],
    ]);
    expect([chief, officer, lead, unit, house].map((one) => signs(one, 'blue'))).toEqual([
      ...[true, true, true, false, false],
    ]);
  });

  it('L4 lowers only what one could have raised', () => {
    const red = send(null, { ...issue, colour: 'red' }, { now: 0, actor: lead }) as Warning;
    const on = { warning: 'W1', version: red.version, basis: '回落' };
    expect(send(red, { kind: 'adjust-warning', ...on, colour: 'blue' }, { now: 1, actor: officer })).toMatch(
      /^forbidden post/u,
    );
    expect(send(red, { kind: 'release-warning', ...on }, { now: 1, actor: officer })).toMatch(/^forbidden/u);
    expect(send(red, { kind: 'release-warning', ...on }, { now: 1, actor: chief })).toMatchObject({
      releasedAt: 1,
    });
  });
});

describe('a proposal', () => {
  const made = send(null, propose, { now: 5, actor: unit }) as WarningState;

  it('is signed with what the signer says otherwise, and keeps who proposed it', () => {
    const sign: WarningCommand = { kind: 'sign-warning', warning: 'W1', version: 1, colour: 'red', to };
    expect(isIssued(made)).toBe(false);
    expect(send(made, sign, { now: 9, actor: officer })).toBe('forbidden post-signs-not-colour');
    const signed = send(made, sign, { now: 9, actor: chief }) as Warning;
    expect(signed).toMatchObject({ id: 'W1', version: 2, colour: 'red', issuedAt: 9, signer: chief });
    expect(signed.proposed).toEqual({ by: unit, at: 5 });
    expect(signed.sent).toEqual(['unit:water', 'grid:a1', 'grid:a2']);
    expect(send(signed, sign, { now: 10, actor: chief })).toBe('conflict warning-signed-already');
  });

  it('is rejected with a reason, and then nothing more', () => {
    const reject: WarningCommand = { kind: 'reject-warning', warning: 'W1', version: 1, reason: '仪表误报' };
    const over = send(made, reject, { now: 9, actor: officer }) as WarningState;
    expect(over).toMatchObject({ rejected: { by: officer.name, at: 9, reason: '仪表误报' }, version: 2 });
    expect(isOver(over)).toBe(true);
    expect(send(over, { kind: 'sign-warning', warning: 'W1', version: 2 }, { now: 9, actor: chief })).toBe(
      'not-now warning-rejected-already',
    );
  });

  it('L1 is neither read, raised nor released', () => {
    for (const command of [
      { kind: 'read-warning', warning: 'W1' },
      { kind: 'release-warning', warning: 'W1', version: 1, basis: 'x' },
      { kind: 'take-warning', warning: 'W1' },
    ] as const)
      expect(send(made, command, { now: 9, actor: chief })).toBe('not-now warning-not-signed');
  });

  it('L7 stands once a cause', () => {
    const decision = decideWarning(
      null,
      { ...propose, cause: 'flood:a' },
      { ...contextOf({ now: 0, actor: house }), openOfCause: () => 'W0' },
    );
    expect(decision).toMatchObject({ code: 'duplicate', values: { warning: 'W0' } });
  });
});

describe('receipts', () => {
  it('R1 R2 are given once a recipient and colour, for all that one stands for', () => {
    const first = send(
      issued(),
      { kind: 'read-warning', warning: 'W1' },
      {
        now: 1,
        actor: { id: 'g', name: '网格员 甲', role: 'field' },
        own: ['grid:a1', 'grid:a2'],
      },
    ) as Warning;
    expect(unreadOf(first)).toEqual(['unit:water']);
    expect(first.read?.['grid:a1']).toEqual({ by: '网格员 甲', at: 1 });
    const again = { now: 2, actor: unit, own: ['grid:a1'] };
    expect(send(first, { kind: 'read-warning', warning: 'W1' }, again)).toBe(
      'duplicate warning-read-already',
    );
    expect(send(first, { kind: 'read-warning', warning: 'W1' }, { now: 2, actor: officer })).toMatch(
      /^forbidden warning-not-sent/u,
    );
    const raise = {
      kind: 'adjust-warning',
      warning: 'W1',
      version: 1,
      colour: 'red',
      basis: '再涨',
    } as const;
    const raised = send(first, raise, { now: 3, actor: chief }) as Warning;
    expect(unreadOf(raised)).toEqual(raised.sent);
    expect(raised.readDueAt).toBe(3 + 10 * minute);
  });

  it('R3 silence is told once a colour, upwards, and calls again', () => {
    const escalate = { kind: 'escalate-warning', warning: 'W1' } as const;
    const start = send(issued(), { kind: 'take-warning', warning: 'W1' }, { now: 1, actor: officer });
    const early = { now: 30 * minute - 1, actor: house };
    const late = { now: 30 * minute, actor: house };
    expect(send(start as Warning, escalate, early)).toBe('not-now warning-not-late');
    expect(send(start as Warning, escalate, { ...late, actor: chief })).toBe('forbidden house-only');
    const told = send(start as Warning, escalate, late) as Warning;
    expect(told.sent).toEqual(['unit:water', 'grid:a1', 'grid:a2', 'post:duty-chief', 'grid:a']);
    expect(told.taken).toBeUndefined();
    expect(send(told, escalate, { now: 90 * minute, actor: house })).toBe('not-now warning-not-late');
  });

  it('R1 a person stands for the own unit, post and grids, wide ones for all inside', () => {
    const sent = ['unit:water', 'unit:fire', 'post:duty-chief', 'grid:a1', 'grid:b1'];
    const mine = (one: Parameters<typeof readsFor>[0]): string[] => readsFor(one, sent, ground);
    expect(mine({ role: 'handler', unit: 'water', grids: [] })).toEqual(['unit:water']);
    expect(mine({ role: 'field', unit: 'water', grids: ['a'] })).toEqual(['grid:a1']);
    expect(mine({ role: 'field', grids: [] })).toEqual([]);
    expect(mine({ role: 'duty', post: 'duty-chief', grids: ['a'] })).toEqual(['post:duty-chief']);
  });
});

describe('time and acts', () => {
  it('T1 ends by itself, unless it was made to last longer', () => {
    const short = send(null, { ...issue, until: 100 }, { now: 0, actor: chief }) as Warning;
    const expire = { kind: 'expire-warning', warning: 'W1' } as const;
    expect(send(short, expire, { now: 99, actor: house })).toBe('not-now warning-lasts');
    expect(send(short, expire, { now: 100, actor: house })).toMatchObject({ releasedAt: 100, expired: true });
    const longer = send(
      short,
      { kind: 'adjust-warning', warning: 'W1', version: 1, colour: 'yellow', basis: '仍在下', until: 500 },
      { now: 50, actor: officer },
    ) as Warning;
    expect(longer).toMatchObject({ until: 500, colour: 'yellow' });
    expect(send(longer, expire, { now: 100, actor: house })).toBe('not-now warning-lasts');
    expect(send(null, { ...issue, until: 10 }, { now: 10, actor: chief })).toBe('invalid warning-until-past');
  });

  it('L8 a change is asked once, and answered', () => {
    const ask = { kind: 'ask-warning', warning: 'W1', colour: 'red', basis: '超红线' } as const;
    const asked = send(issued(), ask, { now: 1, actor: house }) as Warning;
    expect(asked.asked).toMatchObject({ colour: 'red', by: house, at: 1 });
    expect(send(asked, ask, { now: 2, actor: house })).toBe('duplicate warning-asked-already');
    const decline = { kind: 'decline-warning', warning: 'W1', version: 2, reason: '仪表误报' } as const;
    expect(send(asked, decline, { now: 3, actor: officer })).not.toHaveProperty('asked');
    const raised = send(
      asked,
      { kind: 'adjust-warning', warning: 'W1', version: 2, colour: 'red', basis: '超红线' },
      { now: 3, actor: chief },
    );
    expect(raised).toMatchObject({ colour: 'red' });
    expect(raised).not.toHaveProperty('asked');
  });
});

/** Any run of commands by anybody at growing instants. */
const commands = fc.array(
  fc.record({
    kind: fc.constantFrom(
      'adjust',
      'release',
      'take',
      'read',
      'ask',
      'decline',
      'expire',
      'escalate',
      'sign',
    ),
    colour: fc.constantFrom('red', 'orange', 'yellow', 'blue'),
    actor: fc.constantFrom(officer, chief, lead, unit, house),
    step: fc.integer({ min: 0, max: 40 * minute }),
    behind: fc.integer({ min: 0, max: 3 }),
    own: fc.subarray(['unit:water', 'grid:a1', 'grid:a2', 'post:duty-chief', 'grid:a']),
  }),
  { maxLength: 40 },
);

it('L5 L6 whatever is sent: versions count, nothing follows the end, and only receipts of recipients count', () => {
  fc.assert(
    fc.property(commands, (sent) => {
      let now = 0;
      let state: WarningState = issued();
      for (const { kind, colour, actor, step, behind, own } of sent) {
        now += step;
        const version = Math.max(1, state.version - behind);
        const on = { warning: 'W1', version };
        const command = {
          adjust: { kind: 'adjust-warning', ...on, colour, basis: 'x' },
          release: { kind: 'release-warning', ...on, basis: 'x' },
          take: { kind: 'take-warning', warning: 'W1' },
          read: { kind: 'read-warning', warning: 'W1' },
          ask: { kind: 'ask-warning', warning: 'W1', colour, basis: 'x' },
          decline: { kind: 'decline-warning', ...on, reason: 'x' },
          expire: { kind: 'expire-warning', warning: 'W1' },
          escalate: { kind: 'escalate-warning', warning: 'W1' },
          sign: { kind: 'sign-warning', ...on },
        }[kind] as WarningCommand;
        const before = state as Warning;
        const after = send(before, command, { now, actor, own });
        if (typeof after === 'string') continue;
        const { sent: to = [], read = {} } = after as Warning;
        expect(isOver(before)).toBe(false);
        expect(after.version).toBe(before.version + 1);
        expect(new Set(to).size).toBe(to.length);
        expect(Object.keys(read).every((key) => to.includes(key))).toBe(true);
        // An act on a version before the last act is a conflict.
        if (['adjust', 'release', 'decline'].includes(kind))
          expect(version).toBeGreaterThanOrEqual(before.actedVersion ?? before.version);
        state = after;
      }
    }),
  );
});

it('an area meets whoever lies in it or around it', () => {
  const table: [area: string[], own: string[], meets: boolean][] = [
    [[], ['a1'], true],
    [['a'], [], true],
    [['a'], ['a1'], true],
    [['a1'], ['a'], true],
    [['a'], ['b1'], false],
    [['a1', 'b2'], ['b'], true],
  ];
  for (const [area, own, meets] of table)
    expect([area, own, areasMeet(area, own, ground)]).toEqual([area, own, meets]);
});
