import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { ModelHealth } from '../ai/routing/model-health.js';
import { Public } from '../common/public.decorator.js';
import { RateLimited } from '../common/rate-limited.decorator.js';
import { Drain } from '../common/drain.js';
import { UnavailableError } from '../common/errors.js';

class HealthResponse {
  @ApiProperty({ enum: ['ok'] })
  status!: 'ok';
}

class ReadinessResponse extends HealthResponse {
  @ApiProperty({
    type: [String],
    required: false,
    description:
      'What an operator should know though requests are served, e.g. a model that is shut down soon.',
  })
  warnings?: string[];
}

/** Past this the database counts as away; probes usually give up after a second or two themselves. */
const DATABASE_TIMEOUT_MS = 1_500;

@ApiTags('health')
@Public()
@RateLimited('never')
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly em: EntityManager,
    private readonly drain: Drain,
    private readonly models: ModelHealth,
  ) {}

  /** Never touches the database: a database away must not get the process killed. */
  @Get('live')
  @ApiOperation({ operationId: 'getLiveness', summary: 'Whether the process is alive' })
  @ApiOkResponse({ type: HealthResponse })
  live(): HealthResponse {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ operationId: 'getReadiness', summary: 'Whether requests can be served now' })
  @ApiOkResponse({ type: ReadinessResponse })
  @ApiServiceUnavailableResponse({ description: '`service.draining`, `service.database_unavailable`' })
  async ready(): Promise<ReadinessResponse> {
    if (this.drain.draining) throw new UnavailableError('service.draining', 'The service is stopping.');
    await this.checkDatabase();
    const warnings = await this.models.notices();
    return warnings.length > 0 ? { status: 'ok', warnings } : { status: 'ok' };
  }

  private async checkDatabase(): Promise<void> {
    const query = async (): Promise<void> => {
      await this.em.getConnection().execute('select 1');
    };
    try {
      await this.health.check([
        () => this.indicators.check('database').attempt(query).withTimeout(DATABASE_TIMEOUT_MS),
      ]);
    } catch (error) {
      const unavailable = new UnavailableError(
        'service.database_unavailable',
        'The database does not answer.',
      );
      unavailable.cause = error;
      throw unavailable;
    }
  }
}
