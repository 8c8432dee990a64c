import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  arrayOf,
  parseJson,
  recordOf,
  textOf,
  toolProblem,
  type ToolProblem,
} from '@modax/findings';
import { authenticationKey } from '../push/registry.ts';
import { folderOfSockets, serveCredentials } from './credential-server.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Who pushes. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/**
 * `DOCKER_USERNAME` and `DOCKER_PASSWORD`. With neither the person's own configuration of Docker is used,
 * with one alone nothing is pushed.
 */
export function credentialsOf({
  DOCKER_USERNAME: username = '',
  DOCKER_PASSWORD: password = '',
}: Variables): Credentials | undefined | ToolProblem {
  if (username === '' && password === '') return undefined;
  if (username === '' || password === '') {
    const missing = username === '' ? 'DOCKER_USERNAME' : 'DOCKER_PASSWORD';
    return toolProblem('CREDENTIALS_INCOMPLETE', `${missing} is not set, the other one is`);
  }
  return { username, password };
}

/**
 * Does work with a configuration of Docker that only this user can read and that is gone afterwards, whatever happens.
 * The credentials do not stand in it: Docker asks a helper, which asks this process. They stand in no file and in no
 * argument, and `execute` gives them to nobody.
 */
export async function withCredentials<Result>(
  registry: string,
  credentials: Credentials | undefined,
  variables: Variables,
  work: (environment: Variables) => Promise<Result>,
): Promise<Result> {
  if (credentials === undefined) return work({});
  const own = variables['DOCKER_CONFIG'] ?? join(homedir(), '.docker');
  const folder = await mkdtemp(join(folderOfSockets(tmpdir()), 'modax-docker-'));
  try {
    const key = authenticationKey(registry);
    const server = await serveCredentials(folder, key, credentials, variables['PATH']);
    try {
      const { context, pluginFolders } = await ownConfiguration(own);
      const plugins = [join(own, 'cli-plugins'), ...pluginFolders];
      const configuration = {
        credHelpers: { [key]: server.helper },
        cliPluginsExtraDirs: plugins,
        ...(context !== undefined && { currentContext: context }),
      };
      await writeFile(join(folder, 'config.json'), JSON.stringify(configuration), { mode: 0o600 });
      await symlink(join(own, 'contexts'), join(folder, 'contexts'));
      return await work({
        ...server.environment,
        DOCKER_CONFIG: folder,
        DOCKER_AUTH_CONFIG: undefined,
        // Which builder is in use stands beside the person's configuration too.
        BUILDX_CONFIG: variables['BUILDX_CONFIG'] ?? join(own, 'buildx'),
      });
    } finally {
      await server.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What counts of the configuration that this one takes the place of: the engine in use, and where plugins lie. */
async function ownConfiguration(
  folder: string,
): Promise<{ readonly context: string | undefined; readonly pluginFolders: readonly string[] }> {
  let text = '';
  try {
    text = await readFile(join(folder, 'config.json'), 'utf8');
  } catch {
    // None: then the engine is the default one.
  }
  const configuration = recordOf(parseJson(text));
  return {
    context: textOf(configuration?.['currentContext']),
    pluginFolders: (arrayOf(configuration?.['cliPluginsExtraDirs']) ?? []).flatMap(
      (path) => textOf(path) ?? [],
    ),
  };
}
