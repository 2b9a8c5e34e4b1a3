import { inject, provide, type InjectionKey, type Ref } from 'vue';
import type { Incident } from '#shared/incident/incident.ts';
import type { Unit } from '#shared/pack/schema.ts';
import { must } from '#shared/kernel/must.ts';
import type { Duplicate, Suggestion } from '#shared/wire/responsibility.ts';
import type { Names } from '../telling/names.ts';
import type { ListedGround } from './listed.ts';
import type { RecordsGround } from './records.ts';

/** What the fields of a form choose from. */
export interface FormGround {
  units: readonly Unit[];
  names: Readonly<Ref<Names>>;
  /** Units that stand first; null: none are needed or read. */
  suggestions: Readonly<Ref<readonly Suggestion[] | null>>;
  /** What may be the same matter as the one the form is about. */
  duplicates: Readonly<Ref<readonly Duplicate[]>>;
  /** What the matter keeps that the form is about; some fields choose from it. */
  data?: Readonly<Ref<Incident['data']>>;
  /** Fields that look an entry up are left out on screens without it. */
  listed?: ListedGround;
  /** Records of the county; fields that look one up are left out on screens without it. */
  records?: RecordsGround;
}

const formGroundKey: InjectionKey<FormGround> = Symbol('form ground');
export function provideFormGround(ground: FormGround): void {
  provide(formGroundKey, ground);
}
/** Null on a screen whose forms choose from nothing. */
export function findFormGround(): FormGround | null {
  return inject(formGroundKey, null);
}
/** The ground of the screen that this field stands on. */
export function useFormGround(): FormGround {
  return must(inject(formGroundKey), 'form ground');
}
