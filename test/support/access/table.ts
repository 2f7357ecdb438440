import { PEOPLE_ROWS } from './people.rows.js';
import { PLAN_ROWS } from './plan.rows.js';
import type { Row } from './row.js';
import { SERVICE_ROWS } from './service.rows.js';
import { STAFF_ROWS } from './staff.rows.js';

/** Who may do what, route by route. The test of it fails when the router has a route that is not here. */
export const ACCESS_TABLE: readonly Row[] = [...STAFF_ROWS, ...PEOPLE_ROWS, ...PLAN_ROWS, ...SERVICE_ROWS];
