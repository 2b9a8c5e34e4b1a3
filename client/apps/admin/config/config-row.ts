import type { Language } from '#shared/kernel/localized.ts';
import { computed, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { countyRoleBases, givableIn, sightsIn } from '#shared/access/county-role.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { isRowFile } from '#shared/pack/parts.ts';
import { blankOf, shapeOf, shapeOfHead, type FieldShape } from '#shared/pack/row-shape.ts';
import type { ConfiguredRow, PackPreview, PackVersionTold } from '#shared/wire/configuration.ts';
import type { AdminApi } from '../../../http/admin-api.ts';
import { openAsking } from '../../../http/asking.ts';
import { carriedOver, type Body } from './row-conflict.ts';

export type { Body };
export type FieldKind = FieldShape['kind'];

const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isLimit = (value: unknown): boolean => isObject(value) && 'amount' in value && 'unit' in value;

/** How a field of a row is edited, by what stands in it; for what no schema of rows tells of. */
export function kindOf(value: unknown): FieldKind {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'yes-no';
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return 'list';
  if (!isObject(value)) return 'json';
  const values = Object.values(value);
  if (Object.keys(value).toSorted().join() === 'en,zh' && values.every((one) => typeof one === 'string'))
    return 'localized';
  return values.length > 0 && values.every(isLimit) ? 'limits' : 'json';
}

/** What a row is called in a list: its name in either form, else its key. */
export function nameOf({ key, body }: Pick<ConfiguredRow, 'key' | 'body'>, language: Language): string {
  const name = isObject(body) ? body['name'] : undefined;
  if (typeof name === 'string') return name;
  const said = isObject(name) ? (name[language] ?? name['en']) : undefined;
  return typeof said === 'string' && said !== '' ? said : key;
}

/** A calendar that knows another year: its days take the place of what was there of it. */
export function withDaysOff(
  calendar: Readonly<{ holidays: readonly string[]; makeUpDays: readonly string[] }>,
  { year, holidays, makeUpDays }: { year: number; holidays: string[]; makeUpDays: string[] },
): Body {
  const joined = (before: readonly string[], days: string[]): string[] =>
    [...before.filter((day) => !day.startsWith(`${year}-`)), ...days].toSorted();
  return {
    ...structuredClone(calendar),
    holidays: joined(calendar.holidays, holidays),
    makeUpDays: joined(calendar.makeUpDays, makeUpDays),
  };
}

/** A row of another with all it says but its id. What a form holds are proxies, which cannot be cloned as they are. */
export function alike(body: unknown): Body {
  return { ...(JSON.parse(JSON.stringify(body)) as Body), id: '' };
}

/** A role of the county's own is offered what the one that it is made of can be given. */
function narrowed(part: string, { as }: Body, field: FieldShape): FieldShape {
  const base = countyRoleBases.find((one) => one === as);
  if (part !== 'roles' || !base) return field;
  if (field.kind === 'several') return { ...field, choices: givableIn(base) };
  return field.name === 'sees' ? { ...field, choices: sightsIn(base) } : field;
}

/** The fields of a row as they are edited: by the schema of its part, what stands in it, and what may still be added. */
export function fieldsOfRow(
  part: string,
  draft: Body,
  key = '',
): { shown: FieldShape[]; missing: FieldShape[] } {
  const head = part === 'pack' ? shapeOfHead(key) : [];
  if (!isRowFile(part) && head.length === 0) {
    const shown = Object.keys(draft).map((name) => ({
      name,
      kind: kindOf(draft[name]),
      isOptional: false,
      choices: [],
    }));
    return { shown, missing: [] };
  }
  const all = isRowFile(part) ? shapeOf(part, draft).map((one) => narrowed(part, draft, one)) : head;
  const isThere = ({ name }: FieldShape): boolean => name in draft;
  return { shown: all.filter(isThere), missing: all.filter((one) => !isThere(one) && one.isOptional) };
}

/** One row on its way to another form: edited, looked at before, made to hold, taken out, taken back. `version` 0: it is new. `begin`: what its form begins with. */
export function openRowChange(
  admin: AdminApi,
  part: string,
  row: ConfiguredRow | NewRow,
  begin: Body | null = null,
) {
  const draft = ref(structuredClone(begin ?? row.body) as Body);
  const since = ref('');
  const applies = ref<'open' | 'new'>('open');
  const why = ref('');
  const isLeaving = ref(false);
  const preview = shallowRef<PackPreview | null>(null);
  const history = shallowRef<readonly PackVersionTold[] | null>(null);
  const { busy, refusal, answerTo } = openAsking();
  const base = shallowRef<ConfiguredRow | NewRow>(row);
  const isNew = row.version === 0;
  const isChanged = computed(
    () => isNew || isLeaving.value || JSON.stringify(draft.value) !== JSON.stringify(base.value.body),
  );
  const key = (): string => (isNew ? String(draft.value['id'] ?? '').trim() : row.key);
  const asked = (sinceAt: number | null) => ({
    rows: [{ part, key: key(), was: base.value.version, body: isLeaving.value ? null : draft.value }],
    ...(sinceAt !== null && { since: sinceAt }),
    applies: applies.value,
  });
  const conflict = openConflict({ admin, part, base, draft, refusal });
  return {
    draft,
    since,
    applies,
    why,
    preview,
    history,
    refusal,
    busy,
    isChanged,
    isNew,
    isLeaving,
    key,
    async look(sinceAt: number | null): Promise<void> {
      preview.value = await answerTo('look', () => admin.previewChange(asked(sinceAt)));
    },
    ...openFields(draft),
    base,
    ...conflict,
    /** True when it was written. */
    async write(sinceAt: number | null): Promise<boolean> {
      const change = { ...asked(sinceAt), why: why.value.trim() };
      const written = await answerTo('write', () => admin.changePack(change));
      if (written === null && refusal.value?.code === 'conflict') await conflict.readTheirs(key());
      return written !== null;
    },
    undo: async (version: number): Promise<boolean> =>
      (await answerTo('undo', () => admin.undoPack({ version, why: why.value.trim() }))) !== null,
    readHistory: async (): Promise<void> => void (history.value = await historyOf(admin, part, row)),
  };
}
export type RowChange = ReturnType<typeof openRowChange>;

/** What somebody else made of the row meanwhile, and the way on from there. */
function openConflict({
  admin,
  part,
  base,
  draft,
  refusal,
}: {
  admin: AdminApi;
  part: string;
  base: ShallowRef<ConfiguredRow | NewRow>;
  draft: Ref<Body>;
  refusal: ShallowRef<Refusal | null>;
}) {
  /** Null: it is there no more. Undefined: nobody was first. */
  const theirs = shallowRef<ConfiguredRow | null>();
  return {
    theirs,
    async readTheirs(key: string): Promise<void> {
      const rows = await admin.configured(part);
      theirs.value = isRefusal(rows) ? undefined : (rows.find((one) => one.key === key) ?? null);
    },
    /** Goes on from what holds now, with what was typed here. */
    carryOver(): void {
      const now = theirs.value;
      if (!now) return;
      const body = now.body as Body;
      draft.value = carriedOver({ read: base.value.body as Body, mine: draft.value, theirs: body });
      base.value = now;
      theirs.value = undefined;
      refusal.value = null;
    },
  };
}

/** Fields that a draft may have and lacks, and those it may lack and has. */
function openFields(draft: Ref<Body>) {
  return {
    addField(field: FieldShape): void {
      draft.value = { ...draft.value, [field.name]: blankOf(field) };
    },
    dropField(name: string): void {
      const { [name]: _, ...others } = draft.value;
      draft.value = others;
    },
  };
}

async function historyOf(
  admin: AdminApi,
  part: string,
  { version, key }: ConfiguredRow | NewRow,
): Promise<readonly PackVersionTold[]> {
  const answer = version === 0 ? [] : await admin.packHistory({ part, key });
  return isRefusal(answer) ? [] : answer;
}

/** A row that is yet to come. */
export interface NewRow {
  key: '';
  version: 0;
  body: Body;
}
