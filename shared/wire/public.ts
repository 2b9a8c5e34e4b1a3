import { z } from 'zod';
import { phoneOrNone, phoneShape } from '../kernel/sign-mask.ts';
import { identity } from '../pack/schema.ts';
import { saneInstant } from '../kernel/instant.ts';
import { localized } from '../kernel/localized.ts';
import { point } from '../geo/point.ts';
import { field } from '../procedure/field.ts';
import { formValue } from '../incident/command.ts';
import { rate } from '../indicator/rate.ts';

/**
 * The public page: citizens and enterprises report, follow by a code and rate, without an account. What is answered here may
 * be read by anybody who asks, so it names units and no people.
 */

const instant = z.number().int();
const named = z.strictObject({ id: z.string(), name: localized });

/** GET /public: what the page offers. */
export const publicPage = z.strictObject({
  identity,
  /** Of the command centre, for who would rather call. */
  phone: z.string(),
  /** The time of the county, by the IANA data base. */
  zone: z.string().default('Asia/Shanghai'),
  /** Whom to call when it cannot wait. */
  emergency: z.array(z.strictObject({ number: z.string(), name: localized })).default([]),
  /** Who keeps what they leave, what for, and for how many days. */
  privacy: z.strictObject({ purpose: localized, contact: localized, days: z.number().int() }),
  /** Bits of work that a report must show in the header `x-work`; 0: none. */
  work: z.number().int().default(0),
  /** Whether messages can be sent to telephones: without that no lost code is found. */
  messages: z.boolean().default(false),
  tiles: z.array(z.strictObject({ ...named.shape, items: z.array(named) })),
  services: z.array(
    z.strictObject({
      family: z.enum(['enterprise', 'agency', 'approval', 'assistance']),
      groups: z.array(z.strictObject({ name: localized, items: z.array(named) })),
      /** What it asks for besides. A contact is asked for by the page itself. */
      form: z.array(field),
    }),
  ),
  /** Towns and villages, or communities, to choose a place from. */
  areas: z.array(
    z.strictObject({ id: z.string(), name: z.string(), parent: z.string().nullable(), place: point }),
  ),
});
export type PublicPage = z.infer<typeof publicPage>;

/** GET /public/place?lng&lat: the names of the cells it lies in, widest first; none outside. */
export const publicPlaceQuery = z.strictObject({
  lng: z.coerce.number().min(-180).max(180),
  lat: z.coerce.number().min(-90).max(90),
});
export const publicPlace = z.strictObject({ names: z.array(z.string()) });

const words = (max: number) => z.string().trim().min(1).max(max);
const sender = z.string().regex(/^[0-9a-f]{32,64}$/);
/** POST /public/evidence?sender=: a photograph, before the report that names it. */
export const publicSender = z.strictObject({ sender });
export const publicName = z.string().trim().max(40);
export const publicPhone = z.string().trim().regex(phoneOrNone, 'phone-form');
/** POST /public/reports, header `Idempotency-Key`. */
export const publicReport = z.strictObject({
  item: z.string().min(1).max(64),
  words: words(1000),
  place: point,
  address: z.string().trim().max(120).default(''),
  /** Of a service: what it asks for. */
  form: z.record(z.string().max(64), formValue).optional(),
  /** How to reach the reporter; kept apart from the matter, for duty officers and the unit that handles it. */
  name: publicName.default(''),
  phone: publicPhone.default(''),
  /** The random name under which photographs were brought before: at least 128 bits. */
  sender: sender.optional(),
  photos: z
    .array(z.strictObject({ ref: z.string().max(200), at: saneInstant }))
    .max(3)
    .default([]),
  consent: z.literal(true, { error: 'consent-needed' }),
});
export type PublicReport = z.infer<typeof publicReport>;
/** The code is told this once; only its hash is kept. */
export const publicReceipt = z.strictObject({ number: z.string(), code: z.string() });
export type PublicReceipt = z.infer<typeof publicReceipt>;

export const trackingCode = z.string().max(60);
const code = trackingCode;
/** POST /public/follow */
export const publicFollow = z.strictObject({ code });

export const publicStates = [
  'received',
  'accepted',
  'assigned',
  'working',
  'checking',
  'done',
  'asked-again',
  'not-taken',
  'merged',
  'withdrawn',
  'void',
] as const;
export type PublicState = (typeof publicStates)[number];
export const publicActs = [
  'reported',
  'accepted',
  'assigned',
  'signed',
  'handled',
  'told',
  'suspended',
  'resumed',
  'extended',
  'closed',
  'rated',
  'asked-again',
  'reopened',
  'remarked',
  'not-taken',
  'merged',
  'withdrawn',
  'void',
] as const;
export type PublicAct = (typeof publicActs)[number];

export const publicStep = z.strictObject({
  at: instant,
  act: z.enum(publicActs),
  /** Who acted, or who was given it. */
  unit: localized.nullable(),
  /** What the unit has to say to the reporter, by field. */
  told: z.array(z.strictObject({ name: localized, value: localized })),
  /** The reporter's own words. */
  text: z.string().nullable(),
  score: z.number().int().nullable(),
  /** By the reporter. */
  own: z.boolean(),
  /**
   * Photographs, by their address below `/public`: those that the reporter brought, and those of a step whose procedure tells the
   * reporter its evidence. A system that reported is told none.
   */
  photos: z.array(z.string()),
});
export type PublicStep = z.infer<typeof publicStep>;
/** One matter as its reporter follows it. */
export const publicMatter = z.strictObject({
  number: z.string(),
  item: localized,
  place: z.string(),
  words: z.string(),
  reportedAt: instant,
  state: z.enum(publicStates),
  since: instant,
  unit: z.strictObject({ name: localized, since: instant }).nullable(),
  /** Until when it is promised; null when it is done, or suspended. */
  promisedBy: instant.nullable(),
  late: z.boolean(),
  suspended: z.boolean(),
  rating: z.strictObject({ score: z.number().int(), at: instant, own: z.boolean() }).nullable(),
  steps: z.array(publicStep),
  /** What the reporter may do now; `rateUntil`: so long, when there is an end to it. */
  may: z.strictObject({
    rate: z.boolean(),
    rateUntil: instant.nullable(),
    again: z.boolean(),
    withdraw: z.boolean(),
    remark: z.boolean(),
  }),
});
export type PublicMatter = z.infer<typeof publicMatter>;

/** POST /public/lost: asks for a one-time code; answered alike whether the number is known or not. */
const lostPhone = z.string().trim().regex(phoneShape, 'phone-form');
export const publicLost = z.strictObject({ phone: lostPhone });
export const publicLostAsked = z.strictObject({
  /** How long the code that was sent opens something. */
  minutes: z.number().int(),
});
/** POST /public/lost/open: the matters of that number, newest first, each with a fresh tracking code. */
export const publicLostOpen = z.strictObject({
  phone: lostPhone,
  code: z
    .string()
    .trim()
    .regex(/^[0-9]{6}$/, 'code-six-figures'),
});
export const publicFound = z.strictObject({
  matters: z.array(
    z.strictObject({
      ...publicReceipt.shape,
      item: localized,
      place: z.string(),
      reportedAt: instant,
      state: z.enum(publicStates),
    }),
  ),
});
export type PublicFound = z.infer<typeof publicFound>;

/** GET /public/photos/:ref?until&mark: a photograph that a followed matter named; the mark opens that one alone, for a day or two. */
export const publicPhotoQuery = z.strictObject({ until: z.coerce.number().int(), mark: z.string().max(64) });

/** GET /public/known?item&lng&lat: what is known already near a place. */
export const publicKnownQuery = z.strictObject({
  item: z.string().min(1).max(64),
  ...publicPlaceQuery.shape,
});
/** A matter that somebody else reported, as everybody may know it. */
export const knownMatter = z.strictObject({
  /** By it the matter is followed further; it opens nothing else. */
  watch: z.string(),
  number: z.string(),
  item: localized,
  place: z.string(),
  /** To some ten metres. */
  at: point,
  reportedAt: instant,
  state: z.enum(publicStates),
  since: instant,
  promisedBy: instant.nullable(),
});
export type KnownMatter = z.infer<typeof knownMatter>;
export const publicKnown = z.strictObject({ matters: z.array(knownMatter) });
export type PublicKnown = z.infer<typeof publicKnown>;
/** POST /public/known */
export const publicWatch = z.strictObject({ watch: z.string().max(120) });

/** POST /public/remarks, /public/ratings, /public/withdrawals, each with the header `Idempotency-Key`; answered with the matter as it is then. */
export const publicRemark = z.strictObject({ code, words: words(500) });
export const publicRating = z
  .strictObject({
    code,
    score: z.number().int().min(1).max(5),
    words: z.string().trim().max(500).default(''),
    /** Asks for it to be done again; for a score of 1 or 2, with words. */
    again: z.boolean().default(false),
  })
  .refine(({ again, score }) => !again || score <= 2, {
    message: 'content-asks-no-more',
    path: ['score'],
  })
  .refine(({ again, words: said }) => !again || said !== '', {
    message: 'say-what-is-left',
    path: ['words'],
  });
export const publicWithdrawal = z.strictObject({ code, words: words(300) });

/** GET /public/standing?window=month|quarter: how units do, by what is due and what was rated. */
export const standingWindows = ['month', 'quarter'] as const;
export type StandingWindow = (typeof standingWindows)[number];
export const publicStandingQuery = z.strictObject({ window: z.enum(standingWindows).default('month') });
export const standingGroups = ['department', 'town', 'community', 'supplier'] as const;
export type StandingGroup = (typeof standingGroups)[number];
const openRate = rate.extend({ numerator: z.number().int().nullable() });
export type OpenRate = z.infer<typeof openRate>;
export const publicStanding = z.strictObject({
  window: z.strictObject({ from: instant, to: instant }),
  /** A rate that rests on fewer is not shown. */
  least: z.number().int(),
  units: z.array(
    z.strictObject({
      unit: localized,
      group: z.enum(standingGroups),
      onTime: openRate,
      satisfaction: openRate,
    }),
  ),
});
export type PublicStanding = z.infer<typeof publicStanding>;

/** GET /incidents/:id/reporter: how the reporter can be reached. Each look is kept. */
export const reporterContact = z.strictObject({
  name: z.string().nullable(),
  phone: z.string().nullable(),
  /** Of a call that an officer wrote down: another number to call back, and its number at another office. */
  callBack: z.string().nullable(),
  outside: z.string().nullable(),
  /** When it was erased at the person’s wish. */
  erasedAt: instant.nullable().default(null),
  /** Earlier looks, newest first, at most 20. */
  looks: z.array(z.strictObject({ by: z.string(), at: instant })),
});
export type ReporterContact = z.infer<typeof reporterContact>;
