# syntax=docker/dockerfile:1
# The service without its development tools, and without the embedded PostgreSQL: give it a DATABASE_URL.
# `npm run image:check` takes these steps on the bare machine, and .ci/run runs it: use what it knows, or teach it.

# The Node that the bare machine gets with the dependencies.
FROM node:24.21.0-bookworm-slim AS base
WORKDIR /app

FROM base AS build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY scripts/bundle.mjs ./scripts/
COPY src ./src
COPY migrations ./migrations
# What we list as optional (PostgreSQL, Node) is for the bare machine. `--omit=optional` would take argon2's binary along.
RUN npm run build \
  && npm pkg delete optionalDependencies \
  && npm prune --omit=dev --ignore-scripts

FROM base
ENV NODE_ENV=production \
  HOST=0.0.0.0 \
  PORT=3000 \
  DATA_DIR=/tmp/gofast
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# "node" of the base image, by number so that a platform can see that it is not root; all of /app is root's.
USER 1000:1000
EXPOSE 3000
# It listens once the schema is migrated. A database that is away must not get the process killed, so not /ready.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
# What `npm start` runs; npm itself would not hand the signal on. Twice the usual room for new objects: most die with their
# request, and are not collected in between.
CMD ["node", "--enable-source-maps", "--max-semi-space-size=32", "dist/bin/main.js"]
