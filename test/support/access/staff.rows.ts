import { v7 } from 'uuid';
import { forAdmins, forEverybody, open, type Ids, type Row } from './row.js';
import { NEW_PASSWORD, PASSWORD } from './targets.js';

const newUser = () => ({ email: `${v7()}@example.com`, name: 'New', role: 'coach', password: NEW_PASSWORD });
const credentials = ({ email }: Ids) => ({ email, password: PASSWORD });
const refreshToken = ({ refreshToken: token }: Ids) => ({ refreshToken: token });
const reset = ({ resetToken }: Ids) => ({ token: resetToken, password: NEW_PASSWORD });
const changePassword = () => ({ currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
const newKey = () => ({ name: 'Key', scopes: ['read'] });

/** Accounts, keys, and getting in. */
export const STAFF_ROWS: readonly Row[] = [
  open(['POST /auth/login', 200, 'auth.signed_in'], { target: 'account', body: credentials }),
  // Whoever goes on is on record since they came.
  open(['POST /auth/refresh', 200], { target: 'account', body: refreshToken }),
  open(['POST /auth/logout', 204, 'auth.signed_out'], { target: 'account', body: refreshToken }),
  open(['POST /auth/logout-everywhere', 204, 'auth.signed_out_everywhere'], {
    target: 'account',
    body: refreshToken,
  }),
  open(['POST /auth/password-reset', 204, 'user.password_reset'], { target: 'account', body: reset }),
  forEverybody(['GET /auth/me', 200, 'any']),
  forEverybody(['PATCH /auth/me', 200, 'person', 'user.changed'], { body: () => ({ units: 'km' }) }),
  forEverybody(['PATCH /auth/me/password', 204, 'person', 'user.password_changed'], {
    body: changePassword,
  }),
  forAdmins(['GET /users', 200, 'person']),
  forAdmins(['POST /users', 201, 'person', 'user.created'], { body: newUser }),
  forAdmins(['GET /users/:id', 200, 'person'], { target: 'account' }),
  forAdmins(['PATCH /users/:id', 200, 'person', 'user.changed'], {
    target: 'account',
    body: () => ({ name: 'B' }),
  }),
  forAdmins(['POST /users/:id/password-reset', 201, 'person', 'user.reset_link_made'], { target: 'account' }),
  forAdmins(['DELETE /users/:id', 204, 'person', 'user.deleted'], { target: 'account' }),
  forAdmins(['GET /api-keys', 200, 'person']),
  forAdmins(['POST /api-keys', 201, 'person', 'api_key.created'], { body: newKey }),
  forAdmins(['DELETE /api-keys/:id', 204, 'person', 'api_key.revoked'], { target: 'apiKey' }),
  forAdmins(['GET /audit-log', 200, 'audit.read']),
];
