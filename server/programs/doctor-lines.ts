import type { Finding } from '#shared/wire/doctor.ts';

const gb = (bytes: unknown): string => `${(Number(bytes) / 1e9).toFixed(1)} GB`;

/** A finding in one line, Chinese and English. */
export function lineOf({ id, reason, values: v }: Finding): string {
  const says: Record<string, string> = {
    'database well': `数据库 PostgreSQL ${v['version']}, ${gb(v['bytes'])}, ${v['connections']}/${v['mostConnections']} connections`,
    'database crowded': `数据库连接将用尽 database connections run out: ${v['connections']}/${v['mostConnections']}`,
    'database away': '数据库无应答 the database does not answer',
    'clock together': `时钟 clocks agree within ${v['ms']} ms`,
    'clock apart': `时钟与数据库相差 the clock is ${v['ms']} ms apart from the database's`,
    'clock doubted': '时钟存疑，等待值班确认 the clock is in doubt: somebody must say that it is right',
    'disk room': `磁盘 disk: ${gb(v['free'])} of ${gb(v['total'])} free`,
    'disk filling': `磁盘将满 the disk fills: ${gb(v['free'])} of ${gb(v['total'])} free`,
    'disk full': `磁盘已满 the disk is full: ${gb(v['free'])} of ${gb(v['total'])} free`,
    'certificate until': `证书 certificate: ${v['days']} days left`,
    'certificate over': `证书已过期 the certificate ended ${v['days']} days ago`,
    'certificate none': '未加密 no certificate and no TLS proxy (BEHIND_TLS): pages go out in the open',
    'certificate proxy': '证书 certificate: shown by the proxy before this server',
    'backup last': `备份 last backup ${v['hours']} h ago, ${gb(v['bytes'])}`,
    'backup never': '从未备份 no backup was ever taken (npm run backup)',
    'figures behind': `指标 totals: ${v['entries']} entries of the ledger behind`,
    'search behind': `检索 search index: ${v['entries']} entries of the ledger behind`,
    'outgoing behind': `外发 other systems: ${v['entries']} entries of the ledger behind`,
    'anchor last': `锚 last anchor ${v['hours']} h ago, ${v['entries']} entries since`,
    'anchor never': `锚 no anchor yet, ${v['entries']} entries`,
    'anchor nothing': '锚 nothing to anchor yet',
    'partitions until': `读数分区 readings have room for ${v['hours']} h ahead`,
    'alarms seen': '告警 every alarm was seen',
    'alarms unseen': `告警半小时无人查看 alarms nobody saw for half an hour: ${v['urgent']} urgent, ${v['others']} others`,
    'factors all': `管理员 all ${v['total']} administrators have a second factor`,
    'factors without': `管理员 ${v['without']} of ${v['total']} administrators have no second factor`,
  };
  return says[`${id} ${reason}`] ?? `${id}: 在服务器外无法得知 cannot be told from outside of the server`;
}
