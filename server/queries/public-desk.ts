import { asCitizen, namesInRecord } from '#shared/access/outsiders.ts';
import { createHmac } from 'node:crypto';
import type { Person } from '#shared/access/person.ts';
import { zoneNameOf } from '#shared/clock/zone.ts';
import type { Report } from '#shared/incident/command.ts';
import { inRecord, type Localized } from '#shared/kernel/localized.ts';
import { groupBy } from '#shared/kernel/group-by.ts';
import { must } from '#shared/kernel/must.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import type { Field } from '#shared/procedure/field.ts';
import { codeBytes, codeOf } from '#shared/report/code.ts';
import { isPublic, serviceFamilies, servicesOf, tiles, tilesOf } from '#shared/report/matters.ts';
import type { PublicPage, PublicReport } from '#shared/wire/public.ts';
import { isPhoneOf } from '#shared/kernel/sign-mask.ts';
import { cellsAt } from '../packs/ground.ts';
import type { LoadedPack } from '../packs/loaded.ts';

/** How long it is kept how a reporter can be reached. */
export const contactDays = 365;

/** What the page of a jurisdiction offers; the same until the house starts again. */
export function pageOf(pack: LoadedPack, work = 0, messages = false): PublicPage {
  const known = { catalogue: pack.pack.catalogue, procedures: pack.procedures };
  const [wide, middle] = pack.grid.levels;
  return {
    identity: pack.pack.identity,
    phone: pack.duty.phone,
    zone: zoneNameOf(pack.pack.calendar),
    emergency: emergencyOf(pack),
    privacy: privacyOf(pack),
    work,
    messages,
    tiles: tilesOf(known),
    services: serviceFamilies.flatMap((family) => {
      const items = servicesOf(known, family);
      const [first] = items;
      if (!first) return [];
      const { form } = must(pack.procedures.get(first.procedure), first.procedure);
      return [{ family, groups: groupsOf(items), form: form.filter(isAsked) }];
    }),
    areas: [...wide, ...middle].map(({ id, name, parent, centre }) => ({ id, name, parent, place: centre })),
  };
}

/** Numbers of China are told where its time holds, and nowhere else unless the county says so. */
function emergencyOf({ pack: { policy, calendar } }: LoadedPack): PublicPage['emergency'] {
  return policy.emergency ?? (zoneNameOf(calendar) === 'Asia/Shanghai' ? numbersOfChina : []);
}
const numbersOfChina: PublicPage['emergency'] = [
  { number: '110', name: { zh: '公安', en: 'police' } },
  { number: '119', name: { zh: '消防', en: 'fire brigade' } },
  { number: '120', name: { zh: '急救', en: 'ambulance' } },
];

/** What is told before somebody consents (Personal Information Protection Law, article 17). */
function privacyOf({ pack: { identity, policy }, duty: { phone } }: LoadedPack): PublicPage['privacy'] {
  const { zh, en } = identity.centre;
  return {
    purpose: policy.privacy?.purpose ?? usualPurpose,
    contact: policy.privacy?.contact ?? { zh: `${zh}（${phone}）`, en: `${en} (${phone})` },
    days: contactDays,
  };
}
const usualPurpose: Localized = {
  zh: '联系方式只用于核实和办理您反映的事、向您回复结果',
  en: 'your contact is used to check and handle what you report and to tell you the result, and for nothing else',
};

function groupsOf(items: readonly CatalogueItem[]): PublicPage['services'][number]['groups'] {
  return [...groupBy(items, (item) => inRecord(item.class))].map(([, list]) => ({
    name: must(list[0], 'a group').class,
    items: list.map(({ id, name }) => ({ id, name })),
  }));
}

/** The page has its own place for a telephone number, outside of the matter; entries of lists are looked up by officers. */
const isAsked = ({ id, kind }: Field): boolean =>
  id !== contactField && kind !== 'evidence' && kind !== 'listed';
const contactField = 'contact';

/** How a matter that somebody reports comes in, and who that is to the ledger. */
export interface Coming {
  command: Report;
  reporter: Person;
  code: string;
}

/**
 * A report as the ledger takes it, or why not. The reporter's id and code come from the key and the very words, so that a report
 * sent twice is one and the same and gets the same answer, while whoever sends another's key with other words gets nothing of it.
 */
export function comingOf(
  pack: LoadedPack,
  body: PublicReport,
  { key, secret }: { key: string; secret: string },
): Coming | Refusal {
  const item = pack.items.get(body.item);
  if (!item || !isPublic({ catalogue: pack.pack.catalogue, procedures: pack.procedures }, item.id))
    return refuse('unknown', 'not-reportable-here', 'item');
  if (body.form && contactField in body.form)
    return refuse('invalid', 'phone-as-contact', `form.${contactField}`);
  const { phones } = pack.pack.identity;
  if (body.phone && !isPhoneOf(phones, body.phone))
    return refuse('invalid', 'phone-not-of-form', { form: phones?.[0] ?? '' }, 'phone');
  const isFirm =
    pack.procedures.get(item.procedure)?.family === 'enterprise' ||
    body.form?.['applicant-kind'] === 'enterprise';
  const area = cellsAt(pack, body.place).slice(0, 2).at(-1)?.name ?? '';
  return {
    code: codeOf(seedOf(secret, 'code', pack.id, key, body).subarray(0, codeBytes)),
    reporter: {
      id:
        body.sender === undefined ? idOf(secret, pack.id, key, body) : senderOf(secret, pack.id, body.sender),
      name: namesInRecord[isFirm ? 'enterprise' : 'citizen'],
      ...asCitizen,
      jurisdiction: pack.id,
      grids: [],
    },
    command: {
      kind: 'report',
      source: isFirm ? 'enterprise' : 'citizen',
      item: item.id,
      // Lists and walls show the title: no word of the reporter is in it.
      title: `${inRecord(item.name)} · ${area}`.slice(0, 120),
      detail: body.words,
      place: body.place,
      address: body.address,
      urgent: false,
      evidence: body.photos.map(({ ref, at }) => ({ kind: 'photo', text: '', ref, at })),
      ...(body.form && { form: body.form }),
    },
  };
}

function seedOf(secret: string, ...of: unknown[]): Buffer {
  return createHmac('sha256', secret)
    .update(JSON.stringify(['public', ...of]))
    .digest();
}

function idOf(secret: string, ...of: unknown[]): string {
  return `citizen-${seedOf(secret, 'reporter', ...of)
    .toString('hex')
    .slice(0, 24)}`;
}

/** Who brings photographs before the report that names them: whoever knows the random name the page has given itself. */
export function senderOf(secret: string, jurisdiction: string, sender: string): string {
  return idOf(secret, jurisdiction, sender);
}

/** What the public calls an item: as the page said it, else as the catalogue has it. */
export function publicName(pack: LoadedPack, item: string): Localized {
  const said = tiles.flatMap(({ items }) => items).find(({ id }) => id === item)?.name;
  return said ?? pack.items.get(item)?.name ?? { zh: item, en: item };
}
