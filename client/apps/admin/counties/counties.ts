import { computed, reactive, ref, shallowRef } from 'vue';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { CountyFolder, CountyLook, CountyTold } from '#shared/wire/configuration.ts';
import type { AdminApi } from '../../../http/admin-api.ts';
import { countyFiles, countyZip } from '../config/county-zip.ts';

/** Counties there are, and a folder on its way to be one. */
export function openCounties(admin: AdminApi) {
  const told = shallowRef<readonly CountyTold[] | null>(null);
  const files = shallowRef<CountyFolder['files'] | null>(null);
  const as = reactive({ id: '', code: '', zh: '', en: '' });
  const looked = shallowRef<CountyLook | null>(null);
  const lookedAs = ref('');
  const refusal = shallowRef<Refusal | null>(null);
  const busy = ref('');
  /** What was looked at is what would be kept. */
  const isFresh = computed(() => looked.value !== null && lookedAs.value === JSON.stringify(as));
  const asked = () => ({
    files: files.value ?? [],
    as: {
      ...(as.id !== '' && { id: as.id }),
      ...(as.code !== '' && { code: as.code }),
      ...(as.zh !== '' && { name: { zh: as.zh, en: as.en === '' ? as.zh : as.en } }),
    },
  });
  async function run<T>(what: string, work: () => Promise<T | Refusal>): Promise<T | null> {
    busy.value = what;
    const answer = await work();
    busy.value = '';
    refusal.value = isRefusal(answer) ? answer : null;
    return isRefusal(answer) ? null : answer;
  }
  async function read(): Promise<void> {
    told.value = (await run('', admin.counties)) ?? told.value;
  }
  async function look(): Promise<void> {
    lookedAs.value = JSON.stringify(as);
    looked.value = await run('look', () => admin.lookAtCounty(asked()));
  }
  return {
    told,
    as,
    looked,
    refusal,
    busy,
    isFresh,
    read,
    look,
    /** The county that this page is of, as a ZIP. */
    async folder(): Promise<Blob | null> {
      const answer = await run('save', admin.countyFolder);
      return answer && countyZip(answer);
    },
    hasFolder: computed(() => files.value !== null),
    async bring(file: File): Promise<void> {
      looked.value = null;
      files.value = await countyFiles(file);
      if (files.value === null || files.value.length === 0) {
        files.value = null;
        refusal.value = refuse('invalid', 'sheet-unreadable', 'file');
        return;
      }
      await look();
    },
    async keep(): Promise<boolean> {
      const kept = await run('keep', () => admin.keepCounty(asked()));
      if (!kept) return false;
      told.value = kept;
      looked.value = files.value = null;
      return true;
    },
  };
}
