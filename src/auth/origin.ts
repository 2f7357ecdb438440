import { isIPv6 } from 'node:net';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { sha256 } from '../common/sha256.js';

const MAX_USER_AGENT = 500;

/** Where a request came from, as far as the network tells. */
export interface Origin {
  /** IPv4 or IPv6; behind a trusted proxy the client's. */
  address: string;
  /** What the client calls itself, cut at 500 characters; null when it does not. */
  userAgent: string | null;
  /** By which its answer and the logs name it. */
  requestId: string;
}

export function originOf(request: Pick<FastifyRequest, 'id' | 'ip' | 'headers'>): Origin {
  return {
    // IPv4 by way of a socket that takes both families.
    address: request.ip.replace(/^::ffff:(?=\d+\.)/i, ''),
    userAgent: request.headers['user-agent']?.slice(0, MAX_USER_AGENT) ?? null,
    requestId: request.id,
  };
}

/** What one client can choose its address from: of IPv4 nothing, of IPv6 the 2^64 of its network. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.replace(/%.*/, '').split('::');
  const before = head.split(':').filter((group) => group !== '');
  const after = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  const groups = [...before, ...zeros, ...after].slice(0, 4);
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}

/** Tells one client from another, without keeping what it is told by. */
export function clientOf({ address, userAgent }: Pick<Origin, 'address' | 'userAgent'>): string {
  return sha256(JSON.stringify([address, userAgent]));
}

/** The {@link Origin} of a request; on routes that let anyone in. Elsewhere the actor has it. */
export const RequestOrigin = createParamDecorator((_: unknown, context: ExecutionContext): Origin =>
  originOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
