import type { Projects } from '../cases/checks.ts';

/** The Python projects of this repository. */
export const OWN_LAYERS: Projects = {
  names: ['contracts', 'service-kit', 'control-layer', 'ai-layer', 'layers-e2e'],
  folders: [
    'libs/contracts',
    'libs/service-kit',
    'apps/control-layer',
    'apps/ai-layer',
    'apps/layers-e2e',
  ],
  changedFile: 'apps/ai-layer/src/modax_ai/analyst.py',
};
