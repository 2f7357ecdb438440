import type { ApiKeyResponse, CreatedApiKeyResponse } from './api-key.dto.js';
import type { ApiKey } from './api-key.entity.js';
import type { CreatedApiKey } from './api-keys.service.js';

export function toApiKeyResponse(apiKey: ApiKey): ApiKeyResponse {
  const { id, name, scopes, staff, createdBy, createdAt, expiresAt, lastUsedAt } = apiKey;
  return {
    id,
    name,
    scopes,
    userId: staff.id,
    createdBy,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}

export function toCreatedApiKeyResponse({ apiKey, text }: CreatedApiKey): CreatedApiKeyResponse {
  return Object.assign(toApiKeyResponse(apiKey), { key: text });
}
