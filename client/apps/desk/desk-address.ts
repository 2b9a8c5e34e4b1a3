import { ref, watch } from 'vue';
import { askedIncident } from '../../app-address.ts';
import type { Entry } from './report/call-form.ts';
import type { SelectionContext } from './contexts/selection.ts';

/** The form that an address opens besides a matter; null: none. */
function askedEntry(search: string): Entry | null {
  const asked = new URLSearchParams(search).get('entry');
  return asked === 'call' || asked === 'business' ? asked : null;
}

/** The address of a desk as it stands, its other parameters kept. */
export function deskSearch(search: string, incident: string | null, entry: Entry | null): string {
  const parameters = new URLSearchParams(search);
  for (const [name, value] of Object.entries({ incident, entry }))
    if (value === null) parameters.delete(name);
    else parameters.set(name, value);
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

/** The address holds what is open, so that a page that is loaded again, or handed on, shows the same. */
export function keepAddress({ selectedId, select }: Pick<SelectionContext, 'selectedId' | 'select'>) {
  /** The form that stands in place of the dossier. */
  const entry = ref<Entry | null>(askedEntry(location.search));
  watch([selectedId, entry], ([incident, form]) => {
    const search = deskSearch(location.search, incident, form);
    if (search !== location.search) history.replaceState(history.state, '', location.pathname + search);
  });
  void select(askedIncident(location.search));
  return entry;
}
