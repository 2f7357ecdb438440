import { EntityManager, raw } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { UnauthenticatedError } from '../common/errors.js';
import { inTransaction } from '../database/transaction.js';
import { AccessTokens } from './access-tokens.js';
import { recordAudit } from './audit-trail.js';
import { clientOf, type Origin } from './origin.js';
import { RefreshToken } from './refresh-token.entity.js';
import { SecretBox } from './secret-box.js';
import { digestOf, randomSecret } from './secrets.js';
import { StaffSession } from './staff-session.entity.js';
import type { Staff } from './staff.entity.js';

/** How long a client whose answer was lost on the way may ask for it again. */
export const RETRY_SECONDS = 10;

/** What lets somebody in, and on. */
export interface TokenPair {
  accessToken: string;
  refreshToken: string;
}

export interface SignedIn extends TokenPair {
  staff: Staff;
}

/**
 * Sessions and their refresh tokens. A token is exchanged once; one that comes back later was stolen or kept by a
 * thief, which of the two cannot be told, and its whole session ends (RFC 9700 §4.14). All times are the database's,
 * which replicas share.
 */
@Injectable()
export class Sessions {
  constructor(
    private readonly em: EntityManager,
    private readonly tokens: AccessTokens,
    private readonly box: SecretBox,
  ) {}

  /** Begins a session of somebody whose credentials were checked; written with the caller's own changes. */
  async begin(em: EntityManager, staffId: string): Promise<TokenPair> {
    const session = em.create(StaffSession, { staff: staffId });
    const pair = await this.newPair(staffId, session.id);
    em.create(RefreshToken, { session, digest: digestOf(pair.refreshToken) });
    return pair;
  }

  /**
   * Exchanges a refresh token for the next pair. The same client gets the same pair again within
   * {@link RETRY_SECONDS}, unless it has gone on from there already; anybody else ends the session.
   * @throws UnauthenticatedError `auth.refresh_invalid`
   */
  async refresh(refreshToken: string, origin: Origin): Promise<SignedIn> {
    // What is found out about a stolen token has to be kept, so nothing is thrown before the commit.
    const signedIn = await inTransaction(this.em, async (em) => {
      const token = await find(em, refreshToken);
      if (!token) return null;
      const { staff } = token.session.getEntity();
      const client = clientOf(origin);
      const pair = (await this.exchange(em, { token, client })) ?? (await this.repeat(em, { token, client }));
      if (pair) return { ...pair, staff: staff.getEntity() };
      await endReused(em, token, origin);
      return null;
    });
    if (!signedIn) throw refreshInvalid();
    return signedIn;
  }

  /** Ends the session of a refresh token, used or not. One that is unknown or has ended is let be. */
  async end(refreshToken: string, origin: Origin): Promise<void> {
    await inTransaction(this.em, async (em) => {
      const token = await find(em, refreshToken);
      if (!token || !(await isAlive(em, token.session.id))) return;
      await endSessions(em, { id: token.session.id });
      audit(em, { token, origin, action: 'auth.signed_out' });
    });
  }

  /**
   * Ends every session of whoever a refresh token was made for.
   * @throws UnauthenticatedError `auth.refresh_invalid` unless it is the newest of a session that goes on
   */
  async endEverywhere(refreshToken: string, origin: Origin): Promise<void> {
    const ended = await inTransaction(this.em, async (em) => {
      const token = await find(em, refreshToken);
      if (!token || !(await isAlive(em, token.session.id))) return false;
      if (token.usedAt) {
        await endReused(em, token, origin);
        return false;
      }
      await endSessions(em, { staff: token.session.getEntity().staff.id });
      audit(em, { token, origin, action: 'auth.signed_out_everywhere' });
      return true;
    });
    if (!ended) throw refreshInvalid();
  }

  /** One UPDATE decides who of those that ask at once exchanges it. */
  private async exchange(em: EntityManager, { token, client }: Exchange): Promise<TokenPair | null> {
    const { session } = token;
    const pair = await this.newPair(session.getEntity().staff.id, session.id);
    const changed = await em.getConnection().execute<{ affectedRows: number }>(
      `update refresh_token set used_at = now(), used_by = ?, answer = ?
        where id = ? and used_at is null and exists (
          select 1 from staff_session s join staff p on p.id = s.staff_id
           where s.id = refresh_token.session_id and s.expires_at > now() and p.status = 'active')`,
      [client, this.box.seal(JSON.stringify(pair), ownerOf(token)), token.id],
      'run',
      em.getTransactionContext(),
    );
    if (changed.affectedRows === 0) return null;
    em.create(RefreshToken, { session: session.id, digest: digestOf(pair.refreshToken) });
    return pair;
  }

  /** The answer that was lost on its way to this client, as it was; null when that cannot be what happened. */
  private async repeat(em: EntityManager, { token, client }: Exchange): Promise<TokenPair | null> {
    const [row] = await em.getConnection().execute<{ answer: string }[]>(
      `select t.answer from refresh_token t join staff_session s on s.id = t.session_id join staff p on p.id = s.staff_id
        where t.id = ? and t.used_by = ? and t.used_at > now() - make_interval(secs => ?) and t.answer is not null
          and s.expires_at > now() and p.status = 'active'
          and not exists (select 1 from refresh_token later
                           where later.session_id = s.id and later.id <> t.id and later.used_at >= t.used_at)`,
      [token.id, client, RETRY_SECONDS],
      'all',
      em.getTransactionContext(),
    );
    return row ? (JSON.parse(this.box.open(row.answer, ownerOf(token))) as TokenPair) : null;
  }

  private async newPair(staffId: string, sessionId: string): Promise<TokenPair> {
    return { accessToken: await this.tokens.issue({ staffId, sessionId }), refreshToken: randomSecret() };
  }
}

interface Exchange {
  token: RefreshToken;
  client: string;
}

/** Ends sessions, and with them every token of theirs, at once. */
export async function endSessions(
  em: EntityManager,
  which: { id: string } | { staff: string; id?: { $ne: string } },
): Promise<void> {
  const alive = { ...which, expiresAt: { $gt: raw('now()') } };
  await em.nativeUpdate(StaffSession, alive, { expiresAt: raw<Date>('now()') });
}

function ownerOf({ id }: RefreshToken): string {
  return `refresh_token:${id}`;
}

function refreshInvalid(): UnauthenticatedError {
  return new UnauthenticatedError(
    'auth.refresh_invalid',
    'The refresh token is not good, or not any more; sign in again at POST /api/auth/login.',
  );
}

function find(em: EntityManager, refreshToken: string): Promise<RefreshToken | null> {
  return em.findOne(
    RefreshToken,
    { digest: digestOf(refreshToken) },
    { populate: ['session.staff'], strategy: 'joined' },
  );
}

async function isAlive(em: EntityManager, id: string): Promise<boolean> {
  return (await em.count(StaffSession, { id, expiresAt: { $gt: raw('now()') } })) > 0;
}

async function endReused(em: EntityManager, token: RefreshToken, origin: Origin): Promise<void> {
  const reused = { id: token.id, usedAt: { $ne: null }, session: { expiresAt: { $gt: raw('now()') } } };
  if ((await em.count(RefreshToken, reused)) === 0) return;
  await endSessions(em, { id: token.session.id });
  audit(em, { token, origin, action: 'auth.refresh_reused' });
}

function audit(
  em: EntityManager,
  { token, origin, action }: { token: RefreshToken; origin: Origin; action: string },
): void {
  const { session } = token;
  const { id } = session.getEntity().staff;
  recordAudit(em, {
    actor: { id, origin },
    action,
    subject: { type: 'user', id },
    detail: { sessionId: session.id },
  });
}
