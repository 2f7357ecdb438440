import { expect, it } from 'vitest';
import { loadConfig } from '../config/app-config.js';
import { logOptions } from './log-options.js';

it.each([
  ['/api/races/1?q=Ana', '/api/races/1'],
  ['/api/calendar/c2VjcmV0.ics?x=1', '/api/calendar/[redacted].ics'],
  ['/api/calendar/c2VjcmV0', '/api/calendar/[redacted]'],
  ['/api/calendar/c2VjcmV0.ics/', '/api/calendar/[redacted].ics/'],
  ['/api/calendar//c2VjcmV0', '/api/calendar/[redacted]'],
  ['/api/training-plan/1/calendar', '/api/training-plan/1/calendar'],
])('a log has of %s the path %s', (url, path) => {
  const { pinoHttp } = logOptions(loadConfig({ NODE_ENV: 'test' }));
  if (!pinoHttp || !('serializers' in pinoHttp)) throw new Error('There are no serializers');
  expect(pinoHttp.serializers?.['req']?.({ id: '1', method: 'GET', url })).toEqual({
    id: '1',
    method: 'GET',
    path,
  });
});
