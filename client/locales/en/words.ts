import type { NamelessId } from '#shared/access/outsiders.ts';

/** Words of the domain that packs do not bring along. */
export const wordsEn = {
  colour: { red: 'Red', orange: 'Orange', yellow: 'Yellow', blue: 'Blue' },
  colourLong: {
    red: 'Red warning',
    orange: 'Orange warning',
    yellow: 'Yellow warning',
    blue: 'Blue warning',
  },
  source: {
    patrol: 'Patrol',
    citizen: 'Citizen',
    enterprise: 'Enterprise',
    hotline: 'Hotline',
    department: 'Department',
    superior: 'Superior',
    sensor: 'Sensor',
    camera: 'Camera',
    opinion: 'Opinion',
  },
  /** Who acts without a name of a person. */
  actor: {
    clock: 'Clock',
    watchman: 'Rules on watch',
    'warning-keeper': 'Warnings on watch',
    system: 'System',
    citizen: 'Citizen',
    enterprise: 'Enterprise',
    history: 'History import',
  } satisfies Record<NamelessId, string>,
  post: {
    'grid-head': 'Grid head',
    'grid-member': 'Grid member',
    supervisor: 'Supervisor',
    'information-officer': 'Information officer',
    liaison: 'Liaison',
    patroller: 'Patroller',
    'duty-officer': 'Duty officer',
    'duty-chief': 'Duty chief',
    handler: 'Handler',
    leader: 'Leader',
    admin: 'Administrator',
    agent: 'Agent',
  },
  role: {
    duty: 'Duty officer',
    leader: 'Leader',
    handler: 'Handler',
    field: 'Grid member',
    auditor: 'Auditor',
    admin: 'Administrator',
    wall: 'Wall',
    source: 'Source',
    citizen: 'Citizen',
    system: 'System',
  },
};
