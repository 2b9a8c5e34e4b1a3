/**
 * Those who act or look without an account of the staff. Whoever makes one spreads it here, so that their roles are named once:
 * `{ ...asCitizen, id, name }`.
 */
export const asHouse = { role: 'system' } as const;
export const asSource = { role: 'source' } as const;
export const asCitizen = { role: 'citizen' } as const;
export const asWall = { role: 'wall' } as const;
/** Who answers for a unit where nobody of it does, as in a drill. */
export const asUnit = { role: 'handler' } as const;
/** Sees the whole county; for looks of the house itself, which tells on only what is open to everybody. */
export const asCentre = { role: 'duty' } as const;

/**
 * Who acts without a name of a person, by id, and what the record calls each: for ever and in one language, as all that is
 * written down. A screen words the id (`words.actor`), so that a language has its own names for them.
 */
export const namesInRecord = {
  clock: '时钟',
  watchman: '规则值守',
  'warning-keeper': '预警值守',
  system: '系统',
  citizen: '市民',
  enterprise: '企业',
  history: '历史导入',
} as const;
export type NamelessId = keyof typeof namesInRecord;

/** What acts by itself, as the record has it. */
export const ofHouse = <Id extends NamelessId>(id: Id) => ({ id, name: namesInRecord[id], ...asHouse });

const ids = Object.keys(namesInRecord) as NamelessId[];

/** Which of them acted; null: a person or another system, who has a name. Rows that carry a name alone are known by it. */
export function namelessOf({
  id,
  name,
  role,
}: {
  id?: string;
  name: string;
  role?: string;
}): NamelessId | null {
  const named = ids.find((one) => namesInRecord[one] === name);
  if (role === undefined) return named ?? null;
  if (role === asCitizen.role) return named === 'enterprise' ? named : 'citizen';
  return role === asHouse.role ? (ids.find((one) => one === id) ?? named ?? 'system') : null;
}
