/** What erasure does with the rows of a table: they go, they go with what they belong to, or this becomes of them. */
type Erasure = 'delete' | 'cascade' | { set: string };

/** A table that holds rows about athletes. */
export interface PersonalTable {
  name: string;
  /** Which of its rows are about a person, as a condition of SQL that may name the sets of `THE_PERSON`. */
  rows: string;
  /** Its name in an export. */
  section: string;
  /** The table among whose rows an export shows them, and the column that says at which. */
  within?: { table: string; column: string };
  /** Columns that are not theirs to have: what we say to models, and our own bookkeeping. */
  withheld?: readonly string[];
  erasure: Erasure;
}

/** The athlete `?` and what is found by them, for the conditions below. */
export const THE_PERSON = `
  with person as (select ?::uuid as id),
    plans as (select id from training_plan where athlete_id in (select id from person)),
    accounts as (select id from staff where athlete_id in (select id from person)) `;

const OF_PERSON = 'athlete_id in (select id from person)';
const OF_PLANS = 'plan_id in (select id from plans)';
const OF_ACCOUNTS = 'staff_id in (select id from accounts)';
const BY_ACCOUNTS = 'actor_id in (select id from accounts)';

/** All that an entry of the audit log can be about and that is theirs. */
const SUBJECTS = `
  select id from person union all select id from plans union all select id from accounts
  union all select id from generation where ${OF_PLANS} union all select id from suggestion where ${OF_PLANS}
  union all select id from plan_version where ${OF_PLANS} union all select id from training_plan_day where ${OF_PLANS}
  union all select id from activity where ${OF_PERSON} union all select id from time_off where ${OF_PERSON}
  union all select id from operation where ${OF_PERSON} union all select id from api_key where ${OF_ACCOUNTS}`;

/** An answer knows whom it is about by the ids in it alone: each is read once, however many there are of a person. */
const ANSWERS = `
  id in (select k.id from idempotency_key k,
    regexp_matches(concat(k.headers, k.body), '([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})', 'g') as named
    where named[1]::uuid in (${SUBJECTS}))`;

const ROW_OF_DELIVERY = `(payload::jsonb #>> '{data,athleteId}') in (select id::text from person)`;

/**
 * Every table with rows about athletes, owners before what is theirs: an export reads them in this order, an erasure
 * goes the other way. A test holds the list against the schema.
 */
export const PERSONAL_TABLES: readonly PersonalTable[] = [
  {
    name: 'athlete',
    rows: 'id in (select id from person)',
    section: 'person',
    withheld: ['running_changed_at'],
    erasure: 'delete',
  },
  { name: 'athlete_pace', rows: OF_PERSON, section: 'paceHistory', erasure: 'cascade' },
  { name: 'activity', rows: OF_PERSON, section: 'activities', erasure: 'cascade' },
  { name: 'time_off', rows: OF_PERSON, section: 'timeOff', erasure: 'cascade' },
  { name: 'training_plan', rows: OF_PERSON, section: 'plans', erasure: 'delete' },
  {
    name: 'race',
    rows: `created_by_id in (select id from accounts)
      or id in (select race_id from race_training_plan where ${OF_PLANS})`,
    section: 'races',
    // A race is everybody's; that they entered one goes with their account.
    erasure: 'cascade',
  },
  {
    name: 'workout_template',
    rows: 'created_by_id in (select id from accounts)',
    section: 'workouts',
    // A workout is everybody's; that they made one goes with their account.
    erasure: 'cascade',
  },
  ofPlans({ name: 'race_training_plan', section: 'races' }),
  ofPlans({ name: 'athlete_training_plan', section: 'assignments' }),
  ofPlans({ name: 'training_plan_phase', section: 'phases' }),
  {
    ...ofPlans({ name: 'training_plan_week', section: 'weeks' }),
    within: { table: 'training_plan_phase', column: 'phase_id' },
  },
  {
    ...ofPlans({ name: 'training_plan_day', section: 'days' }),
    within: { table: 'training_plan_week', column: 'week_id' },
  },
  ofPlans({ name: 'plan_version', section: 'versions' }),
  ofPlans({ name: 'calendar_link', section: 'calendarLinks' }),
  ofPlans({ name: 'suggestion', section: 'suggestions' }),
  {
    ...ofPlans({ name: 'generation', section: 'generations' }),
    withheld: ['fence', 'lease_until'],
    // That it ran, how it ended and what it cost is still counted.
    erasure: {
      set: `plan_id = null, weeks_decoded = '[]', lease_until = null,
        error = case when error is null then null else jsonb_build_object('code', error -> 'code', 'detail', '') end,
        actor_id = case when ${BY_ACCOUNTS} then null else actor_id end,
        state = case when finished_at is null then 'cancelled' else state end,
        finished_at = coalesce(finished_at, now()), updated_at = now()`,
    },
  },
  {
    ...ofPlans({ name: 'model_call', section: 'modelCalls' }),
    withheld: ['prompt', 'prompt_hash', 'reply_hash'],
    // The plan's id is nobody's any more; tokens and money stay under it.
    erasure: { set: 'prompt = null, reply = null, provider_request_id = null' },
  },
  {
    name: 'ai_batch_item',
    rows: `task #>> '{subject,athleteId}' in (select id::text from person)`,
    section: 'weeksInBulk',
    withheld: ['reservation', 'earlier', 'lease_until'],
    erasure: 'delete',
  },
  {
    name: 'operation',
    rows: `${OF_PERSON} or subject_id in (select id from plans)`,
    section: 'operations',
    withheld: ['claim', 'lease_until'],
    erasure: 'delete',
  },
  {
    name: 'operation_event',
    rows: `operation_id in (select id from operation where ${OF_PERSON} or subject_id in (select id from plans))`,
    section: 'events',
    within: { table: 'operation', column: 'operation_id' },
    erasure: 'cascade',
  },
  {
    name: 'operation_item',
    rows: `${OF_PERSON} or subject_id in (select id from plans)`,
    section: 'batchItems',
    withheld: ['claim', 'attempt'],
    // What came of the others of the batch stays.
    erasure: 'delete',
  },
  { name: 'webhook_delivery', rows: ROW_OF_DELIVERY, section: 'webhookDeliveries', erasure: 'delete' },
  { name: 'staff', rows: OF_PERSON, section: 'accounts', erasure: 'cascade' },
  ofAccounts({ name: 'staff_session', section: 'sessions' }),
  {
    name: 'refresh_token',
    rows: `session_id in (select id from staff_session where ${OF_ACCOUNTS})`,
    section: 'refreshTokens',
    within: { table: 'staff_session', column: 'session_id' },
    erasure: 'cascade',
  },
  ofAccounts({ name: 'password_reset', section: 'passwordResets' }),
  ofAccounts({ name: 'api_key', section: 'apiKeys' }),
  {
    name: 'audit_entry',
    rows: `${BY_ACCOUNTS} or subject_id in (${SUBJECTS})`,
    section: 'auditEntries',
    // Who did what to what stays on record; what was said of them does not, nor where they were.
    erasure: {
      set: `detail = '{}',
        address = case when actor_id is null or ${BY_ACCOUNTS} then null else address end,
        user_agent = case when actor_id is null or ${BY_ACCOUNTS} then null else user_agent end,
        request_id = case when actor_id is null or ${BY_ACCOUNTS} then null else request_id end`,
    },
  },
  {
    name: 'idempotency_key',
    rows: ANSWERS,
    section: 'keptAnswers',
    withheld: ['digest', 'request_digest', 'lease_until'],
    // What was done is still not done again.
    erasure: { set: 'headers = null, body = null' },
  },
];

/** The other tables, and why none of their rows is about an athlete. */
export const IMPERSONAL_TABLES: Readonly<Record<string, string>> = {
  ai_batch: 'a model and when it was asked; whose weeks are in it, its items say',
  ai_route: 'configuration',
  model_spend: 'sums of money; the id of a plan that is gone leads nowhere',
  reply_cache: 'sessions for a level and a week, by hash; a brief with free text is never kept',
  plan_template: 'a plan’s shape, without whom it was made for',
  rate_limit_count: 'digests and counts, forgotten within minutes',
  scheduled_run: 'counts',
  schema_migration: 'names of migrations',
  sign_in_failures: 'digests and counts, forgotten within hours',
  webhook: 'receivers, which are the company’s',
};

function ofPlans(table: Pick<PersonalTable, 'name' | 'section'>): PersonalTable {
  return {
    ...table,
    rows: OF_PLANS,
    within: { table: 'training_plan', column: 'plan_id' },
    erasure: 'cascade',
  };
}

function ofAccounts(table: Pick<PersonalTable, 'name' | 'section'>): PersonalTable {
  return { ...table, rows: OF_ACCOUNTS, within: { table: 'staff', column: 'staff_id' }, erasure: 'cascade' };
}
