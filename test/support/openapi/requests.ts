import * as fc from 'fast-check';
import { nameOf, type ApiDocument, type Operation, type Parameter } from './api-document.js';
import { brokenBody, HUGE_BODY, oddJson, oddMediaType, oddText, oddValue } from './broken-values.js';
import { reference } from './references.js';
import { SchemaValues } from './schema-values.js';

export const ACTORS = [
  'admin',
  'coach',
  'otherCoach',
  'athlete',
  'otherAthlete',
  'key',
  'member',
  'stranger',
  'nobody',
] as const;
export type ActorName = (typeof ACTORS)[number];

/** Those who may do something more often than those who may nothing. */
const DRAWN_ACTORS: readonly ActorName[] = [...ACTORS, 'admin', 'admin', 'admin', 'admin', 'admin', 'coach'];

/** A request as it was drawn: what there is only when it is sent stands in it as a reference. */
export interface ApiRequest {
  readonly operation: Operation;
  readonly actor: ActorName;
  /** Which of the objects there are at this path. */
  readonly target: number;
  /** Parameters of the path that are not as the target has them. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  /** A value to send as JSON, or text to send as it is. */
  readonly body: { readonly json: unknown } | { readonly text: string } | null;
  readonly mediaType: string | null;
}

const HEADER_VALUES: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'If-Match': fc.constantFrom('*', '"1"', '"2"', '"3", "4"'),
  Prefer: fc.constantFrom('respond-async', 'respond-async, wait=5', 'return=minimal'),
  'Last-Event-ID': fc.constantFrom('0', '1', '2'),
};
const oddHeader = fc.constantFrom('', ' ', 'W/"1"', '"999999"', 'x', '-1', '\u00e9', ',', 'x'.repeat(3_000));
/** Few, so that some are used again. */
const idempotencyKey = fc.nat({ max: 300 }).map((number) => `key-${number}`);

/** Draws requests for the operations of a document. */
export class Requests {
  private readonly values: SchemaValues;

  constructor(private readonly document: ApiDocument) {
    this.values = new SchemaValues(document);
  }

  /** For any operation, by anybody, with anything wrong or nothing. */
  any(): fc.Arbitrary<ApiRequest> {
    return fc
      .constantFrom(...this.document.operations)
      .chain((operation) => fc.oneof(this.valid(operation), this.broken(operation)));
  }

  /** As the document asks for it. @param actors who may send it */
  valid(operation: Operation, actors: readonly ActorName[] = DRAWN_ACTORS): fc.Arbitrary<ApiRequest> {
    return this.draw(operation, { actors, oddly: (good) => good });
  }

  /** With each part as the document asks for it, or not. */
  private broken(operation: Operation): fc.Arbitrary<ApiRequest> {
    const oddly: Oddly = (good, odd) =>
      fc.oneof({ weight: 3, arbitrary: good }, { weight: 1, arbitrary: odd });
    return this.draw(operation, { actors: DRAWN_ACTORS, oddly });
  }

  private draw(
    operation: Operation,
    { actors, oddly }: { actors: readonly ActorName[]; oddly: Oddly },
  ): fc.Arbitrary<ApiRequest> {
    return fc
      .record({
        actor: fc.constantFrom(...actors),
        target: fc.nat({ max: 9_999 }),
        params: this.params(operation, oddly),
        query: this.query(operation, oddly),
        headers: this.headers(operation, oddly),
        sent: this.body(operation, oddly),
      })
      .map(({ sent, ...request }) => ({ operation, ...request, ...sent }));
  }

  private params({ parameters }: Operation, oddly: Oddly): fc.Arbitrary<Record<string, string>> {
    const drawn = parameters
      .filter((parameter) => parameter.in === 'path')
      .map(({ name, schema }) => {
        const { format, minimum = 0, enum: names } = schema;
        // Ids, days and tokens are those of the target; of numbers the first few are there.
        const good =
          format === 'uuid' || format === 'date' || name === 'token'
            ? fc.constant<string[][]>([])
            : (names ? fc.constantFrom(...names) : fc.integer({ min: minimum, max: minimum + 3 })).map(
                (value) => [[name, String(value)]],
              );
        const absent = fc.uuid().map((id) => [[name, id]]);
        return oddly(
          good,
          fc.oneof(
            absent,
            oddText.map((text) => [[name, text]]),
          ),
        );
      });
    return fc.tuple(...drawn).map((entries) => Object.fromEntries(entries.flat()));
  }

  private query({ parameters }: Operation, oddly: Oddly): fc.Arbitrary<[string, string][]> {
    const known = parameters.filter((parameter) => parameter.in === 'query');
    const drawn = known.map((parameter) => {
      const good = this.maybe(
        parameter,
        this.values
          .of(parameter.schema, parameter.name)
          .map((value): [string, string][] => [[parameter.name, String(value)]]),
      );
      const odd = fc
        .tuple(oddText, fc.boolean())
        .map(([text, twice]): [string, string][] =>
          Array.from({ length: twice ? 2 : 1 }, () => [parameter.name, text]),
        );
      return oddly(good, odd);
    });
    const unknown: fc.Arbitrary<[string, string][]> = oddText.map((text) => [[text, text]]);
    return fc
      .tuple(...drawn, oddly(fc.constant<[string, string][]>([]), unknown))
      .map((pairs) => pairs.flat());
  }

  private headers({ parameters }: Operation, oddly: Oddly): fc.Arbitrary<Record<string, string>> {
    const drawn = parameters
      .filter((parameter) => parameter.in === 'header')
      .map((parameter) => {
        const { name } = parameter;
        const value = HEADER_VALUES[name] ?? idempotencyKey;
        const good = this.maybe(
          parameter,
          value.map((text): [string, string][] => [[name, text]]),
        );
        const missing = fc.constant<[string, string][]>([]);
        return oddly(
          good,
          fc.oneof(
            missing,
            oddHeader.map((text): [string, string][] => [[name, text]]),
          ),
        );
      });
    return fc.tuple(...drawn).map((entries) => Object.fromEntries(entries.flat()));
  }

  /** A parameter that may be left out often is. */
  private maybe(
    { required }: Parameter,
    drawn: fc.Arbitrary<[string, string][]>,
  ): fc.Arbitrary<[string, string][]> {
    if (required) return drawn;
    const none = fc.constant<[string, string][]>([]);
    return fc.oneof({ weight: 3, arbitrary: none }, { weight: 1, arbitrary: drawn });
  }

  private body(operation: Operation, oddly: Oddly): fc.Arbitrary<Sent> {
    const json = fc.constant('application/json');
    const { body: described } = operation;
    const none = fc.constant<Sent>({ body: null, mediaType: null });
    if (operation.method === 'GET') return none;
    if (operation.takesSheet) {
      const sheet = fc.oneof(goodSheet, oddText).map((text) => ({ body: { text }, mediaType: 'text/csv' }));
      return oddly<Sent>(
        sheet,
        oddJson.map((text) => ({ body: { text }, mediaType: 'application/json' })),
      );
    }
    if (described === null) {
      const uncalledFor: fc.Arbitrary<Sent> = fc.record({
        body: oddJson.map((text) => ({ text })),
        mediaType: oddMediaType,
      });
      return oddly(none, uncalledFor);
    }
    const value = SENSIBLE.get(nameOf(operation)) ?? this.values.of(described.schema);
    const good: fc.Arbitrary<Sent> = fc.record({
      body: value.map((given) => ({ json: given })),
      mediaType: json,
    });
    const odd = fc.oneof<fc.MaybeWeightedArbitrary<Sent>[]>(
      {
        weight: 9,
        arbitrary: fc.record({
          body: value.chain((given) => brokenBody(given)).map((given) => ({ json: given })),
          mediaType: json,
        }),
      },
      { weight: 1, arbitrary: none },
      {
        weight: 1,
        arbitrary: fc.record({ body: oddValue.map((given) => ({ json: given })), mediaType: json }),
      },
      { weight: 1, arbitrary: fc.record({ body: oddJson.map((text) => ({ text })), mediaType: json }) },
      {
        weight: 1,
        arbitrary: fc.record({ body: value.map((given) => ({ json: given })), mediaType: oddMediaType }),
      },
      { weight: 1, arbitrary: fc.constant({ body: { text: HUGE_BODY }, mediaType: 'application/json' }) },
    );
    return oddly(good, odd);
  }
}

/** Someone who can sign in. */
const DAY = '/api/training-plan/{id}/days/{date}';
/** Bodies that chance alone would hardly ever make so that they do something. */
const SENSIBLE: ReadonlyMap<string, fc.Arbitrary<unknown>> = new Map<string, fc.Arbitrary<unknown>>([
  ['POST /api/auth/login', fc.record({ email: reference('email'), password: reference('password') })],
  [`PUT ${DAY}`, fc.constant({ workoutType: 'rest', warmup: [], workout: [], cooldown: [], notes: '' })],
  [`POST ${DAY}/move`, fc.record({ to: reference('day') })],
]);

/** Of many people: a few are there already. */
const goodSheet = fc
  .nat({ max: 5_000 })
  .map((number) => `firstName,lastName,email\nAna,Berg,sheet-${number}@example.com\n`);

type Sent = Pick<ApiRequest, 'body' | 'mediaType'>;

/** Draws the good, or one of both. */
type Oddly = <T>(good: fc.Arbitrary<T>, odd: fc.Arbitrary<T>) => fc.Arbitrary<T>;
