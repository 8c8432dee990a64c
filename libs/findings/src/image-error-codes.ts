import type { ErrorCodeEntry } from './error-code-entry.ts';

/** Why an image was not built, not scanned or not pushed. */
export const imageErrorCodes = {
  BASE_IMAGE_UNPINNED: {
    meaning:
      'A Dockerfile begins from an image that is not pinned by digest, or fetches something beside its base images.',
    remedy:
      'Begin from an argument `…_IMAGE` with a default `name:tag@sha256:…`; `MODAX_…_IMAGE` must have a digest too. What else an image needs comes from the lock or the sources of its project.',
    exitCode: 1,
    verdict: true,
  },
  BASE_IMAGE_UNAVAILABLE: {
    meaning: 'The image that a Dockerfile begins from could not be fetched.',
    remedy:
      'Look whether the registry can be reached; `MODAX_PYTHON_IMAGE` names a copy of it elsewhere.',
    exitCode: 1,
    verdict: false,
  },
  BUILDER_UNFIT: {
    meaning: 'The builder in use cannot write an OCI layout, or not with the time of the commit.',
    remedy:
      'Install docker buildx 0.33 or newer, and create a builder: `docker buildx create --use --driver docker-container`.',
    exitCode: 2,
    verdict: false,
  },
  DEPENDENCIES_UNAVAILABLE: {
    meaning: 'The locked packages of an image could not be fetched for its platform.',
    remedy:
      'Read what uv or npm said: the index is out of reach, a package has no wheel for the platform, or a setting of npm stands against the lock.',
    exitCode: 1,
    verdict: false,
  },
  ENGINE_DISK_FULL: {
    meaning: 'The disk of the Docker engine or of its builder is full.',
    remedy: 'Make room: `docker buildx prune`, `docker system prune`; then run the task again.',
    exitCode: 1,
    verdict: false,
  },
  ENGINE_UNREACHABLE: {
    meaning: 'No Docker engine, or no builder, answers.',
    remedy: 'Start Docker, or select a builder that runs: `docker buildx ls`.',
    exitCode: 2,
    verdict: false,
  },
  IMAGE_BUILD_FAILED: {
    meaning: 'A step of a Dockerfile failed.',
    remedy: "Read the step's own message above.",
    exitCode: 1,
    verdict: false,
  },
  PACKAGE_BUILD_FAILED: {
    meaning: "One of the workspace's own packages could not be made into a wheel.",
    remedy:
      'Read what uv said; most often the `[build-system]` of its `pyproject.toml` is at fault.',
    exitCode: 1,
    verdict: false,
  },
  RELEASE_TAG_INVALID: {
    meaning: 'A tag that begins with `v` is no version, so the image of it has no name.',
    remedy: 'Name releases `vMAJOR.MINOR.PATCH`, pre-releases `vMAJOR.MINOR.PATCH-NAME`.',
    exitCode: 2,
    verdict: false,
  },
  CREDENTIALS_INCOMPLETE: {
    meaning: 'Of the two variables with the credentials of a registry only one is set.',
    remedy: 'Set both `DOCKER_USERNAME` and `DOCKER_PASSWORD`, or neither after `docker login`.',
    exitCode: 2,
    verdict: false,
  },
  DATABASE_OUTDATED: {
    meaning: 'The vulnerability database of the scanner is too old for an answer about today.',
    remedy: 'Renew it: `.venv/bin/trivy image --download-db-only`.',
    exitCode: 2,
    verdict: false,
  },
  EVENT_UNKNOWN: {
    meaning: 'It is not known which branch, pull request or release an image is of.',
    remedy: 'Check out a branch, or exactly one tag `v…`.',
    exitCode: 2,
    verdict: false,
  },
  IMAGE_LOAD_FAILED: {
    meaning: 'The Docker engine took an image not as it is.',
    remedy: 'Read what Docker said above.',
    exitCode: 1,
    verdict: false,
  },
  IMAGE_NOT_BUILT: {
    meaning: 'There is no record of an image of the project.',
    remedy: 'Build it: `npx nx docker-build` with the name of the project.',
    exitCode: 1,
    verdict: false,
  },
  IMAGE_NOT_REPRODUCIBLE: {
    meaning: 'The same sources made another image than before.',
    remedy:
      'Run `docker-build` with `--skip-nx-cache` on both machines, and compare what the images hold; a step of the Dockerfile depends on more than its files, or their builders (`docker buildx inspect`) are of other versions, which pack the same files in other ways.',
    exitCode: 1,
    verdict: false,
  },
  IMAGE_NOT_STOPPED: {
    meaning:
      'A service did not end well when it was told to stop, as it is told in every deployment.',
    remedy: 'Read what it said last, above; it has 30 seconds after SIGTERM to end with 0.',
    exitCode: 1,
    verdict: true,
  },
  IMAGE_UNHEALTHY: {
    meaning: 'An image was started and did not become healthy.',
    remedy:
      'Read what it said last, above. It is started without a network, its files are read-only but for `/tmp` and its volume, and its user has no rights.',
    exitCode: 1,
    verdict: true,
  },
  IMAGE_NOT_SCANNED: {
    meaning: 'The image that is to be pushed has not passed its scan.',
    remedy:
      'Run `npx nx docker-scan` with the name of the project, and mend what it finds. A scan counts for 24 hours, and as long as the exceptions that it passed with: on GitHub run all jobs of Docker Build again, not those alone that failed.',
    exitCode: 1,
    verdict: true,
  },
  IMAGE_NOT_PUSHED: {
    meaning:
      'The branch that a release is made from has pushed no image of what the release is of.',
    remedy:
      'Tag the commit with which it came to that branch, and wait for Docker Build there; then run this task again.',
    exitCode: 1,
    verdict: true,
  },
  RELEASE_VERSION_DIFFERS: {
    meaning: 'A project states another version than the release tag that is checked out.',
    remedy: 'Let `npm run release` make versions, changelog and tag.',
    exitCode: 1,
    verdict: true,
  },
  RELEASE_NOT_ON_BRANCH: {
    meaning: 'What a release is of is not on the branch that releases are made from.',
    remedy:
      'Merge it and tag a commit of that branch; in CI check out with `fetch-depth: 0`, so that the branch is known.',
    exitCode: 1,
    verdict: true,
  },
  PLATFORM_DIFFERS: {
    meaning:
      'A tag means an image for another kind of machine than the one that would be pushed, or for several.',
    remedy:
      'Push from a machine of that kind, as CI does, or into a repository of your own with `--namespace`.',
    exitCode: 1,
    verdict: true,
  },
  PUSH_FAILED: {
    meaning: 'A registry took the image not as it is.',
    remedy:
      'Read what Docker said above. A registry without TLS, or with certificates of your own, is named in the `buildkitd.toml` of the builder.',
    exitCode: 1,
    verdict: false,
  },
  REPOSITORY_UNKNOWN: {
    meaning: 'The registry has no such repository, or does not let these credentials read it.',
    remedy:
      'Check its name, `DOCKER_USERNAME` and `DOCKER_PASSWORD`; the first push into a repository makes it.',
    exitCode: 1,
    verdict: false,
  },
  REGISTRY_REFUSED: {
    meaning: 'The registry does not know the credentials, or they may not push there.',
    remedy:
      'Check `DOCKER_USERNAME` and `DOCKER_PASSWORD` (without them your own `docker login` counts), the rights of that user on the repository, and `--namespace`, which is `modax` where nobody says another.',
    exitCode: 1,
    verdict: false,
  },
  REGISTRY_UNREACHABLE: {
    meaning: 'The registry does not answer, after several tries.',
    remedy:
      'Look whether it runs and can be reached from here; then run the task again: nothing is sent twice.',
    exitCode: 1,
    verdict: false,
  },
  SIGNATURE_UNVERIFIED: {
    meaning: 'A signature or provenance was made, but the registry does not give it back.',
    remedy:
      'Look whether the registry keeps what refers to an image; then run the task again: what is there already is not made twice.',
    exitCode: 1,
    verdict: false,
  },
  SIGNER_UNFIT: {
    meaning: 'The cosign that is there cannot sign without the public services of Sigstore.',
    remedy: 'Install cosign 3, and have it on the `PATH`.',
    exitCode: 2,
    verdict: false,
  },
  SIGNING_KEY_INCOMPLETE: {
    meaning: 'Of the two variables of the key that signs images only one is set.',
    remedy:
      'Set both `COSIGN_PRIVATE_KEY` and `COSIGN_PASSWORD`, or neither: then nothing is signed.',
    exitCode: 2,
    verdict: false,
  },
  SIGNING_KEY_INVALID: {
    meaning: 'The key that signs images cannot be read.',
    remedy:
      'Set `COSIGN_PRIVATE_KEY` to the whole text of `cosign.key`, and `COSIGN_PASSWORD` to its password.',
    exitCode: 2,
    verdict: false,
  },
  TAG_TAKEN: {
    meaning: 'A tag that means one image for ever means another one already.',
    remedy:
      'Release under a new version: one that was published is never replaced. Of a branch, push from a new commit, or with the builder that made the other image (`docker buildx inspect`).',
    exitCode: 1,
    verdict: true,
  },
  TREE_DIRTY: {
    meaning: 'Files differ from the commit by which the image would be known.',
    remedy:
      'Commit them, or check out the commit cleanly: `git stash --include-untracked`. What git was told to overlook has a small letter or an `S` in `git ls-files -v`: `git update-index` with `--no-assume-unchanged` or `--no-skip-worktree` ends that.',
    exitCode: 1,
    verdict: true,
  },
} as const satisfies Record<string, ErrorCodeEntry>;
