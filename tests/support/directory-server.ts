import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { must } from '#shared/kernel/must.ts';
import { ownCertificate } from './certificate.ts';
import { freePorts } from './ports.ts';

const run = promisify(execFile);
export const suffix = 'dc=county,dc=example';
export const reader = { dn: `cn=reader,${suffix}`, password: 'the word of the reader' };

export interface DirectoryServer {
  /** Without TLS, on this machine. */
  url: string;
  tlsUrl: string;
  /** PEM file of its certificate. */
  ca: string;
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
      `rootdn "cn=root,${suffix}"`,
      `directory ${at('data')}`,
      'index uid eq',
      'access to attrs=userPassword by anonymous auth by * none',
      `access to * by dn.exact="${reader.dn}" read by * none`,
      '',
    ].join('\n'),
  );
  const person = (id: string, password: string): string[] => [
    `dn: uid=${id},ou=people,${suffix}`,
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
      ...[...members.map((id) => `member: uid=${id},ou=people,${suffix}`), ''],
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
    async stop() {
      const ended = once(child, 'exit');
      if (child.exitCode === null && child.signalCode === null && child.kill('SIGTERM')) await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
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
