/** An event as it came over the wire. */
export interface StreamedEvent {
  id: number;
  type: string;
  data: Record<string, unknown>;
}

/** The answer to a request for server-sent events, read as it comes. */
export interface EventStream {
  readonly status: number;
  readonly headers: Headers;
  /** The next event; null at the end of the stream. Comments are counted and left out. */
  next(): Promise<StreamedEvent | null>;
  /** All events up to the end. */
  rest(): Promise<StreamedEvent[]>;
  comments(): number;
  /** Leaves in the middle. */
  leave(): void;
}

export async function openEvents(
  url: string,
  headers: Record<string, string>,
  lastEventId?: number | string,
): Promise<EventStream> {
  const client = new AbortController();
  const resume = lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) };
  const answer = await fetch(url, { headers: { ...headers, ...resume }, signal: client.signal });
  let comments = 0;
  const events = parse(answer, () => (comments += 1));
  const next = async (): Promise<StreamedEvent | null> => {
    const { done, value } = await events.next();
    return done ? null : value;
  };
  return {
    status: answer.status,
    headers: answer.headers,
    next,
    rest: async () => {
      const rest: StreamedEvent[] = [];
      for (let event = await next(); event; event = await next()) rest.push(event);
      return rest;
    },
    comments: () => comments,
    leave: () => client.abort(),
  };
}

async function* parse({ body }: Response, onComment: () => void): AsyncGenerator<StreamedEvent> {
  if (!body) return;
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      if (lines.some((line) => line.startsWith(':'))) onComment();
      const field = (name: string): string | undefined =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const data = field('data');
      if (data === undefined) continue;
      yield { id: Number(field('id')), type: field('event') ?? 'message', data: JSON.parse(data) };
    }
  }
}
