import type { Person } from '#shared/access/person.ts';
import { narrowCells } from '#shared/grid/tree.ts';
import type { Dice } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';

/** A question, and who asks it. */
export interface Ask {
  person?: Partial<Person>;
  query: Record<string, string | number | undefined>;
}

const often = ['路', '龙', '人', '请', '1', '路口', '来电', '人民路', '影响通行'];
const never = ['火星', '飞碟坠落', '鳄鱼', '紫禁城', '雪豹出没'];

/** Every kind of question people ask, and the worst of each. */
export function kindsOf(
  { pack, grid }: LoadedPack,
  ids: readonly string[],
  { from, to }: { from: number; to: number },
): Record<string, (roll: Dice) => Ask> {
  const items = pack.catalogue;
  const [towns, villages] = grid.levels;
  const cells = narrowCells(grid);
  const part = (text: string, length: number, roll: Dice): string => {
    const at = roll.between(0, Math.max(0, text.length - length));
    return text.slice(at, at + length);
  };
  const item = (roll: Dice): string => roll.pick(items).name.zh;
  const area = (roll: Dice): string => roll.pick(roll.pick([towns, villages, cells])).id;
  const state = (roll: Dice): string => roll.pick(['open', 'closed', 'all']);
  const unit = (roll: Dice): string => roll.pick(pack.units).id;
  const window = (roll: Dice, days: number) => {
    const start = from + Math.floor(roll.roll() * (to - from - days * dayMs));
    return { from: start, to: start + days * dayMs };
  };
  return {
    'text + area + state': (roll) => ({
      query: { q: part(item(roll), roll.between(2, 4), roll), grid: area(roll), state: state(roll) },
    }),
    'one character': (roll) => ({ query: { q: part(item(roll), 1, roll) } }),
    'two characters': (roll) => ({ query: { q: part(item(roll), 2, roll) } }),
    'very frequent': (roll) => ({ query: { q: roll.pick(often), state: state(roll) } }),
    'two words': (roll) => ({ query: { q: `${roll.pick(often)} ${part(item(roll), 2, roll)}` } }),
    'two subjects that never meet': (roll) => ({ query: { q: `${item(roll)} ${item(roll)} ${item(roll)}` } }),
    'never heard of': (roll) => ({ query: { q: roll.pick(never), state: state(roll) } }),
    'number, whole': (roll) => ({ query: { q: roll.pick(ids) } }),
    'number, its end': (roll) => ({ query: { q: roll.pick(ids).slice(-9) } }),
    telephone: (roll) => ({ query: { q: `13${roll.between(100_000, 999_999)}` } }),
    'house number': (roll) => ({ query: { q: `${roll.pick(['人民', '滨江'])}路${roll.between(1, 900)}号` } }),
    'a remark': (roll) => ({
      query: { q: roll.pick(['试用正常', '达成一致', '师傅到滨江']), grid: area(roll) },
    }),
    'English name': (roll) => ({ query: { q: roll.pick(items).name.en } }),
    'English word + area': (roll) => ({
      query: { q: must(roll.pick(items).name.en.split(' ').at(-1), 'word'), grid: area(roll) },
    }),
    'text + unit + week': (roll) => ({
      query: { q: part(item(roll), 2, roll), unit: unit(roll), ...window(roll, 7) },
    }),
    'text + item + source + month': (roll) => ({
      query: { q: '路', item: roll.pick(items).id, source: 'enterprise', ...window(roll, 30) },
    }),
    'no text: unit, overdue': (roll) => ({ query: { unit: unit(roll), overdue: '1' } }),
    'no text: area + item': (roll) => ({ query: { grid: area(roll), item: roll.pick(items).id } }),
    'a town officer': (roll) => ({
      person: { grids: [roll.pick(towns).id] },
      query: { q: part(item(roll), 2, roll) },
    }),
    'a handler of a unit': (roll) => ({
      person: { role: 'handler', unit: unit(roll) },
      query: { q: roll.pick(often), state: state(roll) },
    }),
  };
}
