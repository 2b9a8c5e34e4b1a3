import type { Form } from '#shared/incident/command.ts';
import { entryName, type Incident } from '#shared/incident/incident.ts';
import type { Dice } from '#shared/kernel/dice.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { must } from '#shared/kernel/must.ts';
import type { List } from '#shared/procedure/listed.ts';
import type { Field } from '#shared/procedure/field.ts';
import {
  creditCode,
  documentNumber,
  firmName,
  lastFour,
  personName,
  phoneNumber,
  reasonFor,
  shopName,
} from './people-words.ts';

/** What a form needs to know of the county. */
export interface FormWorld {
  /** Lead and co-units for a matter. */
  crew(incident: Incident, roll: Dice): { lead: string; co: string[] };
  /** Units an order may go to. */
  communities(roll: Dice): string[];
  /** Entries of these lists: those of the class of a catalogue item, or all. */
  listed(lists: readonly List[], item: string | null): readonly string[];
}

const texts: Record<string, (roll: Dice) => string> = {
  note: (roll) =>
    roll.pick([
      '已按要求办理',
      '现场已处置完毕',
      '情况属实，已落实',
      '已联系当事人，达成一致',
      '材料齐全，符合条件',
    ]),
  duty: (roll) =>
    roll.pick([
      '请说明原因，提出整改措施和完成时间',
      '请今日内到场处置并报送照片',
      '请逐项核对清单并书面答复',
    ]),
  answer: (roll) => roll.pick(['已处置完毕，如仍有问题请再反映', '已到现场核实并处理，谢谢反映']),
  applicant: personName,
  enterprise: firmName,
  party: (roll) => (roll.chance(0.5) ? firmName(roll) : shopName(roll)),
  'party-a': personName,
  'party-b': personName,
  licence: (roll) => documentNumber('许', roll),
  document: (roll) => documentNumber('罚决', roll),
  receipt: (roll) => documentNumber('收', roll),
  goal: (roll) => roll.pick(['一次申请、一并受理、一次办结', '年内完成，结果可核验']),
  theme: (roll) => roll.pick(['年度双随机抽查计划', '汛前安全专项抽查', '节前市场专项抽查']),
  content: (roll) =>
    roll.pick([
      '逐户走访核对台账，当日回执',
      '排查低洼点位和排水口，雨前回执',
      '清点辖区出租房屋，三日内报数',
    ]),
  plan: () => '一季度摸底，二季度试点，三季度铺开，四季度销号',
  group: (roll) => roll.pick(['改革攻坚专项组', '营商环境专项组', '基层治理专项组']),
};

/** A plausible form: all that is required, and what belongs to a dispatch; a reason is one of the step that gives it. */
export function fillForm(
  fields: readonly Field[],
  incident: Incident,
  world: FormWorld,
  roll: Dice,
  step?: string,
): Form {
  const form: Form = {};
  for (const field of fields) {
    const value =
      field.kind === 'text' && field.id === 'reason' && !field.pattern
        ? reasonFor(step, roll)
            .padEnd(field.min ?? 0, '。')
            .slice(0, field.max ?? 500)
        : valueFor(field, fields, incident, world, roll);
    if (value !== undefined) form[field.id] = value;
  }
  return form;
}

/** The form of a report, before there is a matter. */
export function fillReport(
  fields: readonly Field[],
  world: Omit<FormWorld, 'crew'>,
  roll: Dice,
  at: number,
  item: string,
): Form {
  const nobody = { ...world, crew: () => ({ lead: '', co: [] }) };
  return fillForm(fields, { nodeSince: at, tasks: [], item } as unknown as Incident, nobody, roll);
}

function valueFor(
  field: Field,
  fields: readonly Field[],
  incident: Incident,
  world: FormWorld,
  roll: Dice,
): Form[string] | undefined {
  const { kind, required, choices = [], min = 0, max } = field;
  if (kind === 'unit') return world.crew(incident, roll).lead;
  if (kind === 'units') {
    const crew = fields.some((one) => one.kind === 'unit') ? world.crew(incident, roll) : null;
    if (!required) return crew?.co.slice(0, max);
    if (field.kinds && !field.kinds.includes('community'))
      return partners(incident, world, roll).slice(0, max);
    // Where somebody must help, a community does when the catalogue names nobody.
    const asked = crew && crew.co.length >= Math.max(min, 1) ? crew.co : world.communities(roll);
    return asked.filter((unit) => unit !== crew?.lead).slice(0, max);
  }
  if (kind === 'listed') return entryFor(field, incident, world, roll);
  if (!required && kind !== 'text' && field.expects === undefined) return undefined;
  switch (kind) {
    case 'text':
      return required || roll.chance(0.3) ? textFor(field, roll) : undefined;
    case 'number':
      if (field.id === 'found') return roll.weighted([70, 20, 8, 2]);
      if (field.expects === 'rise') return risen(incident.data?.[field.id], field, roll);
      return Math.round(min + roll.roll() * (Math.min(max ?? min + 20, min + 100) - min));
    case 'date':
      return new Date(incident.nodeSince + roll.between(3, 60) * dayMs).toISOString().slice(0, 10);
    case 'yes-no':
      return roll.chance(0.5);
    case 'rating':
      return must([5, 4, 3, 2, 1][roll.weighted([78, 16, 4, 1, 1])], 'rating');
    case 'limit':
      return { amount: roll.between(1, 3), unit: 'work-day' };
    case 'choice':
      return roll.pick(choices).id;
    case 'list':
      return undefined;
    case 'checklist':
      if (field.of !== undefined) return ticked(incident.data?.[field.of]);
      return choices.slice(0, max).map((choice) => choice.id);
    case 'evidence':
      return Array.from({ length: Math.max(min, 1) }, (_, i) => ({
        kind: 'text' as const,
        text: `现场记录 ${i + 1}`,
        at: incident.nodeSince,
      }));
    case 'incident':
      return undefined;
  }
}

/** Whom departments' work goes to once more: who has a part in the matter, else the crew of its item. */
function partners(incident: Incident, world: FormWorld, roll: Dice): string[] {
  const had = new Set((incident.children ?? []).flatMap(({ unit }) => unit ?? []));
  const { lead, co } = world.crew(incident, roll);
  return had.size > 0 ? [...had] : [lead, ...co];
}

/** All there is on the list. */
function ticked(items: unknown): string[] | undefined {
  return Array.isArray(items) ? items.map(String) : undefined;
}

/** Further than before, to the end at last. */
function risen(before: unknown, { max = 100 }: Field, roll: Dice): number {
  return Math.min(max, (typeof before === 'number' ? before : 0) + roll.between(12, 35));
}

/** What was chosen before, else an entry that belongs to the item; any entry only where one is demanded. */
function entryFor(
  { id, lists = [], required }: Field,
  { data, item }: Incident,
  world: FormWorld,
  roll: Dice,
): string | undefined {
  const before = entryName.safeParse(data?.[id]).data;
  if (before) return before.id;
  const own = world.listed(lists, item);
  const fitting = own.length > 0 || !required ? own : world.listed(lists, null);
  return fitting.length > 0 ? roll.pick(fitting) : undefined;
}

/** A text of the right length; a pattern is met by one of the shapes that forms ask for. */
function textFor({ id, min = 0, max = 500, pattern }: Field, roll: Dice): string {
  if (pattern) {
    const expression = new RegExp(`^(?:${pattern.match})$`, 'u');
    const number = `2026-${lastFour(roll)}`;
    const shapes = [
      ...(id === 'contact' ? [phoneNumber(roll)] : []),
      creditCode(roll),
      number,
      lastFour(roll),
    ];
    return shapes.find((shape) => expression.test(shape)) ?? shapes[0] ?? '';
  }
  const text = (texts[id] ?? texts['note'])?.(roll) ?? '';
  return text.padEnd(min, '。').slice(0, max);
}
