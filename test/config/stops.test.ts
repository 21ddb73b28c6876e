import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load-config.ts';

const parse = (more: string) =>
  parseConfig(`slack: { channel: "#incidents" }\nclusters: [{ name: prod }]\n${more}\n`, 'mw.yml');
const faultOf = (more: string) => {
  const result = parse(more);
  if (result.ok) throw new Error('it was taken');
  const [fault] = result.errors;
  return `${fault?.key ?? ''}: ${fault?.message ?? ''}`;
};
const read = (more: string) => {
  const result = parse(more);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.config;
};
const freeze = (more: string): string => `freezes: [{ name: x, reason: y, zone: Europe/Berlin, ${more} }]`;

describe('freezes', () => {
  it('are read, weekly and once', () => {
    const config = read(`freezes:
  - { name: weekend, reason: nobody is there, weekly: { from: "fri 18:00", to: "mon 08:00" }, zone: UTC, except: [cordon] }
  - { name: sale, reason: sale, from: "2026-11-27 00:00", to: "2026-11-30", zone: UTC, clusters: [prod], namespaces: ["shop*"] }`);
    expect(config.freezes.map(({ name, except }) => [name, except])).toEqual([
      ['weekend', ['cordon']],
      ['sale', []],
    ]);
  });

  it.each([
    [freeze('from: "2026-12-24"'), /from and to, or weekly/],
    [
      freeze('weekly: { from: "fri 18:00", to: "mon 08:00" }, from: "2026-12-24", to: "2026-12-25"'),
      /not both/,
    ],
    [freeze('from: "2026-12-25", to: "2026-12-24"'), /\.to: ends before it begins/],
    [freeze('from: "2026-13-25", to: "2026-12-24"'), /\.from: write a day/],
    [freeze('weekly: { from: "friday", to: "mon 08:00" }'), /weekly\.from: write a day and a time/],
    [freeze('weekly: { from: "fri 18:00", to: "mon 08:00" }, except: [reboot]'), /except/],
    [freeze('weekly: { from: "fri 18:00", to: "mon 08:00" }, clusters: [prd]'), /did you mean "prod"/],
    ['freezes: [{ name: x, reason: y, weekly: { from: "fri 18:00", to: "mon 08:00" } }]', /zone/],
  ])('%s is refused', (more, message) => {
    expect(faultOf(more)).toMatch(message);
  });
});

describe('breakers and paging', () => {
  it('have defaults, and can be off', () => {
    expect(read('').breakers).toEqual({
      person: { executions: 30, withinMs: 600_000 },
      object: { executions: 10, withinMs: 3_600_000 },
    });
    expect(read('').approvals).toEqual({ page: 'nobody' });
    expect(read('breakers: { person: off, object: { executions: 3 } }').breakers).toEqual({
      object: { executions: 3, withinMs: 3_600_000 },
    });
    expect(read('prices: { cpuHour: 0.04, memoryGiBHour: 0.005, currency: EUR }').prices).toEqual({
      cpuHour: 0.04,
      memoryGiBHour: 0.005,
      currency: 'EUR',
    });
    expect(read('approvals: { page: approvers }').approvals.page).toBe('approvers');
  });

  it.each([
    ['breakers: { person: { executions: 0 } }', /breakers\.person/],
    ['breakers: { object: { within: soon } }', /breakers\.object/],
    ['approvals: { page: everybody }', /approvals\.page/],
    ['prices: { cpuHour: -1, memoryGiBHour: 0, currency: EUR }', /prices\.cpuHour/],
    ['prices: { cpuHour: 1, memoryGiBHour: 0, currency: euros }', /three capital letters/],
  ])('%s is refused', (more, message) => {
    expect(faultOf(more)).toMatch(message);
  });
});
