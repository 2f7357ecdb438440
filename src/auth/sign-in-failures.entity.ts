import { defineEntity, p } from '@mikro-orm/core';

const SignInFailuresSchema = defineEntity({
  name: 'SignInFailures',
  tableName: 'sign_in_failures',
  properties: {
    /** What the tries had in common, as a digest: people type all sorts of things into the field for an address. */
    key: p.text().primary(),
    /** In a row, each within an hour of the one before. */
    failures: p.integer().check('failures > 0'),
    /** By the database's clock. */
    lastAt: p.datetime(3).index(),
  },
});

/** How often signing in has failed of late, for one account, one address, or one at the other. */
export class SignInFailures extends SignInFailuresSchema.class {}
SignInFailuresSchema.setClass(SignInFailures);
