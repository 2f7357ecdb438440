import * as fc from 'fast-check';
import { v7 } from 'uuid';

/**
 * What a generated request says in place of something that there is only when it is sent: an id, a token. So requests
 * are plain data that the same seed draws again.
 */
export function reference(kind: string): fc.Arbitrary<string> {
  return fc.nat({ max: 9_999 }).map((at) => `@${kind}:${at}`);
}

const REFERENCE = /^@([^:]+):(\d+)$/;

/** Fields that hold a reference, wherever they are, and what to. */
export const REFERRING_FIELDS: Readonly<Record<string, string>> = {
  athleteId: '/api/athletes/{id}',
  raceId: '/api/races/{id}',
  coachId: '/api/users/{id}',
  userId: '/api/users/{id}',
  actorId: '/api/users/{id}',
  apiKeyId: '/api/api-keys/{id}',
  trainingPlanId: '/api/training-plan/{id}',
  planId: '/api/training-plan/{id}',
  subjectId: '/api/training-plan/{id}',
  refreshToken: 'refreshToken',
  token: 'resetToken',
  currentPassword: 'password',
  cursor: 'cursor',
};

/** The parameters of a path up to one of its objects, by name: `{ id, sid }`. */
export type Address = Readonly<Record<string, string>>;

const KEPT = 40;

/** The objects that requests may be about, as they come and go. */
export class Objects {
  private readonly addresses = new Map<string, Address[]>();
  private readonly hidden = new Map<string, Address[]>();
  private readonly values = new Map<string, string[]>();
  private readonly left = new Set<string>();

  /** @param template e.g. `/api/athletes/{id}/activities/{aid}` */
  add(template: string, address: Address): void {
    const known = this.addresses.get(template) ?? [];
    if (Object.values(address).some((id) => this.left.has(id))) return;
    if (known.some((other) => lastOf(other) === lastOf(address))) return;
    this.addresses.set(template, [...known, address].slice(-KEPT));
  }

  /** Objects that only those may be drawn for who must not see them. */
  hide(template: string, address: Address): void {
    this.hidden.set(template, [...(this.hidden.get(template) ?? []), address]);
    this.leave(lastOf(address));
  }

  /** Never to be drawn, wherever it turns up. */
  leave(id: string): void {
    this.left.add(id);
  }

  remove(template: string, address: Address): void {
    const known = this.addresses.get(template) ?? [];
    this.addresses.set(
      template,
      known.filter((other) => lastOf(other) !== lastOf(address)),
    );
  }

  addValue(kind: string, value: string): void {
    this.values.set(kind, [...(this.values.get(kind) ?? []), value].slice(-KEPT));
  }

  /** The address of one object; null when there is none. */
  address(template: string, at: number, seesHidden: boolean): Address | null {
    const hidden = seesHidden ? [] : (this.hidden.get(template) ?? []);
    // What is another's is asked for as often as any number of one's own.
    const all = hidden.length > 0 && at % 3 === 0 ? hidden : (this.addresses.get(template) ?? hidden);
    return all[at % all.length] ?? null;
  }

  /** The text with what it refers to in place of the reference; something that nobody has where there is nothing. */
  resolve(text: string, seesHidden: boolean): string {
    const [, kind = '', at = '0'] = REFERENCE.exec(text) ?? [];
    if (kind === '') return text;
    if (!kind.startsWith('/')) {
      const values = this.values.get(kind) ?? [];
      return values[values.length - 1 - (Number(at) % values.length)] ?? 'nobody-has-this';
    }
    const address = this.address(kind, Number(at), seesHidden);
    return address === null ? v7() : lastOf(address);
  }

  /** A body with every reference in it resolved. */
  resolveDeep(value: unknown, seesHidden: boolean): unknown {
    if (typeof value === 'string') return this.resolve(value, seesHidden);
    if (Array.isArray(value)) return value.map((item: unknown) => this.resolveDeep(item, seesHidden));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, child]) => [key, this.resolveDeep(child, seesHidden)]);
    return Object.fromEntries(entries);
  }
}

function lastOf(address: Address): string {
  return Object.values(address).at(-1) ?? '';
}
