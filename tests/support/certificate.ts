import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** Writes `key.pem` and `cert.pem` of a certificate that signs itself, for two days; `name` as openssl writes it: `DNS:localhost`. */
export async function ownCertificate(folder: string, name: string) {
  const paths = { cert: path.join(folder, 'cert.pem'), key: path.join(folder, 'key.pem') };
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', `/CN=${name.replace(/^\w+:/u, '')}`, '-addext', `subjectAltName=${name}`],
    ...['-keyout', paths.key, '-out', paths.cert],
  ]);
  return { paths, cert: await readFile(paths.cert), key: await readFile(paths.key) };
}
