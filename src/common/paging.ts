import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional, IsString } from 'class-validator';
import { validate as isUuid } from 'uuid';
import { InvalidError } from './errors.js';
import { Accepts } from './validators.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

/** How a list is asked for: `?limit=50&cursor=…`. */
export class PageQuery {
  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: 1,
    default: DEFAULT_LIMIT,
    description: `At most ${MAX_LIMIT}; more is cut.`,
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value,
  )
  @Accepts('isLimit', (value) => typeof value === 'number' && value >= 1, 'must be a whole number from 1')
  limit?: number;

  @ApiProperty({ required: false, description: 'The nextCursor of the page before.' })
  @IsOptional()
  @IsString()
  cursor?: string;
}

/** A stretch of a list, newest first; `nextCursor` null on the last one. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** What a list's query has to be narrowed by: pass `where` on among its conditions, `options` as they are. */
export interface PageWindow {
  where: { id?: { $lt: string } };
  options: { orderBy: { id: 'desc' }; limit: number };
}

/**
 * One page of a list, newest first: keys are made in the order of time, so a row added meanwhile neither
 * repeats nor hides another. What the caller may see has to be in the query; a cursor grants nothing.
 * @throws InvalidError `request.invalid` when the cursor is not one of ours
 */
export async function pageOf<T extends { id: string }>(
  query: PageQuery,
  find: (window: PageWindow) => Promise<T[]>,
): Promise<Page<T>> {
  const limit = limitOf(query);
  const rows = await find({
    where: query.cursor === undefined ? {} : { id: { $lt: positionOf(query.cursor, isUuid) } },
    options: { orderBy: { id: 'desc' }, limit: limit + 1 },
  });
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, nextCursor: last ? cursorOf(last.id) : null };
}

/** The page as it is answered. */
export function toPageResponse<T, R>(page: Page<T>, toResponse: (item: T) => R): Page<R> {
  return { items: page.items.map(toResponse), nextCursor: page.nextCursor };
}

/** How many a page may have. */
export function limitOf({ limit = DEFAULT_LIMIT }: PageQuery): number {
  return Math.min(limit, MAX_LIMIT);
}

/** A position in a list, as nobody has to read it. */
export function cursorOf(position: string): string {
  return Buffer.from(position).toString('base64url');
}

/**
 * The position a cursor stands for.
 * @throws InvalidError `request.invalid` when it is not one of ours
 */
export function positionOf(cursor: string, isPosition: (text: string) => boolean): string {
  const position = Buffer.from(cursor, 'base64url').toString();
  if (isPosition(position)) return position;
  throw new InvalidError('request.invalid', 'The cursor is not one of ours; see errors.', [
    { pointer: '/cursor', detail: 'must be the nextCursor of the page before' },
  ]);
}
