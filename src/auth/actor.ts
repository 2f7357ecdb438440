import type { FastifyRequest } from 'fastify';
import type { Role } from './staff.entity.js';

/** Who is behind a request, as the database has them now. Command line and workers act as one too. */
export interface Actor {
  id: string;
  role: Role;
  /** Whose plans an athlete's account may see; null for the other roles. */
  athleteId: string | null;
}

/** A request that the guard let in; `actor` is missing on public routes. */
export interface AuthenticatedRequest extends FastifyRequest {
  actor?: Actor;
}
