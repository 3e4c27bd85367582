// Who reads.

import { element, replace } from '../dom.js';

/** @param enter tries the key, and takes the reader in or throws */
export function show(main, enter) {
  const field = element('input', {
    id: 'key',
    name: 'key',
    type: 'password',
    autocomplete: 'current-password',
    required: true,
    spellcheck: 'false',
    'aria-describedby': 'key-help',
  });
  const button = element('button', { type: 'submit', class: 'main' }, 'Sign in');
  main.className = 'signin';
  replace(
    main,
    element(
      'form',
      { submit: (event) => submit(event, field, button, enter) },
      element('h1', {}, 'See what is rising'),
      element('label', { for: 'key' }, 'API key'),
      field,
      element(
        'p',
        { id: 'key-help', class: 'fine' },
        'A key with the scope read. It is kept in this tab alone, and forgotten when the tab is closed.',
      ),
      element('p', { class: 'wrong', role: 'alert' }),
      button,
    ),
  );
  field.focus();
}

/** Says why the reader stands here. */
export function explain(main, text) {
  main.querySelector('.wrong').textContent = text;
}

async function submit(event, field, button, enter) {
  event.preventDefault();
  button.disabled = true;
  const wrong = event.target.querySelector('.wrong');
  wrong.textContent = '';
  try {
    await enter(field.value.trim());
  } catch (failure) {
    wrong.textContent =
      failure.status === 401
        ? 'No such key, or it is expired or revoked.'
        : failure.status === 403
          ? 'This key may not read.'
          : failure.message;
    field.focus();
  } finally {
    button.disabled = false;
  }
}
