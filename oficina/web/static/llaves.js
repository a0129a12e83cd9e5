/* Security keys (WebAuthn): a button asks the browser for one, and its form is sent with what the key answers. */
(() => {
  'use strict';
  document.documentElement.classList.add('scripted');
  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const text = (buffer) =>
    buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const named = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

  const WORDS = {
    none: 'Este navegador no puede usar llaves de seguridad: use uno al día, como Chrome, Edge, Firefox o Safari, o muestre un código.',
    NotAllowedError: 'Se canceló, pasó el tiempo, o la llave no es de las que registró: apriete el botón de nuevo y toque la suya, o muestre un código.',
    InvalidStateError: 'Esa llave ya está registrada en su cuenta: use otra.',
    NotSupportedError: 'Esa llave no sirve para esto: tiene que comprobar que es usted con PIN, huella o rostro. Pruebe con otra.',
    SecurityError: 'Esta no es la dirección de la oficina, y las llaves no responden en otra: ábrala por la que le dieron.',
    NetworkError: 'La oficina no responde: revise su conexión y apriete el botón de nuevo.',
    other: 'La llave no respondió: conéctela de nuevo, o reinicie el navegador, y apriete el botón otra vez.',
  };

  // What is told aloud too, since the paragraph has the role of an alert.
  const tell = (form, words) => {
    const place = form.querySelector('.key-says');
    place.textContent = words;
    place.hidden = !words;
  };

  const ask = async (form, address, names) => {
    const body = new FormData();
    ['csrf', 'key', ...names].forEach((name) => new FormData(form).getAll(name).forEach((value) => body.append(name, value)));
    const answer = await fetch(address, { method: 'POST', body, headers: { Accept: 'application/json' } }).catch(() => null);
    if (!answer) throw { name: 'NetworkError' };
    if (!answer.headers.get('content-type')?.includes('json')) throw { says: 'Su sesión terminó: recargue la página y entre de nuevo.' };
    const told = await answer.json();
    if (!answer.ok) throw { says: told.says };
    return told;
  };

  const sent = (credential, response) =>
    JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {} });

  const shown = async (options) => {
    const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: named(options.allowCredentials) };
    const credential = await navigator.credentials.get({ publicKey });
    const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response;
    return sent(credential, {
      clientDataJSON: text(clientDataJSON),
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: text(userHandle) || undefined,
    });
  };

  const made = async (options) => {
    const user = { ...options.user, id: bytes(options.user.id) };
    const publicKey = { ...options, challenge: bytes(options.challenge), user, excludeCredentials: named(options.excludeCredentials) };
    const credential = await navigator.credentials.create({ publicKey });
    const { clientDataJSON, attestationObject } = credential.response;
    const transports = credential.response.getTransports?.() ?? [];
    return sent(credential, { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject), transports });
  };

  document.addEventListener('click', async (event) => {
    const button = event.target.closest('[data-asks], [data-registers]');
    if (!button || button.dataset.answered) return;
    event.preventDefault();
    if (button.disabled) return;
    const { form } = button;
    const registers = button.dataset.registers;
    tell(form, '');
    if (!window.PublicKeyCredential || !navigator.credentials) return tell(form, WORDS.none);
    button.disabled = true;
    try {
      const options = await ask(form, registers ?? button.dataset.asks, (button.dataset.sends ?? '').split(' ').filter(Boolean));
      form.elements[registers ? 'registro' : 'asercion'].value = await (registers ? made : shown)(options);
      button.disabled = false;
      button.dataset.answered = 'yes';
      form.requestSubmit(button);
    } catch (trouble) {
      button.disabled = false;
      tell(form, trouble.says ?? WORDS[trouble.name] ?? WORDS.other);
      button.focus();
    }
  });
  // Whoever comes back with the browser's arrow asks the key anew.
  addEventListener('pageshow', () => document.querySelectorAll('[data-answered]').forEach((each) => delete each.dataset.answered));
})();
