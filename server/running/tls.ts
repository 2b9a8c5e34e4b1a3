import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';

/** What https and mqtts show; `clients`: who signs the certificates that MQTT clients must show. */
export interface Certificate extends Pick<SecureContextOptions, 'cert' | 'key'> {
  clients: Buffer | null;
}

/** Places of PEM files. */
export interface CertificateSettings {
  TLS_CERT?: string | undefined;
  TLS_KEY?: string | undefined;
  MQTT_CLIENT_CA?: string | undefined;
}

/** Reads the certificate that the settings name, or null; throws, naming the setting, when it cannot be used. */
export async function readCertificate({
  TLS_CERT,
  TLS_KEY,
  MQTT_CLIENT_CA,
}: CertificateSettings): Promise<Certificate | null> {
  if (TLS_CERT === undefined || TLS_KEY === undefined) return null;
  const [cert, key] = [await read('TLS_CERT', TLS_CERT), await read('TLS_KEY', TLS_KEY)];
  const clients = MQTT_CLIENT_CA === undefined ? null : await read('MQTT_CLIENT_CA', MQTT_CLIENT_CA);
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw new Error(`TLS_CERT and TLS_KEY are no certificate and its key: ${(error as Error).message}`, {
      cause: error,
    });
  }
  return { cert, key, clients };
}

function read(setting: string, file: string): Promise<Buffer> {
  return readFile(file).catch((error: unknown) => {
    throw new Error(`${setting} cannot be read: ${(error as Error).message}`, { cause: error });
  });
}
