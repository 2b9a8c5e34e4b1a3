import { describe, expect, it } from 'vitest';
import { openLog } from '../../server/log.ts';
import { openWorks, type Works } from '../../server/works.ts';

describe('a work that failed is named as long as this server does it', () => {
  const fails = () => Promise.reject(new Error('no'));
  const opened = () => openWorks({ log: openLog('silent'), clock: () => 7 });
  const named = (works: Works) =>
    works.failing().map(({ work, jurisdiction }) => [work, jurisdiction].filter(Boolean).join(' in '));

  it('until it comes through', async () => {
    const works = opened();
    expect(await works.round('counting', fails, 'toy')).toBe(false);
    expect(works.failing()).toEqual([{ work: 'counting', jurisdiction: 'toy', since: 7 }]);
    expect(await works.round('counting', () => undefined, 'toy')).toBe(true);
    expect(named(works)).toEqual([]);
  });

  it('until another server does it, or its county is closed', async () => {
    const works = opened();
    for (const county of ['toy', 'far'])
      for (const work of ['counting', 'learning']) await works.round(work, fails, county);
    works.forget('toy', 'counting');
    expect(named(works)).toEqual(['learning in toy', 'counting in far', 'learning in far']);
    works.forget('far');
    expect(named(works)).toEqual(['learning in toy']);
  });

  it('until its term is over, one that fails while it ends too', async () => {
    const works = opened();
    const term = new AbortController();
    const judging = works.within(term.signal);
    await works.round('counting', fails);
    await judging.round('judging', fails, 'toy');
    let end = (): void => undefined;
    const late = judging.round(
      'starting',
      () => new Promise((_, reject) => (end = () => reject(new Error('no')))),
    );
    expect(named(works)).toEqual(['counting', 'judging in toy']);
    term.abort();
    end();
    await late;
    expect(named(works)).toEqual(['counting']);
  });

  it('a term within a term ends with either', async () => {
    const works = opened();
    const [long, short] = [new AbortController(), new AbortController()];
    await works.within(long.signal).within(short.signal).round('judging', fails);
    expect(named(works)).toEqual(['judging']);
    long.abort();
    expect(named(works)).toEqual([]);
  });
});
