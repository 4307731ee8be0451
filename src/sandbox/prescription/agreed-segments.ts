import { isBasic, isDay } from '../../integrations/prescription/x12/index.js';
import { type Expected } from './compare.js';

/** What was agreed: no other group, no other plan. */
export interface Agreed {
  readonly group: string;
  readonly planCode: string;
}

const MEMBER_ID = (value: string): boolean => value.length >= 1 && value.length <= 50 && isBasic(value) && !value.includes(':');
const NAME = /^.{1,60}$/;

/** BGN, the control totals of an audit, and the two parties. BGN08: 2 for changes, 4 for a full audit. */
export function headerSegments(audit: boolean, members: number): Expected[] {
  const count = String(members);
  return [
    // BGN05 to BGN07 are empty, except that a resend (15) of changes names its original in BGN06.
    { elements: ['BGN', audit ? '00' : /^(00|15)$/, /^\d{1,50}$/, isDay, /^\d{4}$/, '', audit ? '' : /^\d{0,50}$/, '', audit ? '4' : '2'] },
    ...(audit ? [{ elements: ['QTY', 'ET', count] }, { elements: ['QTY', 'TO', count] }] : []),
    { elements: ['N1', 'P5', NAME, 'FI', /^.{2,80}$/] },
    { elements: ['N1', 'IN', NAME, 'FI', /^.{2,80}$/] },
  ];
}

/** One member, by its maintenance code (INS03) and the code of its cover (HD01). */
export function memberSegments(maintenance: string, cover: string, { group, planCode }: Agreed, audit: boolean): Expected[] {
  const replaces = maintenance === '001';
  const asOf = replaces || maintenance === '030';
  // A member that is taken over may be taken over without cover.
  const cancels = maintenance === '024' || (replaces && cover === '024');
  const reason = replaces ? '25' : maintenance === '030' ? 'XN' : 'EC';
  return [
    { elements: ['INS', 'Y', '18', audit ? '030' : /^(001|02[145])$/, reason, 'A', '', '', 'AC'] },
    { elements: ['REF', '0F', MEMBER_ID] },
    { elements: ['REF', '1L', group] },
    ...(replaces ? [{ elements: ['REF', 'Q4', MEMBER_ID] }] : []),
    { elements: ['DTP', asOf ? '303' : maintenance === '024' ? '357' : '356', 'D8', isDay] },
    // The name every member shares. Another one would be a person's.
    { elements: ['NM1', 'IL', '1', 'MEMBER'] },
    { elements: ['HD', cancels ? '024' : maintenance, '', 'PDG', planCode, 'EMP'] },
    ...(cancels ? [] : [{ elements: ['DTP', asOf ? '303' : '348', 'D8', isDay] }]),
    { elements: ['DTP', '349', 'D8', isDay], optional: !cancels },
  ];
}
