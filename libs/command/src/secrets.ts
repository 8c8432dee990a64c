/**
 * What a checkout, a job of CI or a person's `.env` (which Nx reads by itself) may hold and no tool needs to know: whoever
 * does need one of them is given it by its own call. Laid over an environment, it takes them out.
 */
export const WITHOUT_SECRETS = {
  DOCKER_USERNAME: undefined,
  DOCKER_PASSWORD: undefined,
  COSIGN_PRIVATE_KEY: undefined,
  COSIGN_PASSWORD: undefined,
  CODECOV_TOKEN: undefined,
  GITHUB_TOKEN: undefined,
  // What compose tells the services.
  MQTT_PASSWORD: undefined,
  HMI_API_KEY: undefined,
  MONITORING_API_KEY: undefined,
  ADMIN_API_KEY: undefined,
  // With these a program could write into the remote cache, or say that it is the job.
  NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: undefined,
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: undefined,
  ACTIONS_ID_TOKEN_REQUEST_URL: undefined,
  ACTIONS_RUNTIME_TOKEN: undefined,
} as const;
