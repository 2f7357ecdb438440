/** Remembers which methods each route takes, to tell "not with this method" from "nothing here". */
export class AllowedMethods {
  private readonly routes: { readonly pattern: RegExp; readonly method: string }[] = [];

  /** @param url a route as Fastify has it: `/api/races/:id` */
  add(method: string, url: string): void {
    if (url.includes('*')) return;
    const path = url.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/:\w+/g, '[^/]+');
    this.routes.push({ method, pattern: new RegExp(`^${path}$`) });
  }

  /** The methods a path takes, sorted; none when nothing is there. */
  at(path: string): string[] {
    const methods = this.routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    return [...new Set(methods)].sort();
  }
}
