import { describe, expect, it } from 'vitest';
import { loadConfig } from '../config/app-config.js';
import { logOptions } from './log-options.js';
import { pathOf } from './problem.js';

describe('a path that is repeated or written down', () => {
  it.each([
    ['/api/races/1?q=Ana', '/api/races/1'],
    ['/api/calendar/c2VjcmV0.ics', '/api/calendar/[redacted].ics'],
    ['/api/calendar/c2VjcmV0?x=1', '/api/calendar/[redacted]'],
    ['/api/training-plan/1/calendar', '/api/training-plan/1/calendar'],
  ])('of %s is %s', (url, path) => {
    expect(pathOf(url)).toBe(path);
  });

  it('is what a log has of a request', () => {
    const { pinoHttp } = logOptions(loadConfig({ NODE_ENV: 'test' }));
    if (!pinoHttp || !('serializers' in pinoHttp)) throw new Error('There are no serializers');
    const request = { id: '1', method: 'GET', url: '/api/calendar/c2VjcmV0.ics?x=1' };
    expect(pinoHttp.serializers?.['req']?.(request)).toEqual({
      id: '1',
      method: 'GET',
      path: '/api/calendar/[redacted].ics',
    });
  });
});
