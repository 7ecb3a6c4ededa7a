# docker build -t cqctl . && docker run --rm -v "$PWD:/project" -e CQCTL_TOKEN cqctl plan
FROM node:22-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:22-bookworm-slim
ENV NODE_ENV=production
COPY --from=build /build/package.json /opt/cqctl/package.json
COPY --from=build /build/node_modules /opt/cqctl/node_modules
COPY --from=build /build/dist /opt/cqctl/dist
COPY --from=build /build/schemas /opt/cqctl/schemas
COPY --from=build /build/ci /opt/cqctl/ci
RUN ln -s /opt/cqctl/dist/cli/bin.js /usr/local/bin/cqctl
WORKDIR /project
USER node
ENTRYPOINT ["cqctl"]
CMD ["--help"]
