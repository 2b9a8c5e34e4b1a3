import { CAP_1_2 as library } from '@dec112/cap-ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { capAlert, capMessages, capTime, type CapEntry, type CapGround } from '#shared/warning/cap.ts';
import {
  capBlock,
  capCause,
  capCircle,
  capColour,
  capReferences,
  capRing,
  inRing,
} from '#shared/warning/cap-in.ts';
import type { Warning } from '#shared/warning/warning.ts';
import { describe, expect, it } from 'vitest';
import { capXml, readCap } from '../../../server/http/cap.ts';
import { faultsOfCap } from '../../support/cap.ts';

const chief = { id: 'c', name: '值班长', role: 'duty', post: 'duty-chief' } as const;
const house = { id: 'h', name: '预警值守', role: 'system' } as const;
const t0 = Date.UTC(2026, 10, 29, 8, 20);
const warning: Warning = {
  id: '320281W7',
  jurisdiction: 'toy',
  version: 2,
  colour: 'orange',
  title: '城区内涝 & <积水>',
  basis: '3 处水位超限',
  measures: '绕行下穿通道',
  grids: ['w'],
  signer: chief,
  issuedAt: t0,
  until: t0 + 3_600_000,
  rests: [{ kind: 'reading', sensor: 's1', at: t0, value: 31.5, name: '水位 1', measure: 'cm', limit: 15 }],
};
const { issuedAt: _, signer: __, until: ___, ...said } = warning;
const story: CapEntry[] = [
  {
    version: 1,
    at: t0 - 60_000,
    by: house,
    fact: { kind: 'warning-proposed', proposal: { ...said, version: 1, by: house, proposedAt: t0 - 60_000 } },
  },
  { version: 2, at: t0, by: chief, fact: { kind: 'warning-issued', warning } },
  { version: 3, at: t0 + 1_000, by: chief, fact: { kind: 'warning-taken', by: '值班席' } },
  {
    version: 4,
    at: t0 + 60_000,
    by: chief,
    fact: { kind: 'warning-adjusted', colour: 'red', basis: '继续上涨' },
  },
  { version: 5, at: t0 + 120_000, by: chief, fact: { kind: 'warning-released', basis: '水位回落' } },
];
const ground: CapGround = {
  sender: 'jiuhuan.320281',
  senderName: { zh: '指挥中心', en: 'Centre' },
  status: 'Exercise',
  time: { utcOffsetMinutes: 480 },
  areaName: (grid) => (grid === null ? '全县' : '西镇'),
  rings: () => [
    [
      [120, 32],
      [120.1, 32],
      [120.1, 32.1],
      [120, 32],
    ],
  ],
  web: 'https://county.example/toy/report',
};
const messages = capMessages('320281W7', story);
const xmlOf = (message: (typeof messages)[number]): string => capXml({ alert: capAlert(message, ground) });

describe('out', () => {
  it('a signature is an Alert, a change an Update, the end a Cancel, each naming those before it', () => {
    expect(messages.map(({ identifier, msgType }) => [identifier, msgType])).toEqual([
      ['320281W7.2', 'Alert'],
      ['320281W7.4', 'Update'],
      ['320281W7.5', 'Cancel'],
    ]);
    expect(messages[2]?.references.map(({ identifier }) => identifier)).toEqual(['320281W7.2', '320281W7.4']);
    expect(capMessages('320281W7', story.slice(0, 1))).toEqual([]);
  });

  it('is valid by the schema, whichever message; a wrong one is found', async () => {
    for (const message of messages) expect(await faultsOfCap(xmlOf(message))).toEqual([]);
    const wrong = xmlOf(must0(messages[0])).replace('<status>Exercise', '<status>Earnest');
    expect((await faultsOfCap(wrong)).length).toBeGreaterThan(0);
    const noZone = xmlOf(must0(messages[0])).replaceAll('+08:00', 'Z');
    expect((await faultsOfCap(noZone)).length).toBeGreaterThan(0);
  });

  it('is read by a library of others, element by element', async () => {
    const read = await library.Alert.fromXML(xmlOf(must0(messages[1])));
    expect(read).toMatchObject({
      identifier: '320281W7.4',
      sender: 'jiuhuan.320281',
      sent: '2026-11-29T16:21:00+08:00',
      status: library.Alert_status_exercise,
      msgType: library.Alert_msgType_update,
      scope: library.Alert_scope_public_,
      references: 'jiuhuan.320281,320281W7.2,2026-11-29T16:20:00+08:00',
    });
    const [zh, en] = read.info_list;
    expect([zh?.language, zh?.headline, en?.language]).toEqual([
      'zh-CN',
      '城区内涝 & <积水>红色预警',
      'en-US',
    ]);
    expect(zh).toMatchObject({
      severity: library.Alert_info_list_info_severity_extreme,
      certainty: library.Alert_info_list_info_certainty_observed,
      instruction: '绕行下穿通道',
      parameter_list: [{ valueName: 'colour', value: 'red' }],
      area_list: [{ areaDesc: '西镇', geocode_list: [{ valueName: 'grid', value: 'w' }] }],
    });
    expect(zh?.area_list[0]?.polygon_list[0]?.split(' ')).toHaveLength(4);
  });

  it('says both languages, the severity of the colour, and what it rests on', () => {
    const [alert, update, cancel] = messages.map(xmlOf);
    expect(alert).toContain('<headline>城区内涝 &amp; &lt;积水&gt;橙色预警</headline>');
    expect(alert).toContain('<headline>Orange warning: ');
    expect(alert).toContain('<certainty>Observed</certainty>');
    expect(alert).toContain('<polygon>32.00000,120.00000 32.00000,120.10000 ');
    expect(alert).toContain('<expires>2026-11-29T17:20:00+08:00</expires>');
    expect(update).toContain('<severity>Extreme</severity>');
    expect(cancel).toContain('<responseType>AllClear</responseType>');
    expect([480, -210, 0].map((utcOffsetMinutes) => capTime(t0, { utcOffsetMinutes }))).toEqual([
      '2026-11-29T16:20:00+08:00',
      '2026-11-29T04:50:00-03:30',
      '2026-11-29T08:20:00-00:00',
    ]);
  });
});

/** A storm warning as weather services write them, after the example in the appendix of the standard. */
const storm = `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>KSTO1055887203</identifier>
  <sender>KSTO@NWS.NOAA.GOV</sender>
  <sent>2026-06-17T14:57:00-07:00</sent>
  <status>Actual</status>
  <msgType>Update</msgType>
  <scope>Public</scope>
  <references>KSTO@NWS.NOAA.GOV,KSTO1055887100,2026-06-17T14:50:00-07:00</references>
  <info>
    <category>Met</category>
    <event>SEVERE THUNDERSTORM</event>
    <responseType>Shelter</responseType>
    <urgency>Immediate</urgency>
    <severity>Severe</severity>
    <certainty>Observed</certainty>
    <eventCode><valueName>SAME</valueName><value>SVR</value></eventCode>
    <expires>2026-06-17T16:00:00-07:00</expires>
    <senderName>NATIONAL WEATHER SERVICE</senderName>
    <headline>SEVERE THUNDERSTORM WARNING</headline>
    <description>A STORM MOVES EAST</description>
    <instruction>TAKE COVER</instruction>
    <area>
      <areaDesc>EXTREME NORTH CENTRAL TUOLUMNE COUNTY</areaDesc>
      <polygon>38.47,-120.14 38.34,-119.95 38.52,-119.74 38.62,-119.89 38.47,-120.14</polygon>
      <circle>38.5,-119.9 12</circle>
      <geocode><valueName>SAME</valueName><value>006109</value></geocode>
    </area>
  </info>
</alert>
`;

function must0<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('none');
  return value;
}

describe('in', () => {
  it('reads what it wrote: identifier, colour, area, references', () => {
    const read = readCap(xmlOf(must0(messages[1])));
    if (isRefusal(read)) throw new Error(read.reason);
    expect(read).toMatchObject({ identifier: '320281W7.4', msgType: 'Update', sent: t0 + 60_000 });
    expect(capReferences(read)).toEqual([capCause('jiuhuan.320281', '320281W7.2')]);
    const block = must0(capBlock(read));
    expect([block.language, capColour(block), block.area[0]?.geocode[0]?.value]).toEqual([
      'zh-CN',
      'red',
      'w',
    ]);
  });

  it('takes what weather services write: its colour, ring, circle and references', async () => {
    expect(await faultsOfCap(storm)).toEqual([]);
    const read = readCap(storm);
    if (isRefusal(read)) throw new Error(read.reason);
    expect(read).toMatchObject({
      identifier: 'KSTO1055887203',
      sent: Date.UTC(2026, 5, 17, 21, 57),
      status: 'Actual',
    });
    expect(capReferences(read)).toEqual(['cap:KSTO@NWS.NOAA.GOV,KSTO1055887100']);
    const block = must0(capBlock(read));
    expect([block.event, capColour(block), block.expires]).toEqual([
      'SEVERE THUNDERSTORM',
      'orange',
      Date.UTC(2026, 5, 17, 23),
    ]);
    const [area] = block.area;
    expect(capRing(must0(area?.polygon[0]))).toHaveLength(5);
    expect(capCircle(must0(area?.circle[0]))).toEqual({ lat: 38.5, lng: -119.9, km: 12 });
  });

  it('refuses what is no message, names the field, and takes no document type', () => {
    const good = xmlOf(must0(messages[0]));
    const codes = [
      '',
      'no xml',
      '<alert>',
      `<!DOCTYPE alert [<!ENTITY a "b">]>${good.slice(good.indexOf('<alert'))}`,
    ].map((body) => isRefusal(readCap(body)) && (readCap(body) as { reasonId?: string }).reasonId);
    expect(codes).toEqual(['cap-no-xml', 'cap-no-xml', 'cap-no-xml', 'cap-no-xml']);
    expect(readCap(good.replace('<sent>2026', '<sent>tomorrow'))).toMatchObject({
      code: 'invalid',
      field: 'sent',
    });
    expect(readCap(good.replace(/<severity>Severe/u, '<severity>Big'))).toMatchObject({
      field: 'info.0.severity',
    });
  });

  it('knows severities where no colour is named, and what lies in a polygon', () => {
    const of = (severity: 'Extreme' | 'Severe' | 'Moderate' | 'Minor' | 'Unknown') =>
      capColour({ severity, parameter: [] });
    expect((['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'] as const).map(of)).toEqual([
      ...['red', 'orange', 'yellow', 'blue', 'blue'],
    ]);
    expect(capColour({ severity: 'Minor', parameter: [{ valueName: 'Colour', value: 'Red' }] })).toBe('red');
    const ring = must0(capRing('32,120 32,121 33,121 33,120 32,120') ?? undefined);
    expect([inRing(ring, 120.5, 32.5), inRing(ring, 119.9, 32.5)]).toEqual([true, false]);
    expect(capRing('1,2 3')).toBeNull();
  });
});
