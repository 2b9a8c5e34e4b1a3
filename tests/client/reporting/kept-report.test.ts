// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import { effectScope, ref, shallowRef } from 'vue';
import { must } from '#shared/kernel/must.ts';
import type { Point } from '#shared/geo/point.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import { refuse } from '#shared/kernel/refusal.ts';
import { openDrafts, type DraftStore, type KeptDraft } from '../../../client/forms/kept-drafts.ts';
import { itemOfDraft, keepReport, reportName } from '../../../client/reporting/kept-report.ts';
import { openReport } from '../../../client/reporting/open-report.ts';
import { needsOf } from '../../../client/reporting/report.ts';

const fields = must(builtInProcedures.get('enterprise-call'), 'procedure').form;

/** A report with a choice of its own beside, as a page opens it. */
function openPage(store: DraftStore, chosen: string | null = null) {
  const scope = effectScope();
  const made = scope.run(() => {
    const item = shallowRef(chosen);
    const report = openReport<Point>({ fields: shallowRef(fields), item, place: shallowRef(null) });
    const caller = ref('');
    const drafts = openDrafts({ store, jurisdiction: 'jiangyin', who: 'duty1', keptMs: 500, now: () => 1 });
    const beside = {
      read: () => ({ item: item.value, caller: caller.value }),
      write: (kept: { item: string | null; caller: string }) => {
        item.value = kept.item;
        caller.value = kept.caller;
      },
      touched: () => caller.value !== '',
    };
    return { report, item, caller, kept: keepReport(reportName('call'), report, beside, drafts) };
  });
  return { ...must(made, 'scope'), close: () => scope.stop() };
}
function memory(): DraftStore & { size: () => number } {
  const kept = new Map<string, KeptDraft>();
  return {
    get: async (key) => kept.get(key),
    list: async () => [...kept.values()],
    keep: async (key, draft) => void kept.set(key, draft),
    drop: async (keys) => keys.forEach((key) => kept.delete(key)),
    size: () => kept.size,
  };
}

describe('a report that was not sent', () => {
  it('stands again with its words, its place, its own part and the fields of what was chosen', async () => {
    const store = memory();
    const first = openPage(store);
    await vi.waitUntil(() => first.kept.ready.value);
    first.item.value = 'call-law';
    first.caller.value = '139';
    first.report.draft.value.detail = '煤气味';
    first.report.place.value = { lng: 120, lat: 31 };
    first.report.asked.draft.value.texts['need'] = '咨询';
    await vi.waitUntil(() => store.size() === 1);
    first.close();
    const again = openPage(store);
    await vi.waitUntil(() => again.kept.ready.value);
    const { draft, place, asked } = again.report;
    expect([again.item.value, again.caller.value, draft.value.detail, place.value]).toEqual([
      ...['call-law', '139', '煤气味', { lng: 120, lat: 31 }],
    ]);
    expect(asked.draft.value.texts['need']).toBe('咨询');
    await again.kept.sent();
    expect(store.size()).toBe(0);
    again.close();
  });

  it('is nothing as long as nobody wrote anything, and is named by its item', async () => {
    const store = memory();
    const page = openPage(store, 'call-law');
    await vi.waitUntil(() => page.kept.ready.value);
    expect(page.report.touched()).toBe(false);
    page.report.draft.value.urgent = true;
    expect(page.report.touched()).toBe(true);
    page.close();
    expect(itemOfDraft(reportName('manhole'))).toBe('manhole');
    expect(itemOfDraft(reportName('manhole', 'a refused one'))).toBeNull();
    expect(itemOfDraft(JSON.stringify(['step', 'x']))).toBeNull();
  });
});

describe('the way out', () => {
  it('is closed while something hinders it or it is on its way, and a refusal stays on the page', async () => {
    const { report, close } = openPage(memory());
    expect(report.check(needsOf('none'), 0)).toBeNull();
    expect(report.faultOf('item')).toBe('missing');
    let answer: (one: 'done') => void = () => undefined;
    const sent = report.send(() => new Promise<'done'>((done) => (answer = done)));
    expect(await report.send(async () => 'done')).toBeNull();
    answer('done');
    expect(await sent).toBe('done');
    const refusal = refuse('invalid', 'field-needed', { field: 'need' }, 'form.need');
    expect(await report.send(async () => refusal)).toBeNull();
    expect(report.refusal.value).toEqual(refusal);
    expect(report.asked.faultOf('need', report.refusal.value)).toBeTruthy();
    close();
  });
});
