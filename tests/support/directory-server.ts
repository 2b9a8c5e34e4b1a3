import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Attribute, Change, Client } from 'ldapts';
import { must } from '#shared/kernel/must.ts';
import { ownCertificate } from './certificate.ts';
import { freePorts } from './ports.ts';

const run = promisify(execFile);
export const suffix = 'dc=county,dc=example';
export const reader = { dn: `cn=reader,${suffix}`, password: 'the word of the reader' };

const owner = { dn: `cn=root,${suffix}`, password: 'the word of the owner' };
const entryOf = (id: string): string => `uid=${id},ou=people,${suffix}`;

export interface DirectoryServer {
  /** Without TLS, on this machine. */
  url: string;
  tlsUrl: string;
  /** PEM file of its certificate. */
  ca: string;
  /** As the owner of the directory: takes somebody out, writes an attribute, joins or leaves a group. */
  remove(id: string): Promise<void>;
  write(id: string, attribute: string, value: string): Promise<void>;
  member(group: string, id: string, is: boolean): Promise<void>;
  stop(): Promise<void>;
}

/** OpenLDAP's slapd as Debian has it (`slapd`), on free ports of loopback, with people, groups, and access for a reader alone. */
export async function startDirectory(
  people: Readonly<Record<string, string>>,
  groups: Readonly<Record<string, string[]>>,
): Promise<DirectoryServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-directory-'));
  const [port, tlsPort] = await freePorts(2);
  const { cert, key } = (await ownCertificate(folder, 'IP:127.0.0.1')).paths;
  const at = (name: string): string => path.join(folder, name);
  await mkdir(at('data'));
  await writeFile(
    at('slapd.conf'),
    [
      ...['core', 'cosine', 'inetorgperson'].map((name) => `include /etc/ldap/schema/${name}.schema`),
      'modulepath /usr/lib/ldap',
      'moduleload back_mdb',
      `pidfile ${at('slapd.pid')}`,
      `TLSCertificateFile ${cert}`,
      `TLSCertificateKeyFile ${key}`,
      'database mdb',
      `suffix "${suffix}"`,
      `rootdn "${owner.dn}"`,
      `rootpw "${owner.password}"`,
      `directory ${at('data')}`,
      'index uid eq',
      'access to attrs=userPassword by anonymous auth by * none',
      `access to * by dn.exact="${reader.dn}" read by * none`,
      '',
    ].join('\n'),
  );
  const person = (id: string, password: string): string[] => [
    `dn: ${entryOf(id)}`,
    ...[
      'objectClass: inetOrgPerson',
      `uid: ${id}`,
      `cn: ${id}`,
      `sn: ${id}`,
      `userPassword: ${password}`,
      '',
    ],
  ];
  const lines = [
    ...[`dn: ${suffix}`, 'objectClass: dcObject', 'objectClass: organization', 'o: county', 'dc: county', ''],
    ...[`dn: ou=people,${suffix}`, 'objectClass: organizationalUnit', 'ou: people', ''],
    ...[
      `dn: ${reader.dn}`,
      'objectClass: organizationalRole',
      'objectClass: simpleSecurityObject',
      'cn: reader',
    ],
    ...[`userPassword: ${reader.password}`, ''],
    ...Object.entries(people).flatMap(([id, password]) => person(id, password)),
    ...Object.entries(groups).flatMap(([name, members]) => [
      ...[`dn: cn=${name},${suffix}`, 'objectClass: groupOfNames', `cn: ${name}`],
      ...[...members.map((id) => `member: ${entryOf(id)}`), ''],
    ]),
  ];
  await writeFile(at('people.ldif'), lines.join('\n'));
  await run('/usr/sbin/slapadd', ['-f', at('slapd.conf'), '-l', at('people.ldif')]);
  const [url, tlsUrl] = [`ldap://127.0.0.1:${port}`, `ldaps://127.0.0.1:${tlsPort}`];
  const child = spawn('/usr/sbin/slapd', ['-f', at('slapd.conf'), '-h', `${url} ${tlsUrl}`, '-d', '0'], {
    stdio: 'ignore',
  });
  while (!(await answers(must(port, 'a port')))) await pause(20);
  return {
    url,
    tlsUrl,
    ca: cert,
    remove: (id) => asOwner(url, (client) => client.del(entryOf(id))),
    write: (id, type, value) =>
      asOwner(url, (client) => client.modify(entryOf(id), changeOf('add', type, value))),
    member: (group, id, is) =>
      asOwner(url, (client) =>
        client.modify(`cn=${group},${suffix}`, changeOf(is ? 'add' : 'delete', 'member', entryOf(id))),
      ),
    async stop() {
      const ended = once(child, 'exit');
      if (child.exitCode === null && child.signalCode === null && child.kill('SIGTERM')) await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const changeOf = (operation: 'add' | 'delete', type: string, value: string): Change =>
  new Change({ operation, modification: new Attribute({ type, values: [value] }) });

async function asOwner(url: string, act: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ url });
  await client.bind(owner.dn, owner.password);
  await act(client).finally(() => client.unbind());
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
