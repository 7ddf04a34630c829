import { okWith } from '#at/reply';
import { flag, int, response, text } from '#at/response';
import { defineCommand, form } from '../define.ts';

const command = response`+CMD:${int('index')},${text('name')},${flag('test')},${flag('query')},${flag('set')},${flag('execute')}`;

export const cmd = defineCommand({
  name: 'AT+CMD',
  family: 'basic',
  help: 'Lists the commands and which forms each has: test, query, set, execute.',
  forms: {
    query: form({
      responses: [command],
      run: ({ commands }) =>
        okWith(
          ...commands
            .filter(({ retired }) => !retired)
            .map(({ name, forms }, index) =>
              command.line(
                index,
                name,
                'test' in forms,
                'query' in forms,
                'set' in forms,
                'execute' in forms,
              ),
            ),
        ),
    }),
  },
});
