import type { Domain } from '../api/answers.ts';
import type { Words } from '../words/en.ts';

export type DnsRecord = Domain['dns'][number];

/** What to do about a record, in the language of the page; null when nothing is to be done. */
export function dnsSentence({ type, hint, code, params }: DnsRecord, { domains }: Words): string | null {
  const { says } = domains.dns;
  const {
    name = '',
    value = '',
    count = '',
    domain = '',
  } = Object.fromEntries(Object.entries(params).map(([param, given]) => [param, String(given)]));
  switch (code) {
    case null:
      return hint;
    case 'add':
    case 'change':
      return says[code](type);
    case 'merge':
      return says.merge(value);
    case 'several':
      return says.several(count, name);
    case 'no-policy':
      return says['no-policy'](name);
    case 'no-mx':
      return says['no-mx'](domain);
    case 'plus-all':
    case 'not-seen-yet':
    case 'unknown':
      return says[code];
    default:
      return hint;
  }
}

/** What fails comes first, then what is not known. */
export const byUrgency = (records: readonly DnsRecord[]): DnsRecord[] => {
  const rank = ({ ok }: DnsRecord): number => (ok === false ? 0 : ok === null ? 1 : 2);
  return [...records].sort((a, b) => rank(a) - rank(b));
};

/** Records that are wrong, of a domain; null where the DNS was not read. */
export const problemsIn = (records: readonly DnsRecord[]): number | null =>
  records.some(({ ok }) => ok !== null) ? records.filter(({ ok }) => ok === false).length : null;

/**
 * A name as DNS providers ask for it that add the zone themselves: without it, `@` for the zone. The zone is taken to
 * be the last two labels; `zone` says otherwise.
 */
export function shortName(name: string, zone: string): string {
  if (name === zone) return '@';
  return name.endsWith(`.${zone}`) ? name.slice(0, -zone.length - 1) : name;
}

/** The zone of a host name, as far as one can tell: the part that is registered, of two labels. */
export const likelyZone = (domain: string): string => domain.split('.').slice(-2).join('.');

const isText = /^TXT$/;

/** Records in the form of a zone file (RFC 1035); those that stand for a choice of the user are left out. */
export const zoneFile = (records: readonly DnsRecord[]): string =>
  records
    .filter(({ purpose }) => purpose !== 'mx')
    .map(({ name, type, expected }) => `${name}. 3600 IN ${type} ${zoneValue(type, expected)}\n`)
    .join('');

function zoneValue(type: string, value: string): string {
  if (isText.test(type)) return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  return `${value.replace(/\.$/, '')}.`;
}
