import { watch } from 'vue';
import { describe, expect, it } from 'vitest';
import { refuse } from '#shared/kernel/refusal.ts';
import type { IncidentDetail } from '#shared/wire/http.ts';
import { openDossier } from '../../../client/apps/desk/dossier/dossier.ts';
import { incidentOf } from './incident.ts';

/** A dossier over a server that answers what `held` says, anew each time. */
function open(held: Map<string, Partial<IncidentDetail['incident']>>) {
  const asked: string[] = [];
  const none = () => Promise.resolve(refuse('busy', 'very-many-reports'));
  const dossier = openDossier(
    {
      incident: (id) => {
        asked.push(id);
        const incident = incidentOf({ id, ended: 'void', ...held.get(id) });
        return Promise.resolve({ incident, entries: [] } as unknown as IncidentDetail);
      },
      locate: none,
      suggestions: none,
      duplicates: none,
    },
    () => null,
  );
  const drawn: string[] = [];
  watch(dossier.detail, (detail) => detail && drawn.push(detail.incident.title), { flush: 'sync' });
  return { dossier, asked, drawn };
}

describe('a dossier that was read ahead', () => {
  it('stands there at once, is read again, and is drawn again only where that says something else', async () => {
    const held = new Map<string, Partial<IncidentDetail['incident']>>([['b', { title: '读过的' }]]);
    const { dossier, asked, drawn } = open(held);
    await dossier.expect('b');
    const opening = dossier.select('b');
    expect(dossier.reading.value).toBe('ready');
    await opening;
    expect(asked).toEqual(['b', 'b']);
    expect(drawn).toEqual(['读过的']);
    held.set('b', { title: '读过的', detail: '来电人补充', version: 2 });
    await dossier.load('b');
    expect(dossier.incident.value?.detail).toBe('来电人补充');
    expect(drawn).toHaveLength(2);
  });
});
