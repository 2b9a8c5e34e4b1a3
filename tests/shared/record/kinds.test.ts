import { describe, expect, it } from 'vitest';
import { rolesWho, roles } from '#shared/access/may.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { recordKind } from '#shared/record/kind.ts';
import { fieldOf, kindOf, recordKinds } from '#shared/record/kinds.ts';
import { maskOf, maySeeRecord, sightOf } from '#shared/record/sight.ts';
import { checkValues, identityCheck, identityFault, parted } from '#shared/record/values.ts';
import { must } from '#shared/kernel/must.ts';
import { person } from '../../support/county.ts';

const people = must(kindOf('person'), 'person');
const field = (id: string, kind = people) => must(fieldOf(kind, id), id);

describe('kinds of records', () => {
  it('are data of one form, in the five realms, each with a title and fields that are there', () => {
    for (const kind of recordKinds) {
      expect(recordKind.parse(kind), kind.id).toEqual(kind);
      const ids = kind.fields.map(({ id }) => id);
      expect(new Set(ids).size, kind.id).toBe(ids.length);
      expect(ids, kind.id).toEqual(expect.arrayContaining([kind.title, ...kind.beside]));
      for (const one of kind.fields) {
        for (const of of one.of ?? []) expect(kindOf(of), `${kind.id}.${one.id}`).toBeDefined();
        expect(one.type === 'record' || one.type === 'records', `${kind.id}.${one.id}`).toBe(
          one.of !== undefined,
        );
        expect(one.type.startsWith('choice'), `${kind.id}.${one.id}`).toBe(one.choices !== undefined);
      }
    }
    expect(new Set(recordKinds.map(({ realm }) => realm)).size).toBe(5);
  });

  it('telephones and names of people are personal in every kind', () => {
    for (const kind of recordKinds)
      for (const one of kind.fields) {
        if (one.type === 'phone') expect(one.personal, `${kind.id}.${one.id}`).toBe('contact');
        if (/head|keeper|chief|driver|landlord/.test(one.id) && one.type === 'text')
          expect(one.personal, `${kind.id}.${one.id}`).toBe('name');
      }
  });

  it('what is personal and what is open are kept apart, and nothing is lost', () => {
    const values = {
      name: '陶丽华',
      identity: '320000194401020026',
      dwelling: '0123456789ab',
      stay: 'registered',
    };
    const { open, personal } = parted(people, values);
    expect(open).toEqual({ dwelling: '0123456789ab', stay: 'registered' });
    expect({ ...open, ...personal }).toEqual(values);
  });
});

describe('values', () => {
  const digits = '32000019440102002';
  const good = digits + identityCheck(digits);

  it.each([
    ['name', { name: '' }],
    ['name', {}],
    ['name', { name: 7 }],
    ['name', { name: '字\0' }],
    ['name', { name: '长'.repeat(301) }],
    ['identity', { name: '陶', identity: good.slice(0, -1) + (good.endsWith('1') ? '2' : '1') }],
    ['phone', { name: '陶', phone: 'call me' }],
    ['birth', { name: '陶', birth: '1944-13-01' }],
    ['stay', { name: '陶', stay: 'somewhere' }],
    ['attention', { name: '陶', attention: ['alone', 'rich'] }],
    ['dwelling', { name: '陶', dwelling: 'not an id' }],
    ['colour', { name: '陶', colour: 'red' }],
  ])('a bad %s is refused by its name: %j', (id, sent) => {
    expect(checkValues(people, sent)).toMatchObject({ code: 'invalid', field: `values.${id}` });
  });

  it('good ones are kept trimmed, numbers in capitals, empty ones not at all', () => {
    const read = checkValues(people, {
      name: ' 陶丽华 ',
      identity: good.toLowerCase(),
      phone: '',
      birth: null,
    });
    expect(isRefusal(read) ? read : read).toEqual({ name: '陶丽华', identity: good });
  });

  it('the check sign is that of GB 11643', () => {
    // The example of the standard.
    expect(identityCheck('11010519491231002')).toBe('X');
    expect(identityFault('11010519491231002X')).toBeNull();
    expect(identityFault('110105194912310021')).not.toBeNull();
  });
});

describe('who sees how much', () => {
  it('those who deal with people see names and masked numbers, others masked names, everybody else nothing', () => {
    const sights = Object.fromEntries(
      roles.map((role) => [
        role,
        ['name', 'identity', 'phone', 'health', 'aid', 'stay']
          .map(
            (id) => `${sightOf({ role }, field(id)).shown}${sightOf({ role }, field(id)).mayAsk ? '?' : ''}`,
          )
          .join(' '),
      ]),
    );
    const [near, far, open] = [
      'full masked? masked? none none full',
      'masked none none none none full',
      'none none none none none full',
    ];
    expect(sights).toEqual({
      duty: near,
      handler: near,
      field: near,
      leader: far,
      admin: far,
      auditor: open,
      wall: open,
      source: open,
      citizen: open,
      system: open,
    });
  });

  it('health and aid are for the department that needs them', () => {
    expect(sightOf({ role: 'handler', unit: 'dept-health' }, field('health')).shown).toBe('full');
    expect(sightOf({ role: 'handler', unit: 'dept-civil' }, field('aid')).shown).toBe('full');
    expect(sightOf({ role: 'handler', unit: 'dept-civil' }, field('health')).shown).toBe('none');
    expect(sightOf({ role: 'leader', unit: 'dept-health' }, field('health')).shown).toBe('none');
  });

  it('a record is seen in the own area alone; departments see what is about nobody', () => {
    const firm = must(kindOf('firm'), 'firm');
    const dwelling = must(kindOf('dwelling'), 'dwelling');
    for (const role of roles) {
      const sees = rolesWho('see-records').includes(role);
      const whole = rolesWho('see-whole').includes(role);
      for (const kind of [people, dwelling, firm]) {
        expect(maySeeRecord(person(role, { grids: ['w'] }), kind, ['w', 'w-1']), role).toBe(sees);
        expect(maySeeRecord(person(role, { grids: ['e'] }), kind, ['w', 'w-1']), role).toBe(false);
        expect(maySeeRecord(person(role), kind, ['w']), `${role} ${kind.id}`).toBe(
          sees && (whole || (role === 'handler' && kind === firm)),
        );
      }
    }
  });

  it.each([
    ['name', '陶丽华', '陶*华'],
    ['name', '陶丽', '陶*'],
    ['identity', '320219440102010026', '3202 **** **** 0026'],
    ['phone', '13900005046', '139 **** 5046'],
    ['phone', '12345', '****'],
    ['birth', '1944-01-02', '1944'],
    ['health', '高血压', '***'],
  ])('%s %s is masked as %s', (id, value, shown) => {
    expect(maskOf(field(id), value)).toBe(shown);
  });
});
