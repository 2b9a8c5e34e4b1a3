import type { Request } from 'express';
import { plainAddress } from '#shared/kernel/address.ts';
import type { Actor } from '#shared/access/person.ts';
import type { AuditAct } from '#shared/audit/act.ts';

/** Adds to the audit (`server/audit`); answers when the line is on the disk. */
export type NoteAudit = (
  jurisdiction: string,
  note: {
    act: AuditAct;
    by: { id: string; name?: string; role?: string };
    about?: string;
    address?: string;
    detail?: string;
  },
) => Promise<void>;

/** What a route tells the audit: who, what, about whom, in few words. */
export type Trail = (
  req: Request,
  jurisdiction: string,
  by: Pick<Actor, 'id' | 'name' | 'role'> | string,
  act: AuditAct,
  more?: { about?: string; detail?: string },
) => Promise<void>;

/** Notes acts with the address they came from. `by` is a login where nobody is signed in. */
export function openTrail(note: NoteAudit): Trail {
  return (req, jurisdiction, by, act, more = {}) =>
    note(jurisdiction, {
      act,
      by: typeof by === 'string' ? { id: by } : { id: by.id, name: by.name, role: by.role },
      ...more,
      ...(req.ip === undefined ? {} : { address: plainAddress(req.ip) }),
    });
}
