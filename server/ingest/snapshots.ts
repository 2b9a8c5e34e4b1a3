import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Log } from '../log.ts';
import type { FetchPicture } from '#shared/sensing/sighting.ts';

const usualPatienceMs = 3_000;
const mostBytes = 5_000_000;

export interface SnapshotOptions {
  /** Where Frigate answers, with `{jurisdiction}` and `{source}` where there are several. */
  url: string;
  keep(jurisdiction: string, given: { bytes: Buffer; by: string }): Promise<{ ref: string } | Refusal>;
  log: Log;
  patienceMs?: number;
}

/** Fetches snapshots of Frigate's events (`/api/events/<id>/snapshot.jpg`) and keeps them as evidence. */
export function openSnapshots({
  url,
  keep,
  log,
  patienceMs = usualPatienceMs,
}: SnapshotOptions): FetchPicture {
  return async (jurisdiction, source, snapshot) => {
    const names: Record<string, string> = { jurisdiction, source };
    const base = url.replace(/\{(jurisdiction|source)\}/gu, (_, name: string) =>
      encodeURIComponent(names[name] ?? ''),
    );
    const address = `${base.replace(/\/$/u, '')}/api/events/${encodeURIComponent(snapshot)}/snapshot.jpg?bbox=1`;
    try {
      const answer = await fetch(address, { signal: AbortSignal.timeout(patienceMs), redirect: 'error' });
      if (answer.status >= 500) throw new Error(`answered ${answer.status}`);
      if (!answer.ok) return { none: 'missing' };
      const bytes = await bodyOf(answer);
      if (bytes === null) return { none: 'too-large' };
      const kept = await keep(jurisdiction, { bytes, by: `source:${source}` });
      if (!isRefusal(kept)) return { ref: kept.ref };
      log.warn({ jurisdiction, source, refusal: kept }, 'keeping a snapshot failed');
      return { none: kept.code === 'busy' ? 'away' : 'not-kept' };
    } catch (error) {
      log.warn({ err: error, jurisdiction, source }, 'fetching a snapshot failed');
      return { none: 'away' };
    }
  };
}

/** Null: it is larger than is kept. */
async function bodyOf(answer: Response): Promise<Buffer | null> {
  if (Number(answer.headers.get('content-length') ?? 0) > mostBytes) {
    await answer.body?.cancel();
    return null;
  }
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of answer.body ?? []) {
    bytes += part.byteLength;
    if (bytes > mostBytes) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
