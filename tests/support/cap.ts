import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { validateXML } from 'xmllint-wasm';

/** What is wrong with a CAP message by the schema of the standard. */
export async function faultsOfCap(xml: string): Promise<string[]> {
  const schema = await readFile(path.join(import.meta.dirname, 'cap-1.2.xsd'), 'utf8');
  const checked = await validateXML({
    xml: { fileName: 'alert.xml', contents: xml },
    schema: { fileName: 'cap.xsd', contents: schema },
  });
  return checked.errors.map(({ message }) => message);
}
