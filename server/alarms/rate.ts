/** Whether one more errand of a rank may become a command now. Urgent ones do not share with the others. */
export interface Rate {
  (jurisdiction: string, rank: number): boolean;
  spend(jurisdiction: string, rank: number): void;
}

/** `perMinute` errands a minute and jurisdiction; as many urgent ones beside them. */
export function openRate({
  clock,
  perMinute = 120,
}: {
  clock: () => number;
  perMinute?: number | undefined;
}): Rate {
  const spent = new Map<string, { minute: number; count: number }>();
  const usedOf = (jurisdiction: string, rank: number): { count: number } => {
    const minute = Math.floor(clock() / 60_000);
    const key = `${jurisdiction}\0${Math.min(rank, 1)}`;
    let used = spent.get(key);
    if (used?.minute !== minute) spent.set(key, (used = { minute, count: 0 }));
    return used;
  };
  const may = (jurisdiction: string, rank: number): boolean => usedOf(jurisdiction, rank).count < perMinute;
  return Object.assign(may, {
    spend(jurisdiction: string, rank: number) {
      usedOf(jurisdiction, rank).count++;
    },
  });
}
