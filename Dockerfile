# Build: docker build -t middlewatch .
FROM node:24-bookworm-slim AS install
WORKDIR /app
COPY package.json package-lock.json ./
# The image brings its own Node: the pinned one of the lockfile would only make it larger.
RUN npm ci --omit=dev --ignore-scripts && rm -rf node_modules/node-linux-*

FROM node:24-bookworm-slim
# What bin/small-memory.mjs says.
ENV NODE_ENV=production MALLOC_ARENA_MAX=2
WORKDIR /app
COPY --from=install /app/node_modules ./node_modules
COPY package.json manifest.yml ./
COPY bin ./bin
COPY src ./src
COPY runbooks ./runbooks
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["node", "--max-semi-space-size=4", "bin/middlewatch.mjs"]
CMD ["run", "--config", "/etc/middlewatch/middlewatch.yml"]
