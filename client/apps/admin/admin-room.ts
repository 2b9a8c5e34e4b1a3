import {
  computed,
  inject,
  provide,
  ref,
  shallowReactive,
  shallowRef,
  type ComputedRef,
  type InjectionKey,
  type ShallowRef,
} from 'vue';
import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { PackDigest } from '#shared/wire/http.ts';
import type { PeopleGround } from '#shared/wire/people.ts';
import { showFormsOf } from '../../format/county-forms.ts';
import { openAdminApi } from '../../http/admin-api.ts';
import type { Api } from '../../http/api.ts';
import { say, t } from '../../locales/i18n.ts';
import { renewInPlace } from '../sign-in/renew-pack.ts';

/** What all pages of administration share: who asks, the names of things, and where one is. */
export function makeAdminRoom({
  api,
  person,
  pack: given,
  sections,
}: {
  api: Api;
  person: Person;
  pack: PackDigest;
  /** Ids of the domains there are. */
  sections: readonly string[];
}) {
  const admin = openAdminApi(api.jurisdiction);
  // The page's own, which the stream renews as well.
  const pack = shallowReactive(given);
  const ground = shallowRef<PeopleGround>({ grids: [], without: 0, roles: [] });
  const fault = shallowRef<Refusal | null>(null);
  const units = computed(() => new Map(pack.units.map((unit) => [unit.id, unit])));
  const grids = computed(() => new Map(ground.value.grids.map((grid) => [grid.id, grid])));
  const section = ref('people');

  async function readGround(): Promise<void> {
    const answer = await admin.ground();
    if (isRefusal(answer)) fault.value = answer;
    else ground.value = answer;
  }
  /** What an administrator has just changed is offered at once. */
  async function readPack(): Promise<void> {
    const answer = await api.pack();
    if (isRefusal(answer)) return;
    renewInPlace(pack, answer);
    showFormsOf(answer);
  }
  return {
    api,
    admin,
    person,
    pack,
    sections,
    units,
    grids,
    ground,
    fault,
    section,
    readGround,
    readPack,
    may: (capability: Parameters<typeof may>[1]): boolean => may(person, capability),
    ...namesIn({ units, grids, ground }),
  };
}
/** What units, roles and grids are called. */
function namesIn({
  units,
  grids,
  ground,
}: {
  units: ComputedRef<ReadonlyMap<string, PackDigest['units'][number]>>;
  grids: ComputedRef<ReadonlyMap<string, PeopleGround['grids'][number]>>;
  ground: ShallowRef<PeopleGround>;
}) {
  return {
    unitName: (id: string | null): string => {
      const unit = id === null ? undefined : units.value.get(id);
      return unit ? say(unit.name) : (id ?? '');
    },
    /** What a role is called: by the county's own, where it is one. */
    roleName: (role: string, countyRole?: string | null): string => {
      const own = ground.value.roles.find(({ id }) => id === countyRole);
      return own ? say(own.name) : countyRole || t(`words.role.${role}`);
    },
    gridName: (id: string): string => grids.value.get(id)?.name ?? id,
    /** With all that hold it, the widest first. */
    gridPath: (id: string): string => {
      const names: string[] = [];
      for (let cell = grids.value.get(id); cell; cell = grids.value.get(cell.parent ?? ''))
        names.unshift(cell.name);
      return names.join(' › ') || id;
    },
  };
}
export type AdminRoom = ReturnType<typeof makeAdminRoom>;
const key: InjectionKey<AdminRoom> = Symbol('admin room');

export function provideAdminRoom(room: AdminRoom): AdminRoom {
  provide(key, room);
  return room;
}
export function useAdminRoom(): AdminRoom {
  const room = inject(key);
  if (!room) throw new Error('no room of administration around');
  return room;
}
