import { z } from 'zod';
import { directories } from '#shared/access/directory.ts';
import { identityProviders } from '#shared/access/provider.ts';
import path from 'node:path';

/** The only reader of `process.env`. Every setting has a default that works on one machine. */
const flag = z
  .enum(['0', '1', 'true', 'false', 'on', 'off'])
  .transform((v) => v === '1' || v === 'true' || v === 'on');

const list = z
  .string()
  .default('')
  .transform((v) =>
    v
      .split(',')
      .map((s) => s.trim())
      .filter(Boolean),
  );

const gatewayUrl = z
  .url({ protocol: /^https?$/ })
  .refine((url) => url.includes('{camera}'), 'it needs {camera} where the channel stands')
  .refine((url) => !/[{}]/u.test(new URL(url).host), 'its host has to be a fixed one');

/** A setting that is written as JSON. */
const json = z
  .string()
  .default('{}')
  .transform((text, { addIssue }) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      addIssue({ code: 'custom', message: 'no JSON' });
      return {};
    }
  });

const fields = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  /** `::` is every address of IPv6 and IPv4, where the machine has both. */
  HOST: z.string().default('::'),
  /** The part of the host's addresses that is this house's, as `/jiuhuan`; all of them when empty. */
  BASE_PATH: z
    .string()
    .regex(/^(?:\/[A-Za-z0-9._~-]+)*$/, 'begins with / and does not end with it')
    .default(''),
  MQTT_PORT: z.coerce.number().int().min(0).max(65535).default(1883),
  DATA_DIR: z.string().default('./data'),
  /** An outside PostgreSQL ≥ 15 in place of the embedded one. */
  DATABASE_URL: z.url().optional(),
  /** A Redis by which servers of one house tell each other; by the database when missing or away. */
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  /** Where photos and papers are kept in place of DATA_DIR: `file:///folder`, or `https://store/bucket[/prefix]`, S3-compatible. */
  EVIDENCE_URL: z.url({ protocol: /^(?:file|https?)$/ }).optional(),
  EVIDENCE_KEY: z.string().min(1).optional(),
  EVIDENCE_SECRET: z.string().min(1).optional(),
  EVIDENCE_REGION: z.string().min(1).default('us-east-1'),
  /** Closed years whose ledger stays in the database; the ones before are bound into files. All stay when missing. */
  LEDGER_YEARS: z.coerce.number().int().min(0).max(100).optional(),
  /** An outside MQTT broker in place of the one inside the process. */
  MQTT_URL: z.url().optional(),
  /** Name of this house at the outside broker; made once and kept in DATA_DIR when missing. */
  MQTT_CLIENT_ID: z
    .string()
    .regex(/^[A-Za-z0-9._:-]{1,60}$/)
    .optional(),
  /** PEM files: with them PORT speaks https and MQTTS_PORT mqtts, and MQTT_PORT is open to this machine alone. */
  TLS_CERT: z.string().min(1).optional(),
  TLS_KEY: z.string().min(1).optional(),
  MQTTS_PORT: z.coerce.number().int().min(0).max(65535).default(8883),
  /** PEM file of who signs the certificates that clients of MQTTS_PORT must show; none are asked for when missing. */
  MQTT_CLIENT_CA: z.string().min(1).optional(),
  /** Local date that the operator says it is, `yyyy-MM-dd`: a clock that was set by more than a day is followed on that day. */
  CLOCK_CONFIRMED: z.iso.date().optional(),
  DEMO: flag.default(false),
  /** Days of past that a demo county without a ledger is given. */
  DEMO_DAYS: z.coerce.number().int().min(0).max(366).default(30),
  /** Packs to serve, by id, comma separated; all that are found when empty; `none`: counties are set up on screens. */
  PACKS: list,
  /** Signs session cookies; made once and kept in DATA_DIR when missing. */
  SESSION_SECRET: z.string().min(32).optional(),
  /** Set behind a TLS proxy: secure cookies and HSTS. */
  BEHIND_TLS: flag.default(false),
  /** Proxies whose `X-Forwarded-For` is believed: addresses, networks, or `loopback`, `linklocal`, `uniquelocal`; comma separated. */
  TRUST_PROXY: list,
  /** A sign-in ends after so many hours, and after so many minutes without use. An open page is use. */
  SESSION_HOURS: z.coerce.number().min(0.1).max(720).default(12),
  SESSION_IDLE_MINUTES: z.coerce.number().min(1).max(43_200).default(120),
  /** Bits of work that a report of the public must show: 16 is a second on a phone. 0: none. */
  PUBLIC_WORK_BITS: z.coerce.number().int().min(0).max(22).default(0),
  /**
   * Addresses of a video gateway for browsers, with `{camera}` and, where one serves several counties, `{jurisdiction}`: HLS and WHEP.
   * Pages may fetch from exactly these hosts.
   */
  VIDEO_HLS_URL: gatewayUrl.optional(),
  VIDEO_WHEP_URL: gatewayUrl.optional(),
  /** Where this server fetches snapshots of Frigate's events, with `{jurisdiction}` and `{source}` where there are several. */
  FRIGATE_URL: z
    .string()
    .regex(/^https?:\/\/[^\s/@]+(?:\/\S*)?$/u, 'an address without a name and password')
    .optional(),
  /** Where messages to telephones are posted, signed with the secret (`whsec_…`, Standard Webhooks); without it none are sent. */
  MESSAGE_URL: z.url({ protocol: /^https?$/ }).optional(),
  MESSAGE_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, 'whsec_ and at least 24 bytes in base64')
    .optional(),
  /**
   * Who answers for notices on phones, as push services ask: `mailto:` or a page. Without it none are sent, and nothing is said to any
   * push service.
   */
  PUSH_CONTACT: z
    .string()
    .regex(/^(?:mailto:[^@\s]+@[^@\s]+|https:\/\/\S+)$/, 'mailto: or https://')
    .optional(),
  /** The pair by which push services know this house; made once and kept in DATA_DIR when missing. */
  PUSH_PUBLIC_KEY: z.string().min(80).optional(),
  PUSH_PRIVATE_KEY: z.string().min(40).optional(),
  /** Hosts of push services beside the usual ones, comma separated. */
  PUSH_HOSTS: list,
  /** Who must have a second factor. */
  SECOND_FACTOR: z.enum(['nobody', 'admins', 'all']).default('nobody'),
  /** Identity providers by county, as JSON: `{"jiangyin": {"issuer": …}}` (`shared/access/provider.ts`). */
  OIDC: json.pipe(identityProviders),
  /** Directories (LDAP) by county, as JSON: `{"jiangyin": {"url": …}}` (`shared/access/directory.ts`). */
  LDAP: json.pipe(directories),
  /** Public keys of age (`age1…`) that `npm run backup` seals for, comma separated; open when empty. */
  BACKUP_RECIPIENTS: list,
  /** File of the secret key that `npm run restore` reads a sealed backup by. */
  BACKUP_IDENTITY: z.string().min(1).optional(),
  /** Seals secrets of second factors; made once and kept in DATA_DIR when missing. */
  SECRET_KEY: z.string().min(32).optional(),
  /** Seals what is personal in the records of the world, and keys their index; made once and kept in DATA_DIR when missing. */
  RECORD_KEY: z.string().min(32).optional(),
  /** Records that a demo county without any is given. */
  RECORDS: z.coerce.number().int().min(0).max(5_000_000).default(4_000),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});
/** Names of all settings. */
export const settingNames: readonly string[] = Object.keys(fields.shape);

const settings = fields.superRefine(({ TLS_CERT, TLS_KEY, MQTT_CLIENT_CA }, { addIssue }) => {
  const miss = (name: string, message: string): void => addIssue({ code: 'custom', path: [name], message });
  if (TLS_CERT !== undefined && TLS_KEY === undefined) miss('TLS_KEY', 'TLS_CERT needs its key');
  if (TLS_KEY !== undefined && TLS_CERT === undefined) miss('TLS_CERT', 'TLS_KEY needs its certificate');
  if (MQTT_CLIENT_CA !== undefined && TLS_CERT === undefined)
    miss('TLS_CERT', 'MQTT_CLIENT_CA is for mqtts, which needs a certificate');
});

export interface Config extends Omit<z.infer<typeof settings>, 'DATA_DIR'> {
  /** Absolute. */
  dataDir: string;
}

/** Reads the settings; throws one message naming every bad one. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const read = settings.safeParse(env);
  if (!read.success) {
    const faults = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`bad settings\n  ${faults.join('\n  ')}`);
  }
  const { DATA_DIR, ...rest } = read.data;
  if (rest.MESSAGE_URL !== undefined && rest.MESSAGE_SECRET === undefined)
    throw new Error('bad settings\n  MESSAGE_SECRET: MESSAGE_URL needs the secret by which it is signed');
  return { ...rest, dataDir: path.resolve(DATA_DIR) };
}
