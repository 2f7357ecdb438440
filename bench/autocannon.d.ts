/** The part of autocannon 9 that is used; it brings no types. */
declare module 'autocannon' {
  interface Request {
    method: string;
    path: string;
    headers?: Record<string, string>;
    body?: string;
  }

  interface Options {
    url: string;
    connections: number;
    /** Seconds, or … */
    duration?: number;
    /** … requests in all. */
    amount?: number;
    /** Seconds until a request counts as failed. */
    timeout?: number;
    requests: { setupRequest: (request: Request) => Request }[];
  }

  interface Result {
    /** Seconds it took. */
    duration: number;
    errors: number;
    timeouts: number;
    non2xx: number;
    '2xx': number;
    requests: { average: number; total: number };
    /** Milliseconds. */
    latency: { p50: number; p99: number; max: number };
  }

  export default function autocannon(options: Options): Promise<Result>;
}
