import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['**/dist/**', '**/coverage/**', '**/node_modules/**', '**/.venv/**', '**/.nx/**'] },
  ...tseslint.configs.strictTypeChecked,
  {
    files: ['**/*.ts'],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { '@nx': nx },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@nx/enforce-module-boundaries': [
        'error',
        {
          depConstraints: [
            { sourceTag: 'scope:library', onlyDependOnLibsWithTags: ['scope:library'] },
            { sourceTag: 'scope:tool', onlyDependOnLibsWithTags: ['scope:library'] },
            {
              // The hooks run what the other tools run, on what is staged.
              sourceTag: 'scope:hooks',
              onlyDependOnLibsWithTags: ['scope:library', 'scope:tool'],
            },
            {
              // The bench starts what the pipeline starts, as the pipeline starts it.
              sourceTag: 'scope:bench',
              onlyDependOnLibsWithTags: ['scope:library', 'scope:tool'],
            },
            {
              sourceTag: 'scope:application',
              onlyDependOnLibsWithTags: ['scope:library'],
            },
          ],
        },
      ],
      complexity: ['error', 12],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'no-console': 'off',
    },
  },
  {
    files: ['**/*.spec.ts'],
    rules: {
      // `skipIf` and `runIf` say when; `context.skip('…')` says why. These say nothing, and stay.
      'no-restricted-syntax': [
        'error',
        ...['skip', 'todo', 'only', 'fails'].flatMap((word) => [
          {
            selector: `MemberExpression[property.name=${word}]:matches([object.name=/^(describe|it|suite|test|bench)$/], [object.object.name=/^(describe|it|suite|test|bench)$/])`,
            message: `A test with \`${word}\` never says so again: mend it, or take it out.`,
          },
          {
            selector: `CallExpression[callee.name=/^(describe|it|suite|test|bench)$/] > ObjectExpression > Property[key.name=${word}][value.value=true]`,
            message: `A test with \`${word}\` never says so again: mend it, or take it out.`,
          },
        ]),
        {
          selector: 'CallExpression[callee.property.name=/^(skipIf|runIf)$/] > Literal',
          message: 'A test that is skipped whatever the machine never says so again.',
        },
        {
          selector:
            ':function > BlockStatement > ExpressionStatement > CallExpression:matches([callee.name=skip], [callee.property.name=skip])',
          message: 'A test that skips itself without a condition never runs.',
        },
        {
          selector:
            'MemberExpression[computed=true][object.name=/^(describe|it|suite|test|bench)$/]',
          message: 'What is read out of a test by a name in brackets is not seen to be a skip.',
        },
        {
          selector: 'CallExpression[callee.name=/^(xit|xtest|xdescribe|fit|fdescribe)$/]',
          message: 'A test that is switched off by its name never says so again.',
        },
      ],
    },
  },
  { files: ['**/*.mjs'], ...tseslint.configs.disableTypeChecked },
);
