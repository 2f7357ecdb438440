import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { IsOptional, IsString } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Roles } from '../../src/auth/roles.decorator.js';
import { Public } from '../../src/common/public.decorator.js';
import type { Person } from './people.js';
import type { TestApp } from './test-app.js';

/** What the routes under `repeatable` do, in every application of this process, and how often they did. */
export const work = {
  runs: 0,
  result: (): Promise<object> => Promise.resolve({ run: work.runs }),
  reset(): void {
    work.runs = 0;
    work.result = () => Promise.resolve({ run: work.runs });
  },
};

class RepeatableDto {
  @IsOptional()
  @IsString()
  name?: string;
}

class RepeatableQuery {
  @IsOptional()
  @IsString()
  q?: string;
}

/** Routes whose work can be counted, beside the service's own. */
@Roles('admin', 'coach')
@Controller('repeatable')
export class RepeatableController {
  @Post()
  async run(
    @Body() _body: RepeatableDto,
    @Query() _query: RepeatableQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    work.runs += 1;
    const result = await work.result();
    void reply.headers({ etag: `"${work.runs}"`, location: `/api/repeatable/${work.runs}` });
    return result;
  }

  @Post('other')
  other(): object {
    work.runs += 1;
    return { run: work.runs };
  }

  @Post('silent')
  @HttpCode(204)
  silent(): void {
    work.runs += 1;
  }

  @Public()
  @Post('public')
  open(): object {
    work.runs += 1;
    return { run: work.runs };
  }

  @Get()
  read(): object {
    work.runs += 1;
    return { run: work.runs };
  }
}

export interface Sent {
  as: Pick<Person, 'headers'>;
  key?: string;
  path?: string;
  body?: object;
}

/** What a POST was answered, as it came over the wire. */
export interface Received {
  status: number;
  headers: Headers;
  text: string;
  code: string | undefined;
}

export async function send(
  { url }: Pick<TestApp, 'url'>,
  { as, key, path = '/repeatable', body = {} }: Sent,
): Promise<Received> {
  const answer = await fetch(`${url}/api${path}`, {
    method: 'POST',
    headers: {
      ...as.headers,
      'content-type': 'application/json',
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  const { code } = (text === '' ? {} : JSON.parse(text)) as { code?: string };
  return { status: answer.status, headers: answer.headers, text, code };
}

/** The parts of an answer that a repeat gives again. */
export function contentOf({ status, headers, text }: Received) {
  const named = (name: string) => headers.get(name);
  return { status, text, type: named('content-type'), etag: named('etag'), location: named('location') };
}
