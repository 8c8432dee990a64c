import type { TargetConfiguration } from '@nx/devkit';
import { type Language, LOCKS, MANIFESTS } from './project/language.ts';

type Inputs = NonNullable<TargetConfiguration['inputs']>;

/** This plugin and the libraries that it works with: another build may be another image. */
const executorCode: Inputs = [
  '{workspaceRoot}/tools/nx-container/executors.json',
  '{workspaceRoot}/tools/nx-container/src/**/*',
  '!{workspaceRoot}/tools/nx-container/src/**/*.spec.ts',
  '!{workspaceRoot}/tools/nx-container/src/**/testing/**/*',
  ...['command', 'findings', 'python-lock', 'trivy'].flatMap((library) => [
    `{workspaceRoot}/libs/${library}/src/**/*`,
    `!{workspaceRoot}/libs/${library}/src/**/*.spec.ts`,
  ]),
  '{workspaceRoot}/package-lock.json',
  '{workspaceRoot}/nx.json',
];

/** What lies in an image, of the project and of the libraries below it. */
const sourcesOf = (language: Language): Inputs => [
  '{projectRoot}/Dockerfile',
  '{projectRoot}/Dockerfile.dockerignore',
  `{projectRoot}/${MANIFESTS[language]}`,
  '{projectRoot}/src/**/*',
  ...(language === 'typescript'
    ? ['!{projectRoot}/src/**/*.spec.ts', '!{projectRoot}/src/**/testing/**/*']
    : []),
  { input: 'image', dependencies: true },
  // The Dockerfiles run it.
  '{workspaceRoot}/libs/image-runtime/src/**/*',
  '{workspaceRoot}/.gitignore',
  `{workspaceRoot}/${LOCKS[language]}`,
  ...(language === 'python' ? ['{workspaceRoot}/.python-version'] : []),
];

const reports = (...names: readonly string[]) =>
  names.map((name) => `{workspaceRoot}/reports/{projectName}/${name}`);

/**
 * The targets of a project with a Dockerfile. The cache keeps records and reports, never an image: that is
 * as large as all other results together, and the same sources make it again.
 */
export function imageTargets(language: Language): Record<string, TargetConfiguration> {
  const sources = sourcesOf(language);
  return {
    'docker-build': {
      executor: '@modax/nx-container:build',
      cache: true,
      inputs: [...sources, ...executorCode],
      outputs: reports('image-build.json'),
      options: {},
      metadata: {
        technologies: ['docker'],
        description: 'Build the image of the project; the same commit is the same digest',
      },
    },
    'docker-load': {
      executor: '@modax/nx-container:load',
      dependsOn: ['docker-build'],
      cache: false,
      options: {},
      metadata: {
        technologies: ['docker'],
        description: 'Load the image into the Docker engine, to be run on this machine',
      },
    },
    'docker-start': {
      executor: '@modax/nx-container:start',
      dependsOn: ['docker-load'],
      cache: false,
      options: {},
      metadata: {
        technologies: ['docker'],
        description: 'Start the image until it is healthy, and have it stop',
      },
    },
    'docker-scan': {
      executor: '@modax/nx-container:scan',
      dependsOn: ['docker-build'],
      cache: true,
      inputs: [
        ...sources,
        ...executorCode,
        { dependentTasksOutputFiles: '**/image-build.json' },
        '{workspaceRoot}/exceptions.json',
      ],
      outputs: reports('image-scan.*', 'image-scan-passed.json', 'image-materials.cdx.json'),
      options: {},
      metadata: {
        technologies: ['docker', 'trivy'],
        description: 'Scan the image for vulnerabilities, secrets and misconfiguration',
      },
    },
    'docker-push': {
      executor: '@modax/nx-container:push',
      dependsOn: ['docker-scan'],
      cache: false,
      options: {},
      metadata: {
        technologies: ['docker'],
        description: 'Push the scanned image under the tags of the git event',
      },
    },
    'docker-promote': {
      executor: '@modax/nx-container:promote',
      cache: false,
      options: {},
      metadata: {
        technologies: ['docker'],
        description:
          'Give the image that main has pushed the tags of the release that is checked out',
      },
    },
    // The name by which `nx release publish` looks for it.
    'nx-release-publish': {
      executor: '@modax/nx-container:publish',
      dependsOn: ['docker-scan'],
      cache: false,
      options: {},
      metadata: {
        technologies: ['docker'],
        description: 'Push the scanned image as a release of Nx',
      },
    },
  };
}
