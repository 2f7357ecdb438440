import type { FastifyRequest } from 'fastify';
import type { Origin } from './origin.js';
import type { Role } from './staff.entity.js';

/** Who is behind a request, as the database has them now. Command line and workers act as one too. */
export interface Actor {
  id: string;
  role: Role;
  /** Whose plans an athlete's account may see; null for the other roles. */
  athleteId: string | null;
  /** The session of whoever signed in here; missing for all others. */
  sessionId?: string;
  /** The API key of a program that acts for them, and the actions of the access policy it has. */
  key?: { id: string; actions: ReadonlySet<string> };
  /** Where the request came from; missing where there is none. */
  origin?: Origin;
}

/** A request that the guard let in; `actor` is missing on public routes. */
export interface AuthenticatedRequest extends FastifyRequest {
  actor?: Actor;
}
