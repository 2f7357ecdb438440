import { Migration } from '@mikro-orm/migrations';

export class Migration20261122145733_model_calls extends Migration {
  override name = 'Migration20261122145733_model_calls';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "reply_cache" ("key" text not null, "target" text not null, "model" text not null, "contract" text not null, "prompt_version" text not null, "sessions" jsonb not null, "mended" jsonb not null, "hits" int not null, "created_at" timestamptz(3) not null, "expires_at" timestamptz(3) not null, primary key ("key"));`,
    );
    this.addSql(`create index "reply_cache_expires_at_index" on "reply_cache" ("expires_at");`);

    this.addSql(
      `create table "model_call" ("id" uuid not null, "at" timestamptz(3) not null, "request_id" uuid not null, "plan_id" uuid not null, "week_number" smallint not null, "target" text not null, "model" text null, "contract" text not null, "prompt_version" text not null, "mode" text not null, "service_tier" text not null, "re_ask" boolean not null, "experiment" text null, "arm" text null, "outcome" text not null, "status" smallint null, "input_tokens" int null, "cached_tokens" int null, "output_tokens" int null, "reasoning_tokens" int null, "usd" numeric(14,8) null, "latency_ms" int not null, "first_token_ms" int null, "provider_request_id" text null, "prompt_hash" text not null, "reply_hash" text null, "findings" smallint not null, "mended" smallint not null, "prompt" text null, "reply" text null, primary key ("id"));`,
    );
    this.addSql(`create index "model_call_at_index" on "model_call" ("at");`);
    this.addSql(`create index "model_call_request_id_index" on "model_call" ("request_id");`);
    this.addSql(`create index "model_call_plan_id_index" on "model_call" ("plan_id");`);
    this.addSql(
      `create index model_call_experiment_index on model_call (experiment, arm) where experiment is not null;`,
    );
    this.addSql(`create index model_call_kept_index on model_call (at) where prompt is not null;`);

    this.addSql(
      `create table "model_spend" ("scope" text not null, "spent_usd" numeric(14,8) not null, primary key ("scope"));`,
    );

    this.addSql(`alter table "athlete" alter column "ai_consent" drop not null;`);

    this.addSql(
      `alter table "model_call" add constraint "model_call_contract_check" check ("contract" in ('sessions', 'laps'));`,
    );
    this.addSql(
      `alter table "model_call" add constraint "model_call_mode_check" check ("mode" in ('strict_schema', 'json_mode', 'plain'));`,
    );
    this.addSql(
      `alter table "model_call" add constraint "model_call_outcome_check" check ("outcome" in ('ok', 'connection', 'timeout_headers', 'timeout_idle', 'timeout_total', 'overloaded', 'bad_envelope', 'stream_cut', 'rate_limited', 'quota_exhausted', 'auth', 'model_gone', 'bad_request', 'truncated', 'refusal', 'content_filter', 'empty', 'not_json', 'schema_invalid', 'rule_broken', 'deadline', 'budget', 'cancelled'));`,
    );

    this.addSql(
      `alter table "model_spend" add constraint "model_spend_spent_usd_check" check (spent_usd >= 0);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "reply_cache" cascade;`);
    this.addSql(`drop table if exists "model_call" cascade;`);
    this.addSql(`drop table if exists "model_spend" cascade;`);

    this.addSql(`alter table "athlete" alter column "ai_consent" set not null;`);
  }
}
