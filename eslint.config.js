import vue from 'eslint-plugin-vue';
import { defineConfigWithVueTs, vueTsConfigs } from '@vue/eslint-config-typescript';

/** Templates of single-file components only; all TypeScript is read by oxlint. */
export default defineConfigWithVueTs(
  { ignores: ['dist/', 'data/', 'node_modules/', 'public/'] },
  vue.configs['flat/recommended'],
  vueTsConfigs.base,
  {
    files: ['**/*.vue'],
    rules: {
      // How a template is broken into lines is prettier's part.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/require-default-prop': 'off',
      'vue/multi-word-component-names': 'off',
      'vue/no-v-html': 'error',
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/no-unused-refs': 'error',
      // A name that was not brought in draws nothing and says nothing: types see neither.
      'vue/no-undef-components': 'error',
      'vue/no-undef-properties': ['error', { ignores: ['HTMLInputElement', 'HTMLSelectElement'] }],
      'vue/max-lines-per-block': ['error', { script: 100, template: 200, style: 200 }],
    },
  },
);
