import { computed, reactive, ref, shallowRef, type Ref } from 'vue';
import { refuse } from '#shared/kernel/refusal.ts';
import type { CountyFolder, CountyLook, CountyTold } from '#shared/wire/configuration.ts';
import type { AdminApi } from '../../../http/admin-api.ts';
import { openAsking, type Asking } from '../../../http/asking.ts';
import { countyFiles, countyZip } from '../config/county-zip.ts';

/** Counties there are, and a folder on its way to be one. */
export function openCounties(admin: AdminApi) {
  const told = shallowRef<readonly CountyTold[] | null>(null);
  const asking = openAsking();
  const { busy, refusal, answerTo } = asking;
  return {
    told,
    refusal,
    busy,
    async read(): Promise<void> {
      told.value = (await answerTo('', admin.counties)) ?? told.value;
    },
    /** The county that this page is of, as a ZIP. */
    async folder(): Promise<Blob | null> {
      const answer = await answerTo('save', admin.countyFolder);
      return answer && countyZip(answer);
    },
    ...openFolder(admin, asking, told),
  };
}

/** A folder that was brought: looked at under the names that it is to have, then kept. */
function openFolder(admin: AdminApi, { answerTo, refusal }: Asking, told: Ref<readonly CountyTold[] | null>) {
  const files = shallowRef<CountyFolder['files'] | null>(null);
  const as = reactive({ id: '', code: '', zh: '', en: '' });
  const looked = shallowRef<CountyLook | null>(null);
  const lookedAs = ref('');
  const asked = () => ({
    files: files.value ?? [],
    as: {
      ...(as.id !== '' && { id: as.id }),
      ...(as.code !== '' && { code: as.code }),
      ...(as.zh !== '' && { name: { zh: as.zh, en: as.en === '' ? as.zh : as.en } }),
    },
  });
  async function look(): Promise<void> {
    lookedAs.value = JSON.stringify(as);
    looked.value = await answerTo('look', () => admin.lookAtCounty(asked()));
  }
  return {
    as,
    looked,
    /** What was looked at is what would be kept. */
    isFresh: computed(() => looked.value !== null && lookedAs.value === JSON.stringify(as)),
    look,
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
      const kept = await answerTo('keep', () => admin.keepCounty(asked()));
      if (!kept) return false;
      told.value = kept;
      looked.value = files.value = null;
      return true;
    },
  };
}
