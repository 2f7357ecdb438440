import { registerHooks } from 'node:module';

// For `node --import`: on exit says which packages were loaded from where they are installed, as one line of JSON.
const loaded = new Set();
registerHooks({
  load(url, context, next) {
    const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
    if (name !== undefined) loaded.add(name);
    return next(url, context);
  },
});
process.on('exit', () => process.stdout.write(`\n${JSON.stringify({ packages: [...loaded] })}\n`));
