import { PersonExportResponse } from './person.dto.js';
import type { PersonRecord } from './person-export.service.js';

/** The sections stand side by side; a test holds their names to those of the response. */
export function toPersonExportResponse({ exportedAt, sections }: PersonRecord): PersonExportResponse {
  return Object.assign(new PersonExportResponse(), { exportedAt, ...sections });
}
