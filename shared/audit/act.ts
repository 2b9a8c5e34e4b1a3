/**
 * What the audit tells: who came in or tried to, who was let in or shut out, and what left the house or was taken out of it.
 * A line is for ever: acts are added, none is renamed.
 */
export const auditActs = [
  'sign-in',
  'sign-in-failed',
  'sign-out',
  'session-ended',
  'screen-paired',
  'password-changed',
  'password-reset',
  'factor-added',
  'factor-removed',
  'recovery-used',
  'person-added',
  'person-shut-out',
  'person-let-in',
  'screen-issued',
  'screen-revoked',
  'source-issued',
  'source-revoked',
  'exported',
  'contact-read',
  'personal-data-erased',
  'personal-data-corrected',
  'audit-read',
  'person-changed',
  'code-issued',
  'first-sign-in',
  'people-imported',
  'deputy-named',
  'deputy-ended',
  'stood-in',
  'pack-changed',
  'pack-undone',
  'personal-data-sought',
] as const;
export type AuditAct = (typeof auditActs)[number];
