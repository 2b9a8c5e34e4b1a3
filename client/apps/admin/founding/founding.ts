import { computed, reactive, ref, shallowRef } from 'vue';
import type { NumberStyle } from '#shared/kernel/localized.ts';
import type { Refusal } from '#shared/kernel/refusal.ts';
import {
  newCountySteps,
  type NewCountyFault,
  type NewCountyLook,
  type NewCountyMade,
  type NewCountyStep,
} from '#shared/wire/new-county.ts';
import { openAsking } from '../../../http/asking.ts';
import { reasonOf } from '../../../locales/reason.ts';
import type { OutlineFile } from './outlines.ts';
import { apart, gridsOf, type Fields } from './levels.ts';

/** Where a new county is looked at and made: by an administrator, or by whoever holds the code of an empty server. */
export interface FoundingDoor {
  look(draft: object): Promise<NewCountyLook | Refusal>;
  make(draft: object): Promise<NewCountyMade | Refusal>;
}
export interface Level {
  zh: string;
  en: string;
  file: OutlineFile | null;
  fields: Fields;
}
export const steps = [...newCountySteps, 'open'] as const;
export type Step = (typeof steps)[number];

const emptyLevel = (zh: string, en: string): Level => ({
  zh,
  en,
  file: null,
  fields: { id: '', name: '', parent: '' },
});

/** What is filled in, as it stands in the fields. */
export function emptyFounding(zone: string, language: 'zh' | 'en') {
  const isChina = zone === 'Asia/Shanghai';
  const name = { zh: '', en: '' };
  return {
    id: '',
    code: '',
    name: { ...name },
    centre: { ...name },
    language,
    zone,
    periods: isChina ? '08:30-11:30 13:30-17:30' : '09:00-17:00',
    holidays: '',
    codeForms: '',
    phoneForms: '',
    numbers: '' as NumberStyle | '',
    phone: '',
    emergency: isChina ? '110 报警 Police; 119 火警 Fire; 120 急救 Ambulance' : '',
    levels: isChina
      ? [emptyLevel('街道', 'Subdistrict'), emptyLevel('社区', 'Community')]
      : [emptyLevel('片区', 'District')],
    units: [] as { id: string; name: { zh: string; en: string }; phone: string; grids?: string[] }[],
    items: [] as object[],
    starter: true,
    procedures: ['standard'] as string[],
    sensors: [] as object[],
  };
}
export type Founding = ReturnType<typeof emptyFounding>;

/** `09:00-12:00 13:30-17:30` as minutes of the day; what is none is told by the check. */
export function periodsOf(text: string): [number, number][] {
  return [...text.matchAll(/(\d{1,2}):(\d{2})\s*[-–—~至到]\s*(\d{1,2}):(\d{2})/gu)].map((found) => {
    const [, a, b, c, d] = found.map(Number);
    return [(a ?? 0) * 60 + (b ?? 0), (c ?? 0) * 60 + (d ?? 0)];
  });
}
/** `110 报警 Police; 119 火警`: a number, and what it is called in one language or both. */
export function emergencyOf(text: string): { number: string; name: { zh: string; en: string } }[] {
  return text
    .split(/[;；\n]/u)
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) => {
      const [number = '', ...rest] = one.split(/\s+/u);
      const words = rest.join(' ');
      const [zh = ''] = /[\p{Script=Han}]+/u.exec(words) ?? [];
      return { number, name: { zh, en: words.replace(zh, '').trim() } };
    });
}

/** Forms as they are written: one behind the other with semicolons, or one a line. */
const formsOf = (text: string): string[] =>
  text
    .split(/[;；\n]/u)
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** A unit by its id or by any of its names, as a sheet of items may call it; what is none is told by the check. */
function unitNamed(units: Founding['units'], written: string): string {
  const bare = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  const wanted = bare(written);
  const found = units.find(({ id, name }) => [id, name.zh, name.en].some((one) => bare(one) === wanted));
  return wanted === '' ? '' : (found?.id ?? written);
}

/** The draft as it is sent. */
export function draftOf(given: Founding): object {
  const { levels, periods, holidays, emergency, units, items, codeForms, phoneForms, numbers, ...rest } =
    given;
  const [codes, phones] = [formsOf(codeForms), formsOf(phoneForms)];
  const grids: ReturnType<typeof gridsOf>[] = [];
  for (const { file, fields } of levels)
    grids.push(file ? gridsOf(file, fields, grids.length === 0 ? null : (grids.at(-1) ?? [])) : []);
  return {
    ...rest,
    ...(codes.length > 0 && { codes }),
    ...(phones.length > 0 && { phones }),
    ...(numbers !== '' && { numbers }),
    units,
    items: items.map((item) => ({
      ...item,
      ...('unit' in item && { unit: unitNamed(units, String(item.unit)) }),
    })),
    periods: periodsOf(periods),
    holidays: holidays.split(/[\s,，;；]+/u).filter((day) => day !== ''),
    emergency: emergencyOf(emergency),
    levels: levels.map(({ zh, en }) => ({ zh, en })),
    grids: apart(grids),
  };
}

/** A county on its way: where one is, what is wrong, and what came of it. */
export function openFounding(door: FoundingDoor, zone: string, language: 'zh' | 'en') {
  const given = reactive(emptyFounding(zone, language)) as Founding;
  const visited = reactive(new Set<Step>());
  const step = ref<Step>('identity');
  const looked = shallowRef<NewCountyLook | null>(null);
  const lookedAt = ref('');
  const made = shallowRef<NewCountyMade | null>(null);
  const { busy, refusal, answerTo } = openAsking();
  const faultsOf = (of: Step): NewCountyFault[] =>
    looked.value?.faults.filter((one) => one.step === of) ?? [];
  async function look(): Promise<void> {
    const draft = draftOf(given);
    lookedAt.value = JSON.stringify(draft);
    looked.value = await answerTo('look', () => door.look(draft));
  }
  return {
    given,
    step,
    looked,
    made,
    refusal,
    busy,
    faultsOf,
    look,
    /** Whether a step was left and is fine; one that nobody has seen yet is not said to be. */
    isFine: (of: Step): boolean => visited.has(of) && looked.value !== null && faultsOf(of).length === 0,
    isReady: computed(() => looked.value?.faults.length === 0),
    /** What is wrong with one field, by the name that it is sent under. */
    wrong(field: string): string | undefined {
      const fault = looked.value?.faults.find(
        (one) => one.field === field || one.field.startsWith(`${field}.`),
      );
      return fault && reasonOf(fault);
    },
    /** Each step is looked at when it is left. */
    async go(to: Step): Promise<void> {
      visited.add(step.value);
      step.value = to;
      await look();
    },
    async make(): Promise<void> {
      await look();
      if (looked.value?.faults.length !== 0) return;
      const answer = await answerTo('make', () => door.make(draftOf(given)));
      if (answer) made.value = answer;
    },
  };
}
export type FoundingRoom = ReturnType<typeof openFounding>;
export type { NewCountyStep };
