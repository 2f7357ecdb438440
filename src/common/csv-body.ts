import { UnsupportedMediaTypeException } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** The routes that take a sheet, and nothing else; all others take JSON. */
const SHEET_ROUTES: ReadonlySet<string> = new Set(['/api/athletes/import']);

/** More than JSON may have: a club with notes on everybody. */
const SHEET_LIMIT_BYTES = 4 * 1_048_576;

/** Has the server take `text/csv` as bytes where a sheet is asked for. Before any route is added. */
export function readSheets(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (SHEET_ROUTES.has(route.url)) route.bodyLimit = SHEET_LIMIT_BYTES;
  });
  fastify.addContentTypeParser<Buffer>('text/csv', { parseAs: 'buffer' }, (request, body, done) => {
    const isAsked = SHEET_ROUTES.has(request.routeOptions.url ?? '');
    done(isAsked ? null : new UnsupportedMediaTypeException(), body);
  });
}

/**
 * The bytes of the sheet that a request came with; none of an empty one.
 * @throws UnsupportedMediaTypeException for another body
 */
export function sheetOf({ body }: FastifyRequest): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array();
  if (body instanceof Uint8Array) return body;
  throw new UnsupportedMediaTypeException();
}
