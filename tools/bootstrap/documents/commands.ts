/** What runs a command that a page names, so that the page cannot be wrong for long. */
export type Proof =
  /** The test of this table runs it, in the checkout; it changes nothing. */
  | { readonly by: 'this test' }
  /** It runs a step of a project that is part of `check`: every full run runs it. */
  | { readonly by: 'check' }
  /** A test runs the same: the file, and a text in it by which it is found again. */
  | { readonly by: 'another test'; readonly file: string; readonly text: string };

const sampleRun: Proof = {
  by: 'another test',
  file: 'tools/bootstrap/src/pipeline/check.spec.ts',
  text: 'checks everything first, and then only what a change reaches',
};
const optionsOf = (option: string): Proof => ({
  by: 'another test',
  file: 'tools/bootstrap/src/pipeline/check.spec.ts',
  text: option,
});
const freshClone: Proof = {
  by: 'another test',
  file: 'tools/bootstrap/src/stage-0/start.spec.ts',
  text: 'The first command in a fresh clone',
};
const passwords: Proof = {
  by: 'another test',
  file: 'tools/bootstrap/documents/compose.spec.ts',
  text: 'mosquitto_passwd',
};
const services: Proof = {
  by: 'another test',
  file: 'apps/layers-e2e/src/modax_layers_e2e/layers.py',
  text: '"-m", "modax_',
};
const generated = (text: string): Proof => ({
  by: 'another test',
  file: 'tools/nx-python/src/generators/generated-projects.spec.ts',
  text,
});

const image = (is: 'built' | 'scanned' | 'pushed', text: string): Proof => ({
  by: 'another test',
  file: `tools/nx-container/src/${is}-image.spec.ts`,
  text,
});

const composed = (text: string): Proof => ({
  by: 'another test',
  file: 'apps/images-e2e/src/composed-layers.spec.ts',
  text,
});

const signed = (text: string): Proof => ({
  by: 'another test',
  file: 'tools/nx-container/src/signed-image.spec.ts',
  text,
});

const released = (text: string): Proof => ({
  by: 'another test',
  file: 'tools/nx-container/src/nx-release.spec.ts',
  text,
});

/** `text`: what stands behind the registry. */
const promoted = (text: string): Proof => ({
  by: 'another test',
  file: 'tools/nx-container/src/promoted-image.spec.ts',
  text: `pump.tasks.promote(pump.parts.registry${text}`,
});

const releasing = (command: 'announce' | 'release', text: string): Proof => ({
  by: 'another test',
  file: `tools/repository/src/commands/${command}.spec.ts`,
  text,
});

const byHand = (text: string): Proof => ({
  by: 'another test',
  file: 'apps/workflows-e2e/src/by-hand.spec.ts',
  text,
});

const bench = (text: string): Proof => ({
  by: 'another test',
  file: 'tools/bench/src/bench.spec.ts',
  text,
});

const cached = (file: string, text: string): Proof => ({
  by: 'another test',
  file: `apps/cache-server/src/${file}.spec.ts`,
  text,
});

/** Every command of every page. A page with another one fails the step `documents`. */
export const COMMANDS: Readonly<Record<string, Proof>> = {
  'npm run setup': {
    by: 'another test',
    file: 'tools/bootstrap/src/set-up/set-up.spec.ts',
    text: 'makes a clone ready',
  },
  'npm run pipeline': sampleRun,
  'npm run pipeline -- --all': optionsOf('all: true'),
  'npm run pipeline -- --verbose': optionsOf('verbose: true'),
  'npm run pipeline -- --explain': {
    by: 'another test',
    file: 'tools/bootstrap/src/pipeline/explain.spec.ts',
    text: 'says for each step why it would run',
  },
  'npm run --silent pipeline -- --json': {
    by: 'another test',
    file: 'tools/bootstrap/src/testing/checks.ts',
    text: 'json: true',
  },
  'npm run matrix -- --base=main': {
    by: 'another test',
    file: 'tools/bootstrap/src/matrix/matrix.spec.ts',
    text: "base: 'HEAD~1' })",
  },
  'npm run --silent test -- --json > results.json': optionsOf("name: 'test'"),
  'npm run matrix -- --record results.json': {
    by: 'another test',
    file: 'tools/bootstrap/src/matrix/durations.spec.ts',
    text: 'recordDurations(root',
  },
  'npm run repository -- check': {
    by: 'another test',
    file: 'tools/repository/src/commands/repository.spec.ts',
    text: "repository(github, ['check'])",
  },
  'npm run repository -- apply': {
    by: 'another test',
    file: 'tools/repository/src/commands/repository.spec.ts',
    text: "repository(github, ['apply'])",
  },
  'npm run pipeline -- --only "ai-layer:check ai-layer:test-3.9"': optionsOf("only: ['web:check'"),
  'npm test': { by: 'another test', file: '.ci/run', text: 'npm test' },
  '.ci/run': { by: 'another test', file: 'tools/bootstrap/documents/ci.spec.ts', text: '.ci/run' },
  'npx nx generate @modax/nx-python:python-service pump-watch --dry-run': generated("'--dry-run'"),
  'npx nx generate @modax/nx-python:python-service pump-watch': generated("generate('service'"),
  'npx nx run pump-watch:check': generated("'check', '-p', service"),
  'npx nx generate @modax/nx-python:python-library flow': generated("generate('library'"),
  'npx nx run flow:check': generated("'check', '-p', service, library"),
  'npx nx generate @modax/nx-python:executor pydocstyle': {
    by: 'another test',
    file: 'tools/nx-python/src/generators/generated-executor.spec.ts',
    text: '@modax/nx-python:executor',
  },
  'npx nx docker-build control-layer': image('built', 'is the same for the same commit'),
  'npx nx docker-scan control-layer': image('scanned', 'passes a clean image'),
  'npx nx run control-layer:docker-push --registry=127.0.0.1:5000': composed(':docker-push`'),
  'npx nx run ai-layer:docker-push --registry=127.0.0.1:5000': composed(':docker-push`'),
  'npx nx run control-layer:docker-push': image(
    'pushed',
    'brings the very image into the registry',
  ),
  'npx nx run-many -t docker-load': {
    by: 'another test',
    file: 'tools/nx-container/src/running-image.spec.ts',
    text: "'modax/pump:local'",
  },
  'npx nx run-many -t docker-start': composed("'run-many', '-t', 'docker-start'"),
  'npm run cache': cached('main', 'stores, ends in an orderly way'),
  'npm run cache -- token create --for desk --scope trusted': cached(
    'main',
    "'token', 'create', '--for'",
  ),
  'npm run cache -- token list': cached('administration/administer', "done('token list')"),
  'npm run cache -- token revoke 0123456789ab': cached(
    'administration/administer',
    'token revoke ${id}',
  ),
  'npm run cache -- stats': cached('administration/administer', "done('stats')"),
  'npm run cache -- verify': cached('administration/administer', "done('verify')"),
  'npm run cache -- prune': cached('administration/administer', 'prune --json'),
  'npm run torture': cached('testing/torture/torture', 'TORTURES'),
  'docker compose --profile cache up --detach --wait cache-server': composed(
    "COMPOSE_PROFILES: 'cache'",
  ),
  'docker compose up --detach --wait': composed("'up', '--detach', '--wait'"),
  'MODAX_REGISTRY=127.0.0.1:5000 MODAX_VERSION=main docker compose up --pull=always --detach --wait':
    composed("'--pull=always'"),
  'MODAX_REGISTRY=127.0.0.1:5000 MODAX_VERSION=1.0.0 docker compose up --detach --wait':
    composed("MODAX_VERSION: 'main'"),
  'cosign verify --insecure-ignore-tlog --key cosign.pub modax/control-layer@sha256:…':
    signed("'verify'"),
  'cosign verify-attestation --insecure-ignore-tlog --type slsaprovenance1 --key cosign.pub modax/control-layer@sha256:…':
    signed("'--type=slsaprovenance1'"),
  'npm run release -- 1.2.0 --yes --dry-run': released("'--yes', '--dry-run'"),
  'npm run release -- 1.2.0 --yes': released("'release', '1.3.0', '--yes')"),
  'npm run release -- 1.2.0 --skip-publish': released("'--skip-publish'"),
  'npm run repository -- verify v1.2.0': releasing('release', "repository('verify', 'v1.2.0')"),
  'npm run repository -- announce v1.2.0': releasing(
    'announce',
    "repository('announce', 'v1.2.0')",
  ),
  'npx nx run-many -t docker-promote --rehearse': promoted(', true)'),
  'npx nx run-many -t docker-promote': promoted(')'),
  'npm run release -- publish': released("'release', 'publish'"),
  'npm run bench': bench('a generated workspace and every executor are measured'),
  'npm run bench -- hook layers --rounds 9': bench('rounds: 1'),
  'npm run bench -- generated executors --sizes 5,20': bench('sizes: [2]'),
  'npm run --silent bench -- hook --json': {
    by: 'another test',
    file: 'tools/bench/src/report/table.spec.ts',
    text: 'the report for machines has every round',
  },
  'npx nx show projects': { by: 'this test' },
  'npx nx show project ai-layer': { by: 'this test' },
  'npx nx show projects --affected --base=HEAD': { by: 'this test' },
  'npx nx affected -t test --base=main': {
    by: 'another test',
    file: 'tools/nx-python/src/affected.spec.ts',
    text: "'affected'",
  },
  'npx nx run ai-layer:lint': { by: 'check' },
  'npx nx run ai-layer:test': { by: 'check' },
  'npx nx run ai-layer:check': { by: 'check' },
  'npx nx run ai-layer:format:fix': {
    by: 'another test',
    file: 'tools/nx-python/src/nx.spec.ts',
    text: 'fix',
  },
  'npx nx run workspace:record-packages': {
    by: 'another test',
    file: 'tools/nx-python/src/hashing/recorded-packages.spec.ts',
    text: 'workspace:record-packages',
  },
  'npx nx run ai-layer:test-3.9': {
    by: 'another test',
    file: 'tools/nx-python/src/nx.spec.ts',
    text: "'test-3.9'",
  },
  'npx nx run-many -t test-matrix': {
    by: 'another test',
    file: 'tools/nx-python/src/nx.spec.ts',
    text: "'test-matrix'",
  },
  'node tools/bootstrap/embedded-broker.mjs --port 1883': {
    by: 'another test',
    file: 'tools/bootstrap/src/set-up/broker.spec.ts',
    text: 'embedded-broker.mjs',
  },
  '.venv/bin/python -m modax_ai': services,
  'ENVIRONMENT=development .venv/bin/python -m modax_control': services,
  'docker compose ps --all': composed("'ps', '--all'"),
  'docker compose logs control-layer': composed("'logs', 'control-layer'"),
  'npm run pipeline -- --only "ai-layer:scan"': optionsOf("only: ['web:check'"),
  'npm run pipeline -- --only "workspace:audit-workflows workspace:scan-secrets"':
    optionsOf("only: ['web:check'"),
  'npx nx run workspace:scan-dependencies': {
    by: 'another test',
    file: 'tools/bootstrap/documents/workflow-steps.spec.ts',
    text: "lookedAt('scan-dependencies'",
  },
  '.ci/install-workflow-tools': {
    by: 'another test',
    file: '.ci/run',
    text: '.ci/install-workflow-tools',
  },
  '~/.cache/modax/workflow-tools/bin/act --artifact-server-path=.modax/act -s GITHUB_TOKEN -j check':
    byHand("...AS_WRITTEN, 'check'"),
  '~/.cache/modax/workflow-tools/bin/act --artifact-server-path=.modax/act -s GITHUB_TOKEN -j scan':
    byHand("...AS_WRITTEN, 'scan'"),
  '.modax/uv/bin/uv lock --upgrade-package starlette': {
    by: 'another test',
    file: 'tools/nx-python/src/generators/generated-projects.spec.ts',
    text: "'.modax/uv/bin/uv'",
  },
  'docker compose config --quiet': {
    by: 'another test',
    file: 'tools/bootstrap/documents/compose.spec.ts',
    text: 'config --quiet',
  },
  'mosquitto_passwd -c -b passwords control-layer CHANGE-ME': passwords,
  'mosquitto_passwd -b passwords hmi CHANGE-ME-AS-WELL': passwords,
  'mosquitto_passwd -b passwords pump-1 CHANGE-ME-TOO': passwords,
  'chmod 644 passwords': passwords,
  'rm -rf node_modules .venv .modax': freshClone,
  'rm -rf .nx': sampleRun,
};
