export { freePort } from './free-port.ts';
export { pushBrokerImage, pushPythonImage } from './images.ts';
export { missingPart, partsPath, type Wanted } from './installed.ts';
export { digestInRegistry, docker, type Parts, startParts } from './parts.ts';
export { releaseEnvironment } from './release-environment.ts';
