import { createPinia, setActivePinia } from 'pinia';
import { nextTick } from 'vue';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '#shared/access/person.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { standardProcedure } from '#shared/procedure/standard.ts';
import type { CommandAnswer, CommandBody } from '#shared/wire/http.ts';
import { makeDeskRoom } from '../../../client/apps/desk/desk-room.ts';
import { emptyDraft, withUnits } from '../../../client/forms/form.ts';
import { useBoard } from '../../../client/stores/board.ts';
import { deskApi, deskPack } from './desk-world.ts';
import { incidentOf } from './incident.ts';
import { boardRow } from './rows.ts';

const duty: Person = { id: 'duty1', name: '值班席 01', role: 'duty', jurisdiction: 'jiangyin', grids: [] };
const filed = (version = 3): Incident => incidentOf({ node: 'filed', version, actedVersion: version });
const find = (id: string) =>
  must(
    standardProcedure.transitions.find((one) => one.id === id),
    id,
  );

function openRoom(
  first: Incident,
  answer: CommandAnswer | Refusal = { kind: 'done', subject: first.id, version: first.version + 1, seq: 77 },
) {
  const world = deskApi(first);
  const sent: CommandBody[] = [];
  const room = makeDeskRoom({
    api: world.api,
    person: duty,
    pack: deskPack,
    send: (body) => {
      sent.push(body);
      return Promise.resolve(answer);
    },
  });
  return { ...world, room, sent };
}

/** Until what watches has asked and was answered. */
const settled = async (): Promise<void> => {
  await nextTick();
  await new Promise<void>((done) => setTimeout(done));
};

beforeEach(() => setActivePinia(createPinia()));

describe('a seat at the desk', () => {
  it('opens an incident with its buttons, and suggests units where one is asked for', async () => {
    const { room } = openRoom(filed());
    await room.select(filed().id);
    expect(room.reading.value).toBe('ready');
    expect(room.keyed.value.map(({ transition, key }) => `${key} ${transition.id}`).slice(0, 2)).toContain(
      'D dispatch',
    );
    expect(room.suggestions.value?.map((one) => one.unit)).toEqual(['water', 'town']);
    expect(room.chosenUnits.value).toEqual({ lead: 'water', co: [] });
  });

  it('reads no suggestions where nobody is to be chosen', async () => {
    const { room, asked } = openRoom(incidentOf({ node: 'closed' }));
    await room.select(filed().id);
    expect(room.suggestions.value).toBeNull();
    expect(asked.suggestions).toBe(0);
  });

  it('sends the version it saw and the chosen units, and shows the entry it became', async () => {
    const { room, sent } = openRoom(filed());
    await room.select(filed().id);
    const dispatch = find('dispatch');
    expect(
      await room.take(dispatch, withUnits(emptyDraft(dispatch.form), dispatch.form, 'water', ['town'])),
    ).toBe(true);
    expect(sent).toEqual([
      {
        kind: 'take',
        incident: filed().id,
        version: 3,
        transition: 'dispatch',
        form: { lead: 'water', co: ['town'] },
      },
    ]);
    expect(room.sent.value).toEqual({ act: '派遣', seq: 77 });
  });

  it('tells the loser of a race who won, and shows the latest', async () => {
    const lostTo: Refusal = {
      ...refuse('conflict', 'changed-meanwhile'),
      winner: { by: '值班席 02', act: 'dispatch', at: 5 },
    };
    const { room, serve } = openRoom(filed(), lostTo);
    await room.select(filed().id);
    serve({ ...filed(4), node: 'dispatched' });
    expect(
      await room.take(find('void'), {
        ...emptyDraft(find('void').form),
        texts: { reason: '误报' },
      }),
    ).toBe(false);
    expect(room.lost.value).toEqual({ refusal: lostTo, mine: '作废' });
    expect(room.incident.value?.node).toBe('dispatched');
  });

  it('keeps a refusal that names a field, and forgets it with the next incident', async () => {
    const { room } = openRoom(filed(), refuse('unknown', 'unknown-unit', 'form.lead'));
    await room.select(filed().id);
    const dispatch = find('dispatch');
    expect(await room.take(dispatch, withUnits(emptyDraft(dispatch.form), dispatch.form, 'gone', []))).toBe(
      false,
    );
    expect(room.refusal.value?.field).toBe('form.lead');
    expect(room.lost.value).toBeNull();
    await room.select(null);
    expect(room.refusal.value).toBeNull();
  });

  it('reads what left the board once more, so that no button of before stands there', async () => {
    const { room, serve } = openRoom(filed());
    useBoard().apply([['incident', filed().id, boardRow({ id: filed().id, version: 3 })]]);
    await room.select(filed().id);
    serve({ ...filed(4), node: 'archived' });
    useBoard().apply([['incident', filed().id, null]]);
    await nextTick();
    await nextTick();
    expect(room.incident.value?.node).toBe('archived');
  });

  it('reads a matter that no board carries again while it is open, and one that a board carries not', async () => {
    const { room, serve } = openRoom(filed());
    await room.select(filed().id);
    serve({ ...filed(4), node: 'archived' });
    const late = async (): Promise<number | undefined> => {
      room.slowNow.value += 10_000;
      await nextTick();
      await new Promise<void>((done) => setTimeout(done));
      return room.incident.value?.version;
    };
    expect(await late()).toBe(4);
    useBoard().apply([['incident', filed().id, boardRow({ id: filed().id, version: 4 })]]);
    serve(filed(5));
    expect(await late()).toBe(4);
  });

  it('follows the stream: a newer version there is read at once', async () => {
    const { room, serve } = openRoom(filed());
    await room.select(filed().id);
    serve({ ...filed(9), node: 'dispatched' });
    useBoard().apply([['incident', filed().id, boardRow({ id: filed().id, version: 9 })]]);
    await nextTick();
    await new Promise<void>((done) => setTimeout(done));
    expect(room.incident.value?.version).toBe(9);
  });

  it('reads again what the board was already ahead of when it came', async () => {
    const { room, serve } = openRoom(filed());
    const opened = room.select(filed().id);
    // The board moves on while the first reading, of before, is on its way.
    useBoard().apply([['incident', filed().id, boardRow({ id: filed().id, version: 9 })]]);
    serve({ ...filed(9), node: 'dispatched' });
    await opened;
    await settled();
    expect(room.incident.value?.version).toBe(9);
  });

  it('asks again as time goes on for what could not be read after an act, and not for what one may not see', async () => {
    const { room, serve } = openRoom(filed());
    useBoard().apply([['incident', filed().id, boardRow({ id: filed().id, version: 3 })]]);
    await room.select(filed().id);
    serve(refuse('busy', 'unreachable'));
    useBoard().apply([['incident', filed().id, boardRow({ id: filed().id, version: 4 })]]);
    await settled();
    expect(room.incident.value?.version).toBe(3);
    serve({ ...filed(4), node: 'dispatched' });
    room.slowNow.value += 10_000;
    await settled();
    expect(room.incident.value?.version).toBe(4);

    serve(refuse('forbidden', 'no-incident-in-scope'));
    await room.select('other');
    serve(filed());
    room.slowNow.value += 10_000;
    await settled();
    expect(room.fault.value?.code).toBe('forbidden');
  });

  it('drops an answer that comes after another incident was chosen', async () => {
    const { room } = openRoom(filed());
    const first = room.select('other');
    await room.select(filed().id);
    await first;
    expect(room.incident.value?.id).toBe(filed().id);
  });

  it('says so when an incident cannot be read', async () => {
    const { room, serve } = openRoom(filed());
    serve(refuse('forbidden', 'no-incident-in-scope'));
    await room.select(filed().id);
    expect(room.reading.value).toBe('failed');
    expect(room.fault.value?.code).toBe('forbidden');
  });
});

describe('orders of a matter that no longer lies on the table', () => {
  /** A seat whose orders are answered when the test says so, over matters that each stand for themselves. */
  function openSlowRoom() {
    const matters = new Map<string, Incident>(
      ['first', 'second'].map((id) => [id, { ...incidentOf({ node: 'reported' }), id, title: id }]),
    );
    const sent: CommandBody[] = [];
    const waiting: ((answer?: Refusal) => void)[] = [];
    const world = deskApi(filed());
    const room = makeDeskRoom({
      api: {
        ...world.api,
        incident: (id) => Promise.resolve({ incident: must(matters.get(id), id), entries: [] } as never),
      },
      person: duty,
      pack: deskPack,
      send: (body) =>
        new Promise((resolve) => {
          sent.push(body);
          waiting.push((refusal) => {
            if (refusal || body.kind !== 'take') return resolve(must(refusal, 'a refusal'));
            const before = must(matters.get(body.incident), body.incident);
            const to = must(find(body.transition).to, body.transition);
            const version = before.version + 1;
            matters.set(before.id, { ...before, node: to, version, actedVersion: version });
            resolve({ kind: 'done', subject: before.id, version, seq: version });
          });
        }),
    });
    const answer = async (refusal?: Refusal): Promise<void> => {
      must(waiting.shift(), 'an order')(refusal);
      await settled();
    };
    const steps = () => sent.map((body) => body.kind === 'take' && `${body.incident} ${body.transition}`);
    return { room, answer, steps };
  }

  it('sends out the matter that was meant, though another one is opened meanwhile', async () => {
    const { room, answer, steps } = openSlowRoom();
    await room.select('first');
    const whole = room.sendOut('first');
    await settled();
    await room.select('second');
    for (let i = 0; i < 3; i++) await answer();
    expect(await whole).toBe(true);
    expect(steps()).toEqual(['first accept', 'first file', 'first dispatch']);
    expect(room.incident.value).toMatchObject({ id: 'second', node: 'reported' });
    expect(room.undone.value).toEqual([]);
  });

  it('tells of a refusal in words of its own, and not on the matter that lies there now', async () => {
    const { room, answer, steps } = openSlowRoom();
    await room.select('first');
    const taking = room.take(find('accept'), emptyDraft([]));
    await settled();
    await room.select('second');
    const refusal = refuse('forbidden', 'no-incident-in-scope');
    await answer(refusal);
    expect(await taking).toBe(false);
    expect([room.refusal.value, room.lost.value, room.sent.value]).toEqual([null, null, null]);
    expect(room.undone.value).toEqual([
      { incident: 'first', title: 'first', refused: { act: '受理', refusal } },
    ]);
    room.settle(must(room.undone.value[0], 'what was not done'));
    expect(room.undone.value).toEqual([]);
    expect(steps()).toEqual(['first accept']);
  });

  it('lets the next matter be acted on while the order of the last is on its way, and each only once', async () => {
    const { room, answer, steps } = openSlowRoom();
    await room.select('first');
    const first = room.take(find('accept'), emptyDraft([]));
    expect(await room.take(find('accept'), emptyDraft([]))).toBe(false);
    await room.select('second');
    expect(room.sending.value).toBeNull();
    const second = room.take(find('accept'), emptyDraft([]));
    await settled();
    expect(room.sending.value).toBe('accept');
    await answer();
    await answer();
    expect(await Promise.all([first, second])).toEqual([true, true]);
    expect(steps()).toEqual(['first accept', 'second accept']);
  });
});
