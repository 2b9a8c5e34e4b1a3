/** Where on the phone page somebody is; it stands in the address behind `#`, so that the phone's back key works. */
export type Way =
  | { at: 'report'; family?: string; item?: string; mend?: string }
  | { at: 'tasks'; incident?: string; step?: string; mend?: string }
  | { at: 'outbox' }
  | { at: 'me' };

/** The place that a hash names; the report page for anything that names none. */
export function readWay(hash: string): Way {
  const [path = '', query = ''] = hash.replace(/^#/u, '').split('?');
  const [at, first, second] = path.split('/').map(unescaped);
  const mend = new URLSearchParams(query).get('mend') ?? undefined;
  switch (at) {
    case 'tasks':
      return {
        at,
        ...(first && { incident: first }),
        ...(first && second && { step: second }),
        ...(mend && { mend }),
      };
    case 'outbox':
    case 'me':
      return { at };
    default:
      return {
        at: 'report',
        ...(first === 'class' && second && { family: second }),
        ...(first === 'item' && second && { item: second }),
        ...(mend && { mend }),
      };
  }
}

export function writeWay(way: Way): string {
  const parts: string[] = [way.at];
  if (way.at === 'report') {
    if (way.item !== undefined) parts.push('item', way.item);
    else if (way.family !== undefined) parts.push('class', way.family);
  }
  if (way.at === 'tasks' && way.incident !== undefined) {
    parts.push(way.incident);
    if (way.step !== undefined) parts.push(way.step);
  }
  const mend = 'mend' in way && way.mend !== undefined ? `?mend=${encodeURIComponent(way.mend)}` : '';
  return `#${parts.map(encodeURIComponent).join('/')}${mend}`;
}

function unescaped(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
