import { must } from '#shared/kernel/must.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import type { PackDigest } from '#shared/wire/http.ts';
import { post, type BenchHouse } from './bench-house.ts';

/** Who opens matters: the county's hotline, and the seats that take them on. */
export type Openers = Pick<BenchHouse, 'url' | 'hotline' | 'seats'>;

/**
 * Opens `count` matters of the procedure `standard` as a county does: its hotline reports them, its seats share the steps. A quarter
 * each waits to be accepted, filed, dispatched, and is under way. Who is told to come back later does so: nobody's limit is lifted.
 */
export async function openMatters(
  house: Openers,
  county: string,
  { count, pack, sensors }: { count: number; pack: PackDigest; sensors: readonly Sensor[] },
): Promise<void> {
  const items = pack.catalogue.filter(({ procedure }) => procedure === 'standard');
  const steps = ['accept', 'file', 'dispatch'];
  let next = 0;
  const work = async (cookie: string): Promise<void> => {
    for (let i = next++; i < count; i = next++) {
      const item = must(items[i % items.length], 'item');
      const { place, name } = must(sensors[(i * 7) % sensors.length], 'sensor');
      const title = `${name.zh} ${item.name.zh}`.slice(0, 120);
      const report = { source: 'hotline', item: item.id, title, place, address: `${name.zh}旁 ${i} 号` };
      const token = { authorization: `Bearer ${house.hotline}` };
      const reported = await post(`${house.url}/api/${county}/reports`, token, report);
      const incident = reported.subject;
      let { version } = reported;
      for (const transition of steps.slice(0, i % 4)) {
        const form = transition === 'dispatch' ? { form: { lead: must(item.units[0], 'unit') } } : {};
        const step = { kind: 'take', incident, version, transition, ...form };
        ({ version } = await post(`${house.url}/api/${county}/commands`, { cookie }, step));
      }
    }
  };
  await Promise.all(house.seats.map(work));
}
