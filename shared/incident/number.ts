/** 案号: code of the jurisdiction, local day `yyyyMMdd`, serial of the day. */
export function incidentNumber(code: string, day: string, serial: number): string {
  return `${code}${day}${String(serial).padStart(5, '0')}`;
}
