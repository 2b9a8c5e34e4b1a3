import type { Locator } from 'playwright-core';
import type { Form } from '#shared/incident/command.ts';
import type { Field } from '#shared/procedure/field.ts';
import { testPhoto } from './files.ts';

/** Fills in the fields of a form as a person does, each by its kind; what `form` leaves out is left as it is. */
export async function fillFields(sheet: Locator, fields: readonly Field[], form: Form): Promise<void> {
  for (const field of fields) {
    const value = form[field.id];
    if (value !== undefined) await fill(sheet, field, value);
  }
}

async function fill(sheet: Locator, field: Field, value: Form[string]): Promise<void> {
  const input = sheet.locator(`[name="${field.id}"]`);
  const tick = (one: string): Promise<void> => sheet.locator(`[name="${field.id}"][value="${one}"]`).check();
  switch (field.kind) {
    case 'text':
    case 'number':
    case 'date':
    case 'incident':
      return input.last().fill(String(value));
    case 'choice':
    case 'unit':
      return void (await input.selectOption(String(value)));
    case 'yes-no':
      return tick(value === true ? 'yes' : 'no');
    case 'rating':
      return tick(String(value));
    case 'checklist':
      for (const one of value as string[]) await tick(one);
      return;
    case 'units':
      return chooseUnits(sheet, field.id, value as string[]);
    case 'limit': {
      const { amount, unit } = value as { amount: number; unit: string };
      await input.fill(String(amount));
      return void (await sheet.locator(`.limit:has([name="${field.id}"]) select`).selectOption(unit));
    }
    case 'listed':
      await input.click();
      return found(sheet).click();
    case 'record':
      await input.fill('公司');
      return found(sheet).click();
    case 'evidence':
      return bring(sheet, field, (value as unknown[]).length);
    case 'list':
  }
}

/** What a field that looks things up found first; the choices of other fields are options too. */
const found = (sheet: Locator): Locator => sheet.locator('[role=listbox] [role=option]').first();

/** All at once where all are meant. */
async function chooseUnits(sheet: Locator, id: string, units: readonly string[]): Promise<void> {
  const field = sheet.locator(`.field:has([name="${id}"])`);
  const boxes = field.locator('li input[type=checkbox]');
  if ((await boxes.count()) === units.length) return field.locator('button.teal').click();
  for (const unit of units) await field.locator(`li input[value="${unit}"]`).check();
}

/** Brings so many photographs, and waits until they are kept. */
async function bring(sheet: Locator, { id }: Field, n: number): Promise<void> {
  const field = sheet.locator(`.field:has([name="${id}"])`);
  const files = Array.from({ length: n }, (_, i) => ({
    name: `photo-${i + 1}.png`,
    mimeType: 'image/png',
    buffer: testPhoto(16),
  }));
  await field.locator('input[type=file]').first().setInputFiles(files);
  await field
    .locator('[data-file=kept]')
    .nth(n - 1)
    .waitFor();
}
