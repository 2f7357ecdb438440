import { Inject, Injectable } from '@nestjs/common';
import { jwtVerify, SignJWT, errors } from 'jose';
import { v7, validate } from 'uuid';
import { SIGNING_KEY, type SigningKey } from './signing-key.js';

const ISSUER = 'gofast-training-plans';
const AUDIENCE = 'gofast-api';
/** RFC 9068: no other token of ours may pass for an access token. */
const TYPE = 'at+jwt';

export const ACCESS_TOKEN_SECONDS = 15 * 60;

/** What an access token says: who it was made for, and in which session, with which it ends. */
export interface TokenSubject {
  staffId: string;
  sessionId: string;
}

/** Makes and checks access tokens. They carry who someone is; what they may do is read anew at every request. */
@Injectable()
export class AccessTokens {
  constructor(@Inject(SIGNING_KEY) private readonly key: SigningKey) {}

  issue({ staffId, sessionId }: TokenSubject): Promise<string> {
    return new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: this.key.alg, typ: TYPE })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(staffId)
      .setJti(v7())
      .setIssuedAt()
      .setExpirationTime(`${ACCESS_TOKEN_SECONDS} s`)
      .sign(this.key.sign);
  }

  /** @returns what the token says, or null for any that is not a good one of ours. */
  async verify(token: string): Promise<TokenSubject | null> {
    try {
      const { payload } = await jwtVerify(token, this.key.verify, {
        algorithms: [this.key.alg],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: TYPE,
        requiredClaims: ['sub', 'sid', 'iat', 'exp'],
        maxTokenAge: `${ACCESS_TOKEN_SECONDS} s`,
      });
      const { sub: staffId, sid: sessionId } = payload;
      return isUuid(staffId) && isUuid(sessionId) ? { staffId, sessionId } : null;
    } catch (error) {
      // Expired, tampered, foreign, malformed: the caller learns no more than that it is not good.
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }
}

function isUuid(claim: unknown): claim is string {
  return validate(claim);
}
