import type { FastifyReply } from 'fastify';

/** Tells caches that an answer is another by this header too, beside the origin, by which those to other sites' pages vary. */
export function varyBy(reply: FastifyReply, header: string): void {
  void reply.header('vary', [reply.getHeader('vary') ?? [], header].flat().join(', '));
}
