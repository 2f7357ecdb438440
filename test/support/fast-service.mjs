// Loaded before the service: its clock goes FAST_RATE times as fast as the real one from FAST_SINCE on, where it shows
// FAST_FROM (both in ms), in all processes alike; and it sees to the batches once a second. So leases and waits that take
// hours in service take seconds. Timers are as they were: what a call may take stays what it is.
import { BulkRounds } from '../../dist/src/jobs/bulk-rounds.service.js';

const [rate, since, from] = ['FAST_RATE', 'FAST_SINCE', 'FAST_FROM'].map((name) => Number(process.env[name]));
const RealDate = Date;
const now = () => Math.floor(from + (RealDate.now() - since) * rate);
globalThis.Date = new Proxy(RealDate, {
  construct: (target, values, made) => Reflect.construct(target, values.length > 0 ? values : [now()], made),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});

const { value: tick } = Object.getOwnPropertyDescriptor(BulkRounds.prototype, 'tick');
Reflect.getMetadata('SCHEDULE_CRON_OPTIONS', tick).cronTime = '* * * * * *';
