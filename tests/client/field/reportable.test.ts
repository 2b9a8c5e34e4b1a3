import { describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import { reportable, selfHandling } from '../../../client/apps/field/reportable.ts';
import { deskPack } from '../desk/desk-world.ts';

const own = must(deskPack.catalogue[0], 'an item');
const item = (id: string, procedure: string, kind: string) => ({
  ...own,
  id,
  procedure,
  name: { zh: id, en: id },
  class: { zh: kind, en: kind },
});

describe('what a member of a grid may report', () => {
  it('is what is seen on the way, whistles, and what is applied for; nothing that only others open', () => {
    const open = reportable(
      [
        item('rubbish', 'standard', '市容'),
        item('manhole', 'standard', '设施'),
        item('poster', 'standard', '市容'),
        item('rescue', 'whistle', '吹哨'),
        item('licence', 'approval', '审批'),
        item('order', 'order', '一道令'),
        item('list', 'duty-list', '清单'),
      ],
      builtInProcedures,
      'field',
    );
    expect(open.incidents.map(({ key, items }) => [key, ...items.map(({ id }) => id)])).toEqual([
      ['市容', 'rubbish', 'poster'],
      ['设施', 'manhole'],
    ]);
    expect(open.whistles.map(({ id }) => id)).toEqual(['rescue']);
    expect(open.services.map(({ key }) => key)).toEqual(['审批']);
  });

  it('can be done already where the procedure has a step for that', () => {
    expect(selfHandling(builtInProcedures.get('standard'), 'field')?.id).toBe('self-handle');
    expect(selfHandling(builtInProcedures.get('standard'), 'handler')).toBeNull();
    expect(selfHandling(builtInProcedures.get('approval'), 'field')).toBeNull();
  });
});
