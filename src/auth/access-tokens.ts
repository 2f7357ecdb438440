import { Inject, Injectable } from '@nestjs/common';
import { jwtVerify, SignJWT, errors } from 'jose';
import { v7 } from 'uuid';
import { SIGNING_KEY, type SigningKey } from './signing-key.js';

const ISSUER = 'gofast-training-plans';
const AUDIENCE = 'gofast-api';
/** RFC 9068: no other token of ours may pass for an access token. */
const TYPE = 'at+jwt';

export const ACCESS_TOKEN_SECONDS = 15 * 60;

/** Makes and checks access tokens. They carry who someone is; what they may do is read anew at every request. */
@Injectable()
export class AccessTokens {
  constructor(@Inject(SIGNING_KEY) private readonly key: SigningKey) {}

  issue(staffId: string): Promise<string> {
    return new SignJWT()
      .setProtectedHeader({ alg: this.key.alg, typ: TYPE })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(staffId)
      .setJti(v7())
      .setIssuedAt()
      .setExpirationTime(`${ACCESS_TOKEN_SECONDS} s`)
      .sign(this.key.sign);
  }

  /** @returns the id of the account it was issued to, or null for any token that is not a good one of ours. */
  async verify(token: string): Promise<string | null> {
    try {
      const { payload } = await jwtVerify(token, this.key.verify, {
        algorithms: [this.key.alg],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: TYPE,
        requiredClaims: ['sub', 'iat', 'exp'],
        maxTokenAge: `${ACCESS_TOKEN_SECONDS} s`,
      });
      return payload.sub ?? null;
    } catch (error) {
      // Expired, tampered, foreign, malformed: the caller learns no more than that it is not good.
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }
}
