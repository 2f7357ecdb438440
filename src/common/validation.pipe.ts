import { Injectable, ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { requestInvalid, type FieldError } from './errors.js';
import { findUnstorable, pointerTo } from './stored-text.js';

/** Turns bodies, queries and parameters into their DTO and says all that is wrong with them in one answer. */
@Injectable()
export class RequestValidationPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      stopAtFirstError: false,
      // A DTO without decorators would otherwise let anything through.
      forbidUnknownValues: true,
      validationError: { target: false, value: false },
      exceptionFactory: (errors) => requestInvalid(toFieldErrors(errors)),
    });
  }

  override async transform(given: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // A request without a body says nothing, and is told of every field it should have.
    const value = metadata.type === 'body' && given === undefined ? {} : given;
    if (metadata.type !== 'custom') {
      const unstorable = findUnstorable(value);
      if (unstorable.length > 0) throw requestInvalid(unstorable);
    }
    if (metadata.type === 'body' && !isJsonObject(value)) {
      throw requestInvalid([{ pointer: '', detail: 'must be a JSON object' }]);
    }
    return super.transform(value, metadata);
  }
}

function isJsonObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One entry per field: its constraints joined, nested fields under their own pointer. */
function toFieldErrors(errors: readonly ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap(({ property, constraints, children }) => {
    const pointer = pointerTo(parent, property);
    const details = Object.entries(constraints ?? {}).map(([rule, text]) =>
      rule === 'whitelistValidation' ? 'is not a known field' : withoutName(text, property),
    );
    const own = details.length > 0 ? [{ pointer, detail: details.join('; ') }] : [];
    return [...own, ...toFieldErrors(children ?? [], pointer)];
  });
}

/** class-validator starts its texts with the field's name, which the pointer says already. */
function withoutName(text: string, property: string): string {
  return text.startsWith(`${property} `) ? text.slice(property.length + 1) : text;
}
