import { forAdmins, forOwners, open, type Row } from './row.js';

const newWebhook = () => ({ url: 'https://receiver.example.com/hooks' });

/** Long work, receivers, models, jobs, and what is for anyone. */
export const SERVICE_ROWS: readonly Row[] = [
  forOwners(['GET /operations/:id', 200, 'operation.read'], { target: 'operation' }),
  forOwners(['DELETE /operations/:id', 200, 'operation.cancel', 'operation.cancelled'], {
    target: 'operation',
  }),
  forOwners(['GET /operations/:id/events', 200, 'operation.read'], { target: 'endedOperation' }),
  forAdmins(['GET /webhooks', 200, 'webhook.manage']),
  forAdmins(['POST /webhooks', 201, 'webhook.manage', 'webhook.created'], { body: newWebhook }),
  forAdmins(['PATCH /webhooks/:id', 200, 'webhook.manage', 'webhook.changed'], {
    target: 'webhook',
    body: () => ({ description: 'B' }),
  }),
  forAdmins(['DELETE /webhooks/:id', 204, 'webhook.manage', 'webhook.deleted'], { target: 'webhook' }),
  forAdmins(['POST /webhooks/:id/test', 202, 'webhook.manage', 'webhook.tested'], { target: 'webhook' }),
  forAdmins(['GET /webhooks/:id/deliveries', 200, 'webhook.manage'], { target: 'webhook' }),
  forAdmins(['POST /webhooks/:id/deliveries/:did/redeliver', 202, 'webhook.manage', 'webhook.redelivered'], {
    target: 'webhook',
    parts: ['did'],
  }),
  forAdmins(['GET /ai/models', 200, 'ai.manage']),
  forAdmins(['GET /ai/routes', 200, 'ai.manage']),
  forAdmins(['PUT /ai/routes', 200, 'ai.manage', 'ai_route.changed'], {
    body: () => ({ builtInCoach: true }),
  }),
  forAdmins(['GET /ai/usage', 200, 'ai.manage']),
  forAdmins(['GET /ai/experiments', 200, 'ai.manage']),
  forAdmins(['GET /reports/adherence', 200, 'report.read'], { query: 'by=coach' }),
  forAdmins(['GET /reports/load', 200, 'report.read'], { query: 'by=month' }),
  forAdmins(['GET /reports/cost', 200, 'report.read'], { query: 'by=coach' }),
  forAdmins(['GET /jobs', 200, 'job.manage']),
  forAdmins(['POST /jobs/:id/retry', 200, 'job.manage', 'job.retried'], { target: 'job' }),
  forAdmins(['POST /scheduler/run', 200, 'job.manage', 'scheduler.run']),
  forAdmins(['GET /scheduler/runs', 200, 'job.manage']),
  open(['GET /health/live', 200]),
  open(['GET /health/ready', 200]),
  open(['GET /openapi.json', 200]),
  open(['GET /docs', 200]),
  open(['GET /docs/', 200]),
  open(['GET /docs-yaml', 200]),
  open(['GET /docs/index.html', 200]),
  // A file that the page's package does not serve.
  open(['GET /docs/LICENSE', 404]),
  open(['GET /docs/swagger-ui-init.js', 200]),
  open(['GET /docs/docs/swagger-ui-init.js', 200]),
  open(['GET /docs/*', 200], { params: { '*': 'swagger-ui.css' } }),
  open(['GET /docs/docs/*', 200], { params: { '*': 'swagger-ui.css' } }),
];
