#!/usr/bin/env bash
# What the job that looks at the workspace itself runs once it is set up, with the tools that a machine keeps.
set -eu
.ci/install-workflow-tools actionlint
EVENT=push node tools/hooks/src/judge-messages/main.ts
npm run pipeline -- --only="workspace:audit-workflows workspace:lint-workflows workspace:scan-secrets"
npm run pipeline -- --only="workspace:scan-dependencies"
